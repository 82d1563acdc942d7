from fractions import Fraction

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from quantcert.exact.limbs import (
    limb_count,
    limb_row_maxima,
    limb_row_square_sums,
    limb_row_sums,
    magnitudes,
    to_limbs,
)

FULL_P = 149
FULL_LIMBS = limb_count(277)

float32s = st.floats(width=32, allow_nan=False, allow_infinity=False)


@st.composite
def float_rows(draw):
    columns = draw(st.integers(1, 6))
    row = st.lists(float32s, min_size=columns, max_size=columns)
    return draw(st.lists(row, min_size=1, max_size=3))


@given(float_rows())
@example([[3.4028234663852886e38, -1.401298464324817e-45]])
@example([[-3.4028234663852886e38] * 6])
@example([[0.0, -0.0]])
def test_sums_over_the_whole_range_of_float32_are_exact(rows):
    planes = to_limbs(np.array(rows, dtype=np.float32), FULL_P, FULL_LIMBS)
    sizes = magnitudes(planes)
    assert sizes.min() >= 0
    assert sizes.max() < 2**24
    exact = [[abs(Fraction(x)) * 2**FULL_P for x in row] for row in rows]
    assert limb_row_sums(sizes) == [sum(row) for row in exact]
    assert limb_row_maxima(sizes) == [max(row) for row in exact]
    assert limb_row_square_sums(sizes) == [sum(x * x for x in row) for row in exact]


def test_squares_of_many_columns_are_added_in_parts():
    columns = (1 << 15) + 3
    sizes = np.full((2, 1, columns), (1 << 24) - 1, dtype=np.int64)
    assert limb_row_square_sums(sizes) == [columns * ((1 << 48) - 1) ** 2]


def test_limbs_of_either_sign_are_carried():
    planes = np.array([[[-1, 1 << 30, 0]], [[1, -(1 << 6), -3]], [[0, 0, 0]]], dtype=np.int64)
    values = [-1 + (1 << 24), (1 << 30) - (1 << 30), -3 << 24]
    sizes = magnitudes(planes)
    assert limb_row_sums(sizes) == [sum(abs(value) for value in values)]
    assert limb_row_maxima(sizes) == [3 << 24]


def test_too_small_a_p_or_too_few_limbs_are_refused():
    values = np.array([[1.0, 0.75]], dtype=np.float32)
    assert limb_row_sums(to_limbs(values, 2, 1)) == [7]
    with pytest.raises(ValueError, match="p = 1 is too small"):
        to_limbs(values, 1, 1)
    with pytest.raises(ValueError, match="1 limbs are too few"):
        to_limbs(values, 24, 1)


@given(st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=1, max_size=4))
@example([5e-324, -1.7976931348623157e308, 0.1])
def test_float64_takes_three_limbs_and_more(numbers):
    planes = to_limbs(np.array([numbers]), 1074, limb_count(2098))
    exact = [int(Fraction(number) * 2**1074) for number in numbers]
    found = [
        sum(int(plane[0, i]) << (24 * k) for k, plane in enumerate(planes))
        for i in range(len(numbers))
    ]
    assert found == exact
    assert limb_row_sums(magnitudes(planes)) == [sum(map(abs, exact))]


def test_too_few_limbs_for_a_float64_are_refused():
    value = np.array([[2.0**100 + 2.0**60]])
    assert to_limbs(value, 0, limb_count(101)).shape == (5, 1, 1)
    with pytest.raises(ValueError, match="4 limbs are too few"):
        to_limbs(value, 0, 4)
