"""Decimal text never makes a bound look smaller, nor a requirement larger."""

from decimal import Decimal
from fractions import Fraction

import hypothesis.strategies as st
from hypothesis import example, given

from quantcert.numbers import lower, upper

FRACTIONS = st.fractions()


@given(FRACTIONS)
@example(Fraction(0))
@example(Fraction(2**200 + 1, 3**90))
def test_rounding_is_outward(value: Fraction) -> None:
    assert Fraction(Decimal(lower(value))) <= value <= Fraction(Decimal(upper(value)))


@given(FRACTIONS)
def test_rounding_is_close(value: Fraction) -> None:
    gap = Fraction(Decimal(upper(value))) - Fraction(Decimal(lower(value)))
    assert gap <= abs(value) / 999


def test_digits() -> None:
    assert upper(Fraction(2, 3)) == "0.6667"
    assert lower(Fraction(2, 3)) == "0.6666"
    assert upper(Fraction(1, 4)) == "0.25"
