"""Short numbers never cross the exact ones."""

from fractions import Fraction

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from quantcert.report.decimals import at_least, at_most


def value(text: str) -> Fraction:
    mantissa, _, power = text.partition("10^")
    return Fraction(mantissa.rstrip("·") or 1) * 10 ** int(power)


@pytest.mark.parametrize(
    ("number", "above", "below"),
    [
        (Fraction(1, 3), "0.3334", "0.3333"),
        (Fraction(0), "0", "0"),
        (Fraction(123456), "123500", "123400"),
        (Fraction(10**7), "10^7", "10^7"),
        (Fraction(10**12 + 1), "1.1·10^12", "10^12"),
        (Fraction(999 * 10**47), "10^50", "9.9·10^49"),
        (Fraction(10**5000), "10^5000", "10^5000"),
    ],
)
def test_numbers_are_short(number: Fraction, above: str, below: str) -> None:
    assert (at_most(number), at_least(number)) == (above, below)


def test_nothing_is_a_dash() -> None:
    assert at_most(None) == at_least(None) == "–"


@given(st.integers(min_value=10**7, max_value=10**80))
@example(10**7)
@example(10**79 - 1)
def test_huge_numbers_are_rounded_outward(number: int) -> None:
    assert value(at_least(Fraction(number))) <= number <= value(at_most(Fraction(number)))
    assert value(at_most(Fraction(number))) <= Fraction(11, 10) * number
