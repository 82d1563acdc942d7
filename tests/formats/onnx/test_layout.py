import numpy as np
import pytest

from quantcert.formats.grid import ScaleGrid
from quantcert.formats.onnx.layout import fields_of, grid_of, halves, unsigned


@pytest.mark.parametrize(
    ("scales", "axis", "block", "grid"),
    [
        ((), 1, 0, ScaleGrid(6, 8)),
        ((1, 1), 0, 0, ScaleGrid(6, 8)),
        ((6,), 0, 0, ScaleGrid(1, 8)),
        ((6,), -2, 0, ScaleGrid(1, 8)),
        ((8,), 1, 0, ScaleGrid(6, 1)),
        ((8,), -1, 0, ScaleGrid(6, 1)),
        ((8,), 0, 0, None),
        ((6, 1), 1, 0, ScaleGrid(1, 8)),
        ((1, 8), 1, 0, ScaleGrid(6, 1)),
        ((2, 8), 0, 4, ScaleGrid(4, 1)),
        ((6, 2), 1, 4, ScaleGrid(1, 4)),
        ((6, 2), 0, 4, None),
        ((6,), 2, 0, None),
    ],
)
def test_scales_cover_what_their_axis_and_shape_say(scales, axis, block, grid):
    assert grid_of((6, 8), scales, axis, block) == grid


def test_the_lower_half_of_a_byte_comes_first():
    assert halves(np.array([0x21, 0x43], np.uint8), 3).tolist() == [1, 2, 3]
    assert fields_of(np.array([[0b11_10_01_00]], np.uint8), 2).tolist() == [[0, 1, 2, 3]]
    assert fields_of(np.array([7], np.uint8), 8).tolist() == [7]


@pytest.mark.parametrize(
    ("dtype", "elements", "codes"),
    [
        ("I8", np.array([-128, -1, 0, 127], np.int8), [0, 127, 128, 255]),
        ("U8", np.array([0, 255], np.uint8), [0, 255]),
        ("I4", np.array([8, 15, 0, 7], np.uint8), [0, 7, 8, 15]),
        ("U4", np.array([0, 15], np.uint8), [0, 15]),
    ],
)
def test_signed_codes_are_shifted_by_half_their_range(dtype, elements, codes):
    assert unsigned(elements, dtype).tolist() == codes
