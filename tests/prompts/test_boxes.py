"""Packed boxes and columns hold their numbers as digits."""

import numpy as np

from quantcert.prompts.boxes import exact_box, pack
from quantcert.prompts.cells import Cell
from quantcert.prompts.columns import column_data
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


def test_columns_hold_moved_entries_and_their_sizes():
    matrix = IntegerMatrix(2, np.array([[3, -4], [0, 1]], dtype=object))
    x, out = exact_box(4, [[7, -9]]), exact_box(4, [[20, -3]])
    data = column_data(matrix, x, out)
    assert (data.bits, data.offset, data.rows, data.scale) == (4, 8, 2, 2)
    assert [digits(data.width, c, 2) for c in data.columns] == [[11, 8], [4, 9]]
    assert [digits(data.width, c, 2) for c in data.sizes] == [[3, 0], [4, 1]]
    assert data.total == sum(data.columns)
