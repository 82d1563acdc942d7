from fractions import Fraction

import ml_dtypes
import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from quantcert.exact import smallest_p, span, split, to_int64
from quantcert.exact.floats import trailing_zeros
from tests.support.matrices import FLOAT_DTYPES

SIXTEEN_BITS = FLOAT_DTYPES[:2]


def all_patterns(dtype: np.dtype) -> np.ndarray:
    return np.arange(1 << 16, dtype=np.uint16).view(dtype)


def value_of_bits(pattern: int, exponent_bits: int, fraction_bits: int) -> Fraction | None:
    """Value of a floating-point bit pattern by IEEE 754; None for infinities and NaNs."""
    sign = -1 if pattern >> (exponent_bits + fraction_bits) else 1
    field = pattern >> fraction_bits & (1 << exponent_bits) - 1
    fraction = Fraction(pattern & (1 << fraction_bits) - 1, 1 << fraction_bits)
    bias = (1 << exponent_bits - 1) - 1
    if field == (1 << exponent_bits) - 1:
        return None
    if field == 0:
        return sign * fraction * Fraction(2) ** (1 - bias)
    return sign * (1 + fraction) * Fraction(2) ** (field - bias)


LAYOUTS = {np.dtype(np.float16): (5, 10), np.dtype(ml_dtypes.bfloat16): (8, 7)}


@pytest.mark.parametrize("dtype", SIXTEEN_BITS, ids=str)
def test_every_16_bit_pattern_is_decoded_exactly(dtype):
    values = all_patterns(dtype)
    expected = [value_of_bits(pattern, *LAYOUTS[dtype]) for pattern in range(1 << 16)]
    finite = np.array([value is not None for value in expected])
    significands, exponents = split(values)
    for pattern in np.flatnonzero(finite).tolist():
        power = Fraction(2) ** int(exponents[pattern])
        assert int(significands[pattern]) * power == expected[pattern], hex(pattern)


@pytest.mark.parametrize("dtype", SIXTEEN_BITS, ids=str)
def test_every_16_bit_pattern_becomes_an_integer_or_is_refused(dtype):
    """All patterns of a sign and an exponent field at a time, at their smallest p."""
    exponent_bits, fraction_bits = LAYOUTS[dtype]
    infinite = 0
    for first in range(0, 1 << 16, 1 << fraction_bits):
        patterns = range(first, first + (1 << fraction_bits))
        array = np.array(patterns, dtype=np.uint16).view(dtype)
        exact = [value_of_bits(pattern, exponent_bits, fraction_bits) for pattern in patterns]
        if None in exact:
            infinite += 1
            with pytest.raises(ValueError, match="NaN or an infinity"):
                to_int64(array, 0)
            continue
        p = max(value.denominator for value in exact).bit_length() - 1
        assert smallest_p(array) == p
        if max(map(abs, exact)) * 2**p < 2**62:
            assert to_int64(array, p).tolist() == [value * 2**p for value in exact]
    assert infinite == 2


float32s = st.floats(width=32, allow_nan=False, allow_infinity=False)


@given(st.lists(float32s, min_size=1, max_size=8))
@example([0.0, -0.0])
@example([1.401298464324817e-45])
@example([3.4028234663852886e38, 1.401298464324817e-45])
@example([1.1754943508222875e-38, -1.1754942106924411e-38])
def test_float32_is_decoded_exactly(numbers):
    values = np.array(numbers, dtype=np.float32)
    exact = [Fraction(number) for number in numbers]
    significands, exponents = split(values)
    pairs = zip(significands.tolist(), exponents.tolist(), strict=True)
    assert [m * Fraction(2) ** e for m, e in pairs] == exact
    p = max(value.denominator for value in exact).bit_length() - 1
    assert smallest_p(values) == p
    bounds = span(values)
    assert all(value % Fraction(2) ** bounds.low == 0 for value in exact)
    assert all(abs(value) < Fraction(2) ** bounds.high for value in exact if value)
    assert bounds.p >= p
    if bounds.bits(p) <= 62:
        assert to_int64(values, p).tolist() == [value * 2**p for value in exact]
        if p:
            with pytest.raises(ValueError, match=f"p = {p - 1} is too small"):
                to_int64(values, p - 1)
    else:
        with pytest.raises(ValueError, match="exceed 62 bits"):
            to_int64(values, p)


def test_the_span_is_that_of_the_smallest_and_the_largest_number():
    bounds = span(np.array([0.0, -1.5, 2.0**-20], dtype=np.float32))
    assert (bounds.low, bounds.high, bounds.p, bounds.bits(50)) == (-43, 1, 43, 51)
    zeros = span(np.zeros(3, dtype=np.float16))
    assert (zeros.low, zeros.high, zeros.p, zeros.bits(0)) == (0, 0, 0, 0)


@pytest.mark.parametrize("dtype", FLOAT_DTYPES, ids=str)
@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_nan_and_infinity_are_refused(dtype, bad):
    with pytest.raises(ValueError, match="NaN or an infinity"):
        span(np.array([1.0, bad]).astype(dtype))


def test_other_dtypes_are_refused():
    with pytest.raises(ValueError, match=r"dtype complex128 cannot be decoded \(one of float16, b"):
        span(np.array([1j]))


@given(st.lists(st.integers(-(2**62), 2**62), max_size=5))
@example([])
@example([0])
@example([-(2**62), 2**61])
def test_trailing_zeros_are_those_of_the_greatest_power_of_two_that_divides_all(integers):
    zeros = trailing_zeros(np.array(integers, dtype=np.int64))
    if not any(integers):
        assert zeros == 64
    else:
        assert all(value % 2**zeros == 0 for value in integers)
        assert any(value % 2 ** (zeros + 1) for value in integers)


doubles = st.floats(allow_nan=False, allow_infinity=False)


@given(st.lists(doubles, min_size=1, max_size=5))
@example([0.0, -0.0])
@example([5e-324, -1.7976931348623157e308])
@example([-2.0, 0.1])
def test_every_float64_is_decoded_exactly(numbers):
    values = np.array(numbers)
    significands, exponents = split(values)
    exact = [Fraction(number) for number in numbers]
    for significand, exponent, value in zip(significands, exponents, exact, strict=True):
        assert int(significand) * Fraction(2) ** int(exponent) == value
    bounds, p = span(values), smallest_p(values)
    assert p == max(0, *(value.denominator.bit_length() - 1 for value in exact))
    assert any(exact) == (bounds.low < bounds.high)
    assert all(abs(value) < Fraction(2) ** bounds.high for value in exact if value)
    assert bounds.p == p
    if bounds.bits(p) <= 62:
        assert to_int64(values, p).tolist() == [value * 2**p for value in exact]
