"""Tokens as a reader sees them."""

import pytest

from quantcert.report.tokens import TokenNames

NAMES = TokenNames({"1": " cat", "2": "\n", "3": "  ", "4": "Ċ", "5": "a\tb"})


@pytest.mark.parametrize(
    ("token", "shown"), [(1, "cat"), (2, "⏎"), (3, "␣"), (4, "⏎"), (5, "a⇥b"), (6, "[6]")]
)
def test_blanks_are_seen(token, shown):
    assert NAMES.shown(token) == shown


def test_a_token_in_a_sentence_has_its_number():
    assert NAMES.named(1) == "“cat” (token 1)"
    assert NAMES.named(6) == "token 6"
    assert NAMES.joined((1, 6)) == "cat [6]"
