"""Packed vectors hold exactly the entries, and their sizes bound them."""

from fractions import Fraction

import ml_dtypes
import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from quantcert.exact.vectors import PackedVector, pack_vector

FLOATS = st.floats(width=32, allow_nan=False, allow_infinity=False)


def unpacked(vector: PackedVector) -> list[Fraction]:
    number = int.from_bytes(vector.data, "little")
    half = 1 << (vector.width - 1)
    digits = [number >> (vector.width * i) & (2 * half - 1) for i in range(vector.dim)]
    return [Fraction(digit - half, 1 << vector.p) for digit in digits]


@given(arrays(np.float32, st.integers(0, 9), elements=FLOATS))
@example(np.array([2.0**-149, -(2.0**127)], np.float32))
@example(np.array([0.0, -0.0], np.float32))
@example(np.array([-(2.0**62), 2.0**63], np.float32))
def test_the_digits_are_the_entries(values: np.ndarray) -> None:
    vector = pack_vector(values)
    exact = [Fraction(float(value)) for value in values]
    assert unpacked(vector) == exact
    assert vector.max_abs == max((abs(value) for value in exact), default=0)
    squares = sum(value * value for value in exact)
    assert squares <= vector.norm**2 <= squares * (1 + Fraction(1, 1 << 40))


def test_half_precision() -> None:
    values = np.array([1.5, -0.25, 3.0], ml_dtypes.bfloat16)
    assert unpacked(pack_vector(values)) == [Fraction(3, 2), Fraction(-1, 4), Fraction(3)]


def test_a_number_that_is_not_finite_is_refused() -> None:
    with pytest.raises(ValueError, match="NaN or an infinity"):
        pack_vector(np.array([1.0, np.inf], np.float32))
