"""Plain JSON values stand for dataclasses, and these come of them again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

import pytest

from quantcert.certificate import LineShare, Rule, Verdict
from quantcert.certificate.plain import from_plain, to_plain
from tests.support.certificates import BY_COLUMNS, SHARE


@dataclass(frozen=True)
class Thing:
    """One field of each kind."""

    numbers: Sequence[int]
    words: Mapping[str, Verdict]
    rule: Rule | None = None
    share: Fraction | None = Fraction(1, 2)


def test_a_field_that_is_not_stated_has_its_default() -> None:
    plain = {"numbers": [1, 2], "words": {"a": "PROVED"}}
    assert from_plain(Thing, plain) == Thing((1, 2), {"a": Verdict.PROVED})
    assert from_plain(Thing, {**plain, "share": None}).share is None
    with pytest.raises(ValueError, match="QC-NONE"):
        from_plain(Thing, {**plain, "rule": "QC-NONE"})


def test_what_is_plain_comes_back() -> None:
    for thing in (SHARE, BY_COLUMNS, Thing((3,), {}, Rule.LITERAL, Fraction(5))):
        assert from_plain(type(thing), to_plain(thing)) == thing


def test_decimals_are_rounded_for_the_claim() -> None:
    plain = to_plain(SHARE)
    assert plain["size"] == "2/3"
    assert plain["size_decimal"] == "0.6666"
    assert from_plain(LineShare, {**plain, "error": "2/3"}).margin == Fraction(4, 3)
