from fractions import Fraction

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from quantcert.exact.dyadic import (
    SIGNIFICANT_BITS,
    Dyadic,
    at_most,
    dyadic_above,
    dyadic_below,
    exact_dyadic,
    larger,
    plus,
    root_down,
    root_up,
    rounded_down,
    rounded_up,
    smaller,
    times,
)

dyadics = st.builds(Dyadic, st.integers(0, 2**60), st.integers(0, 70))
values = st.builds(
    lambda n, d, e: Fraction(n, d) * Fraction(2) ** e,
    st.integers(0, 2**60),
    st.integers(1, 2**60),
    st.integers(-200, 200),
)


@given(dyadics, dyadics)
def test_arithmetic_is_exact(a, b):
    assert plus(a, b).fraction == a.fraction + b.fraction
    assert times(a, b).fraction == a.fraction * b.fraction
    assert at_most(a, b) == (a.fraction <= b.fraction)
    assert smaller(a, b).fraction == min(a.fraction, b.fraction)
    assert larger(a, b).fraction == max(a.fraction, b.fraction)


@given(values)
def test_rounding_is_outward_and_keeps_the_significant_bits(value):
    low, high = rounded_down(value), rounded_up(value)
    assert low.fraction <= value <= high.fraction
    assert high.fraction - low.fraction <= value / 2 ** (SIGNIFICANT_BITS - 2)
    for rounded in (low, high):
        odd = rounded.mantissa // max(1, rounded.mantissa & -rounded.mantissa)
        assert odd.bit_length() <= SIGNIFICANT_BITS
        assert rounded_up(rounded.fraction) == rounded_down(rounded.fraction) == rounded


@given(values)
def test_roots_are_rounded_outward(value):
    assert root_down(value).fraction ** 2 <= value <= root_up(value).fraction ** 2


def test_a_negative_bound_is_refused():
    with pytest.raises(ValueError, match="negative"):
        rounded_up(Fraction(-1, 3))


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
