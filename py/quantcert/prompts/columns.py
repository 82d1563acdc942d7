"""Columns of a matrix as numbers: `ColumnData` in `lean/QuantCert/Cert/Prompt/Columns.lean`."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from quantcert.prompts.boxes import Box, pack
from quantcert.prompts.network import IntegerMatrix


@dataclass(frozen=True)
class ColumnData:
    """Columns with digits of `width` bits and the offset `offset`; see `ColumnData` in Lean."""

    width: int
    rows: int
    scale: int
    offset: int
    columns: tuple[int, ...]
    sizes: tuple[int, ...]
    bits: int
    total: int


def column_data(matrix: IntegerMatrix, x: Box, out: Box) -> ColumnData:
    """The columns of a matrix that is multiplied with `x`, with the result in `out`."""
    rows, count = matrix.entries.shape
    bits = 1 + max(int(size).bit_length() for size in matrix.sizes.flat)
    offset = 1 << bits - 1
    width = max(bits + 2, out.width, out.radius_width)
    width = max(width, _largest(matrix.scale, count, bits, x, out).bit_length() + 1)
    width += -width % 8  # whole bytes are written fast
    moved = matrix.entries + offset
    columns = tuple(pack(width, list(moved[:, i])) for i in range(count))
    sizes = tuple(pack(width, list(matrix.sizes[:, i])) for i in range(count))
    return ColumnData(width, rows, matrix.scale, offset, columns, sizes, bits, sum(columns))


def _largest(scale: int, count: int, bits: int, x: Box, out: Box) -> int:
    """What no digit of the comparison exceeds: `ColumnData.largest` in Lean."""
    drop, offset = scale + x.scale - out.scale, 1 << bits - 1
    parts = np.array(
        [
            count << bits + x.width,
            count << bits + x.radius_width,
            ((1 << out.width) + (1 << out.radius_width)) << drop,
            offset * count << x.width,
            count << bits + x.width - 1,
            count * offset << x.width - 1,
            1 << out.width - 1 + drop,
        ],
        dtype=object,
    )
    return int(parts.sum())
