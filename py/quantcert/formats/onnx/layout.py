"""Codes of ONNX tensors as unsigned integers, and how scales cover a stored matrix.

Two 4-bit elements share a byte, the first in the lower half (onnx/onnx.proto, `TensorProto`).
Signed codes and zero-points are shifted by half their range, which changes no difference.
`DequantizeLinear`: `(x - zero_point) * scale`, one scale, one along `axis`, or one for `block_size`
elements along it. `MatMulNBits`: rows of blocks, codes of a block least significant bits first.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from quantcert.formats.grid import ScaleGrid
from quantcert.formats.minifloat import E2M1, E4M3, E5M2, MiniFloat

FLOATS: dict[str, MiniFloat] = {"F8_E4M3": E4M3, "F8_E5M2": E5M2, "F4_E2M1": E2M1}
"""The types of codes that are floats."""

BITS = {"I8": 8, "U8": 8, "I4": 4, "U4": 4} | {name: small.bits for name, small in FLOATS.items()}
"""Bits of an element of each type of codes."""


def shift_of(dtype: str) -> int:
    """What is added to elements of a type to make them unsigned."""
    return 1 << (BITS[dtype] - 1) if dtype.startswith("I") else 0


def unsigned(elements: NDArray[Any], dtype: str) -> NDArray[np.uint8]:
    """Elements of a type, as bytes or as fields of `BITS` bits, shifted to unsigned integers."""
    return elements.view(np.uint8) ^ np.uint8(shift_of(dtype))


def halves(data: NDArray[np.uint8], count: int) -> NDArray[np.uint8]:
    """`count` fields of 4 bits, the lower half of each byte first."""
    return fields_of(data, 4)[:count]


def fields_of(data: NDArray[np.uint8], bits: int) -> NDArray[np.uint8]:
    """The fields of 2, 4 or 8 bits in bytes, least significant first, along the last axis."""
    shifts = np.arange(0, 8, bits, dtype=np.uint8)
    fields = (data[..., None] >> shifts) & np.uint8((1 << bits) - 1)
    return fields.reshape(*data.shape[:-1], data.shape[-1] * len(shifts))


def grid_of(
    shape: tuple[int, int], scales: tuple[int, ...], axis: int, block: int
) -> ScaleGrid | None:
    """How scales cover a stored matrix, None if they cannot.

    Args:
        shape: of the stored matrix.
        scales: shape of the scales.
        axis: along which they run, or blocks lie.
        block: elements of a block along the axis; 0 if there are none.
    """
    rows, columns = shape
    if all(extent == 1 for extent in scales) and not block:
        return ScaleGrid(rows, columns)
    axis = axis + 2 if axis < 0 else axis
    if axis not in (0, 1):
        return None
    if block:
        grid = ScaleGrid(*((block, 1) if axis == 0 else (1, block)))
        return grid if scales == grid.shape(rows, columns) else None
    if scales == (shape[axis],) or (len(scales) == 2 and scales == (1, columns)):
        return ScaleGrid(*((1, columns) if axis == 0 and len(scales) == 1 else (rows, 1)))
    return ScaleGrid(1, columns) if scales == (rows, 1) else None
