"""Dyadic rounding goes the right way and is exact where it can be."""

from fractions import Fraction

import hypothesis.strategies as st
from hypothesis import example, given

from quantcert.dyadic import Dyadic, dyadic_above, dyadic_below, exact_dyadic


@given(st.fractions(), st.integers(0, 300))
@example(Fraction(-1, 3), 0)
def test_rounding_is_outward_and_tight(value: Fraction, p: int) -> None:
    below, above = dyadic_below(value, p), dyadic_above(value, p)
    assert below.fraction <= value <= above.fraction
    assert above.mantissa - below.mantissa == (0 if below.fraction == value else 1)


@given(st.integers(), st.integers(0, 300))
def test_dyadic_numbers_are_kept_exactly(mantissa: int, p: int) -> None:
    number = Dyadic(mantissa, p).fraction
    exact = exact_dyadic(number)
    assert exact is not None
    assert exact.fraction == number
    assert exact.p <= p


def test_other_numbers_are_not_dyadic() -> None:
    assert exact_dyadic(Fraction(1, 3)) is None
    assert exact_dyadic(Fraction(5, 6)) is None
