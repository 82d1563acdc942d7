from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from quantcert.exact.roots import root_above, root_below

values = st.builds(
    lambda n, d, e: Fraction(n, d) * Fraction(2) ** e,
    st.integers(0, 2**80),
    st.integers(1, 2**80),
    st.integers(-400, 400),
)


@given(values)
def test_roots_enclose_and_are_close(value):
    low, high = root_below(value), root_above(value)
    assert low * low <= value <= high * high
    assert high - low <= high / 2**44


@given(st.integers(0, 2**40), st.integers(-50, 50))
def test_roots_of_squares_are_exact(root, exponent):
    value = root * Fraction(2) ** exponent
    assert root_above(value * value) == root_below(value * value) == value
