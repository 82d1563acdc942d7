import pytest

from quantcert.formats.fp8.layout import grid_of
from quantcert.formats.grid import ScaleGrid


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
