from fractions import Fraction

import ml_dtypes
import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from quantcert.exact import digits, smallest_p, span
from tests.support.matrices import FLOAT_DTYPES

float32s = st.floats(width=32, allow_nan=False, allow_infinity=False)
moderate = st.floats(-(2.0**20), 2.0**20, width=32).filter(lambda x: x == 0 or abs(x) > 2.0**-40)


def read_back(array: np.ndarray) -> list[int]:
    """Digits of the natural number whose little-endian bytes the array holds."""
    width = 64 * array.shape[-1]
    number = int.from_bytes(array.tobytes(), "little")
    return [number >> width * i & (1 << width) - 1 for i in range(array[..., 0].size)]


@given(st.lists(st.one_of(float32s, moderate), max_size=6), st.sampled_from([1, 2, 5]))
@example([1.0, -1.0, 0.0, -0.0], 1)
@example([-(2.0**40), 2.0**-80, -(2.0**-80)], 2)
@example([2.0**62, -(2.0**62)], 1)
@example([2.0**63, -1.0], 2)
@example([3.4028234663852886e38, -1.401298464324817e-45], 5)
def test_digits_are_the_numbers_plus_the_offset(numbers, limbs):
    values = np.array(numbers, dtype=np.float32)
    p = smallest_p(values)
    bits = span(values).bits(p)
    offset = 1 << (64 * limbs - 1)
    if bits >= 64 * limbs:
        with pytest.raises(ValueError, match=f"do not fit in {64 * limbs} bits"):
            digits(values, p, offset, limbs)
        return
    array = digits(values, p, offset, limbs)
    assert (array.shape, array.dtype) == ((len(numbers), limbs), np.dtype("<u8"))
    assert read_back(array) == [Fraction(x) * 2**p + offset for x in numbers]


@pytest.mark.parametrize("limbs", [1, 2, 3])
@pytest.mark.parametrize("dtype", FLOAT_DTYPES, ids=str)
def test_the_smallest_and_the_largest_offset_that_fit(limbs, dtype):
    values = np.array([[-1.75, 1.5], [0.0, 2.0**-6]]).astype(dtype)
    exact = [Fraction(float(x)) * 2**20 for x in values.ravel()]
    for offset in (2**21, 2 ** (64 * limbs) - 2**21):
        assert read_back(digits(values, 20, offset, limbs)) == [x + offset for x in exact]
    for offset in (2**21 - 1, 2 ** (64 * limbs) - 2**21 + 1):
        with pytest.raises(ValueError, match=r"below 2\*\*21 with offset \d+ do not fit"):
            digits(values, 20, offset, limbs)


def test_borrows_and_carries_cross_the_words_of_a_digit():
    values = np.array([1, -1, 2.0**70, -(2.0**70), 2.0**64, -(2.0**64)], dtype=np.float32)
    exact = [int(x) for x in values]
    for offset in (1 << 80, (1 << 80) + (1 << 64) - 1, (1 << 80) - 1):
        assert read_back(digits(values, 0, offset, 2)) == [x + offset for x in exact]


def test_a_carry_runs_through_a_word_of_ones():
    values = np.array([1, 2.0**64, -1], dtype=np.float32)
    offset = 2**128 - 1
    assert read_back(digits(values, 0, offset, 3)) == [int(x) + offset for x in values]


def test_zeros_take_any_offset():
    assert read_back(digits(np.zeros(2, np.float16), 3, 0)) == [0, 0]
    assert read_back(digits(np.zeros(1, np.float16), 3, 2**64 - 1)) == [2**64 - 1]


def test_numbers_that_are_not_negative_need_no_offset():
    assert read_back(digits(np.array([1.5, 3.0], np.float16), 1, 0)) == [3, 6]
    with pytest.raises(ValueError, match="with offset 0 do not fit"):
        digits(np.array([1.5, -3.0], np.float16), 1, 0)


def test_too_small_a_p_is_refused():
    values = np.array([0.75], dtype=ml_dtypes.bfloat16)
    assert read_back(digits(values, 2, 4)) == [7]
    with pytest.raises(ValueError, match="p = 1 is too small, the numbers need 2"):
        digits(values, 1, 4)
