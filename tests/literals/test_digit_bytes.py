"""Digits of whole bytes: what is written is what is read, and nothing is cut off."""

import hypothesis.strategies as st
import numpy as np
import pytest
from hypothesis import given

from quantcert.literals.digit_bytes import from_bytes, limb_count, packed_columns, to_bytes


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


@pytest.mark.parametrize("kind", [np.int64, object])
@pytest.mark.parametrize("width", [16, 64, 72])
def test_a_column_is_a_number_of_whole_limbs(kind: type, width: int) -> None:
    entries = np.array([[1, 40_000], [2, 0], [65_535, 3]], kind)
    found = packed_columns(width, entries)
    assert found.shape[1] % 8 == 0
    numbers = [int.from_bytes(column.tobytes(), "little") for column in found]
    expected = [sum(int(v) << width * row for row, v in enumerate(col)) for col in entries.T]
    assert numbers == expected
