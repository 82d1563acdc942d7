"""Whatever a name holds, what is shown can be written and shows what the name is."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from quantcert.report.medium import Medium

ENCODINGS = ("utf-8", "ascii", "latin-1", "cp1252")


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("utf-8", "|W − Ŵ| ≤ 1.1·10^12 × 2 · rest – …"),
        ("latin-1", "|W - W_hat| <= 1.1·10^12 × 2 · rest - ..."),
        ("cp1252", "|W - W_hat| <= 1.1·10^12 × 2 · rest – …"),
        ("ascii", "|W - W_hat| <= 1.1*10^12 x 2 | rest - ..."),
    ],
)
def test_signs_become_ascii_words_where_they_must(encoding: str, text: str) -> None:
    assert Medium(encoding=encoding).shown("|W − Ŵ| ≤ 1.1·10^12 × 2 · rest – …") == text


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a\udc80b", "a\\udc80b"),
        ("\x1b[31mred", "\\x1b[31mred"),
        ("experts[/x].w", "experts[/x].w"),
        ("[bold]w[/bold]", "[bold]w[/bold]"),
        ("a\r\tb\x85", "a\\x0d\\x09b\\x85"),
        ("重み.weight", "重み.weight"),
        ("two\nlines", "two\nlines"),
    ],
)
def test_names_are_shown_as_they_are_or_escaped(name: str, text: str) -> None:
    assert Medium().shown(name) == text


def test_another_script_is_escaped_in_ascii() -> None:
    assert Medium(encoding="ascii").shown("重み") == "\\u91cd\\u307f"


@given(st.text(st.characters()), st.sampled_from(ENCODINGS))
@example("\ud800", "utf-8")
@example("≤\U0001f600", "cp1252")
def test_what_is_shown_can_be_encoded(text: str, encoding: str) -> None:
    shown = Medium(encoding=encoding).shown(text)
    assert shown.encode(encoding).decode(encoding) == shown
    assert shown.count("\n") == text.count("\n")
    assert all(character.isprintable() for character in shown if character != "\n")


def test_which_media_can_write_everything() -> None:
    assert [Medium(encoding=encoding).unicode for encoding in ENCODINGS] == [True] + [False] * 3
