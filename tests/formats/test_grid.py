import numpy as np

from quantcert.formats.grid import ScaleGrid


def test_rows_read_the_scales_of_their_blocks():
    grid = ScaleGrid(4, 3)
    scales = np.arange(9).reshape(3, 3)
    for start in range(10):
        for stop in range(start + 1, 11):
            first, last = grid.blocks(start, stop)
            rows = grid.rows_of(scales[first:last], start, stop)
            assert rows.tolist() == [scales[row // 4].tolist() for row in range(start, stop)]
    assert grid.shape(10, 7) == (3, 3)
    assert grid.transposed == ScaleGrid(3, 4)
