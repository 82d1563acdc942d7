"""Columns of a matrix as numbers: `ColumnData` in `lean/QuantCert/Cert/Prompt/Columns.lean`."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from quantcert.prompts.boxes import Box
from quantcert.prompts.network import IntegerMatrix, Integers

_LIMB_BYTES = 8
_INT64_BITS = 63


@dataclass(frozen=True)
class ColumnData:
    """Columns with digits of `width` bits and the offset `offset`; see `ColumnData` in Lean.

    Numbers are little-endian bytes: `columns` and `sizes` have a row of uint8 for each column.
    """

    width: int
    rows: int
    scale: int
    offset: int
    columns: NDArray[np.uint8]
    sizes: NDArray[np.uint8]
    bits: int
    total: NDArray[np.uint8]


def column_width(matrix: IntegerMatrix, x: Box, out: Box) -> int:
    """Bits of a digit, if the matrix is multiplied with `x` and the result is in `out`.

    Whole bytes, which are written fast.
    """
    bits = _entry_bits(matrix)
    width = max(bits + 2, out.width, out.radius_width)
    largest = _largest(matrix.scale, matrix.shape[1], bits, x, out)
    width = max(width, largest.bit_length() + 1)
    return width + -width % 8


def column_data(matrix: IntegerMatrix, width: int) -> ColumnData:
    """The columns of a matrix in digits of `width` bits."""
    rows, count = matrix.shape
    bits = _entry_bits(matrix)
    offset = 1 << bits - 1
    small = bits + count.bit_length() < _INT64_BITS
    moved = (matrix.entries if small else matrix.entries.astype(object)) + offset
    columns, sizes = packed_columns(width, moved), packed_columns(width, matrix.sizes)
    total = packed_columns(width, moved.sum(axis=1).reshape(rows, 1))[0]
    return ColumnData(width, rows, matrix.scale, offset, columns, sizes, bits, total)


def _entry_bits(matrix: IntegerMatrix) -> int:
    """Bits of an entry, moved to be positive."""
    return 1 + int(matrix.sizes.max(initial=0)).bit_length()


def packed_columns(width: int, entries: Integers) -> NDArray[np.uint8]:
    """The columns of natural numbers `[rows, columns]`, in digits of `width` bits and whole limbs.

    `width` is a number of bytes and no entry has more bits.
    """
    rows, count = entries.shape
    size = width // 8
    found = np.zeros((count, -(-rows * size // _LIMB_BYTES) * _LIMB_BYTES), dtype=np.uint8)
    stored = _little_endian(entries)[..., :size]
    found[:, : rows * size].reshape(count, rows, size)[..., : stored.shape[-1]] = stored
    return found


def _little_endian(entries: Integers) -> NDArray[np.uint8]:
    """The bytes of every entry: `[columns, rows, bytes]`."""
    turned = np.ascontiguousarray(entries.T)
    if turned.dtype != object:
        return turned.astype("<i8").view(np.uint8).reshape(*turned.shape, _LIMB_BYTES)
    size = max(1, -(-max(int(v).bit_length() for v in turned.flat) // 8))
    data = b"".join(int(v).to_bytes(size, "little") for v in turned.flat)
    return np.frombuffer(data, np.uint8).reshape(*turned.shape, size)


def _largest(scale: int, count: int, bits: int, x: Box, out: Box) -> int:
    """What no digit of the comparison exceeds: `ColumnData.largest` in Lean."""
    drop, offset = scale + x.scale - out.scale, 1 << bits - 1
    return sum(
        (
            count << bits + x.width,
            count << bits + x.radius_width,
            ((1 << out.width) + (1 << out.radius_width)) << drop,
            offset * count << x.width,
            count << bits + x.width - 1,
            count * offset << x.width - 1,
            1 << out.width - 1 + drop,
        )
    )
