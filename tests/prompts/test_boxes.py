"""Packed boxes and columns hold their numbers as digits."""

import numpy as np
import pytest

from quantcert.prompts.boxes import exact_box, pack
from quantcert.prompts.cells import Cell
from quantcert.prompts.columns import DigitNeeds, column_data, digit_needs
from quantcert.prompts.network import IntegerMatrix


def digits(width, number, count):
    return [number >> width * i & (1 << width) - 1 for i in range(count)]


def test_digits_are_lowest_first():
    assert pack(4, [1, 15, 3]) == 0x3F1
    assert pack(4, []) == 0


def test_a_box_holds_moved_midpoints():
    box = exact_box(3, [[5, -6], [0, 2]])
    assert (box.width, box.radius_width, box.offset) == (5, 1, 16)
    assert [digits(5, number, 2) for number in box.mids()] == [[21, 10], [16, 18]]
    assert box.radii() == [0, 0]
    assert box.cell(0, 1) == Cell(10, 16, 0)


def number(data):
    return int.from_bytes(data.tobytes(), "little")


@pytest.mark.parametrize("dtype", [np.int64, object])
def test_columns_hold_moved_entries_and_their_sizes(dtype):
    matrix = IntegerMatrix(2, np.array([[3, -4], [0, 1]], dtype=dtype))
    x, out = exact_box(4, [[7, -9]]), exact_box(4, [[20, -3]])
    data = column_data(matrix, digit_needs(matrix, x, out).digit)
    assert (data.bits, data.offset, data.rows, data.scale) == (4, 8, 2, 2)
    assert [digits(data.width, number(c), 2) for c in data.columns] == [[11, 8], [4, 9]]
    assert [digits(data.width, number(c), 2) for c in data.sizes] == [[3, 0], [4, 1]]
    assert number(data.total) == sum(map(number, data.columns))


def test_sizes_of_a_group_share_digits():
    matrix = IntegerMatrix(0, np.array([[3, -4, 5, 6], [0, 1, -7, 2]]))
    data = column_data(matrix, 32, 2)
    assert [digits(16, number(c), 4) for c in data.sizes] == [[4, 3, 1, 0], [6, 5, 2, 7]]
    assert [digits(32, number(c), 2) for c in data.columns] == [[11, 8], [4, 9], [13, 1], [14, 10]]


@pytest.mark.parametrize(
    ("needs", "count", "found"),
    [
        (DigitNeeds(400, 48), 576, (432, 6)),
        (DigitNeeds(400, 48), 7, (448, 7)),
        (DigitNeeds(40, 48), 576, (40, 1)),
        (DigitNeeds(384, 48), 576, (384, 8)),
    ],
)
def test_groups_divide_columns_and_digits(needs, count, found):
    assert needs.grouped(count) == found


@pytest.mark.parametrize("size", [1 << 40, (1 << 62) - 1, 1 << 62, 1 << 90])
def test_columns_of_long_entries_are_exact(size):
    dtype = np.int64 if size < 1 << 62 else object
    matrix = IntegerMatrix(0, np.array([[size, -size]] * 3, dtype=dtype))
    data = column_data(matrix, 8 * 20)
    assert data.columns.shape == (2, 64)
    assert [digits(160, number(c), 3) for c in data.columns] == [
        [data.offset + size] * 3,
        [data.offset - size] * 3,
    ]
    assert digits(160, number(data.total), 3) == [2 * data.offset] * 3
