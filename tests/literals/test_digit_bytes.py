"""Digits of whole bytes: what is written is what is read, and nothing is cut off."""

import hypothesis.strategies as st
import numpy as np
import pytest
from hypothesis import given

from quantcert.literals.digit_bytes import from_bytes, limb_count, to_bytes


@given(st.integers(1, 40), st.integers(1, 6), st.data())
def test_digits_lie_one_after_another(size: int, count: int, data: st.DataObject) -> None:
    width = 8 * size
    numbers = data.draw(st.lists(st.integers(0, (1 << width) - 1), min_size=count, max_size=count))
    limbs = [[n >> 64 * k & (1 << 64) - 1 for k in range(limb_count(width))] for n in numbers]
    digits = np.array(limbs, "<u8").reshape(count, limb_count(width))
    written = bytes(to_bytes(digits, width))
    assert written == b"".join(n.to_bytes(size, "little") for n in numbers)
    assert np.array_equal(from_bytes(written, (count,), width), digits)


@pytest.mark.parametrize("width", [24, 56, 104])
def test_a_number_that_does_not_fit_is_refused(width: int) -> None:
    digits = np.zeros((2, 3, limb_count(width)), "<u8")
    digits[1, 2, -1] = (1 << width % 64) - 1
    assert len(to_bytes(digits, width)) == 6 * width // 8
    digits[1, 2, -1] += np.uint64(1)
    with pytest.raises(ValueError, match=f"does not fit in a digit of {width} bits"):
        to_bytes(digits, width)
