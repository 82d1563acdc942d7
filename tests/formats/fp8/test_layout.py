import numpy as np
import pytest

from quantcert.formats.fp8.layout import ScaleGrid, grid_of


@pytest.mark.parametrize(
    ("scales", "block", "grid"),
    [
        ((), None, ScaleGrid(10, 7)),
        ((1,), (4, 4), ScaleGrid(10, 7)),
        ((1, 1), None, ScaleGrid(10, 7)),
        ((10,), None, ScaleGrid(1, 7)),
        ((10, 1), (4, 4), ScaleGrid(1, 7)),
        ((3, 2), (4, 4), ScaleGrid(4, 4)),
        ((3, 2), None, None),
        ((2, 3), (4, 4), None),
        ((7,), None, None),
    ],
)
def test_scales_cover_the_matrix_as_their_shape_says(scales, block, grid):
    assert grid_of((10, 7), scales, block) == grid


def test_rows_read_the_scales_of_their_blocks():
    grid = ScaleGrid(4, 3)
    scales = np.arange(9).reshape(3, 3)
    for start in range(10):
        for stop in range(start + 1, 11):
            first, last = grid.blocks(start, stop)
            rows = grid.rows_of(scales[first:last], start, stop)
            assert rows.tolist() == [scales[row // 4].tolist() for row in range(start, stop)]
