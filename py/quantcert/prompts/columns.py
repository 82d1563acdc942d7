"""Columns of a matrix as numbers: `ColumnData` in `lean/QuantCert/Cert/Prompt/Columns.lean`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from quantcert.literals.digit_bytes import packed_columns
from quantcert.prompts.boxes import Box
from quantcert.prompts.network import IntegerMatrix, Integers

_INT64_BITS = 63


@dataclass(frozen=True)
class ColumnData:
    """Columns with digits of `width` bits and the offset `offset`; see `ColumnData` in Lean.

    Numbers are little-endian bytes: `columns` has a row of uint8 for each column, `sizes` one for
    each `group` of them.
    """

    width: int
    rows: int
    scale: int
    offset: int
    columns: NDArray[np.uint8]
    sizes: NDArray[np.uint8]
    bits: int
    total: NDArray[np.uint8]
    group: int


class DigitNeeds(NamedTuple):
    """Bits that a digit of a column must have, and bits for each column of a group: whole bytes."""

    digit: int
    part: int

    def merged(self, other: DigitNeeds) -> DigitNeeds:
        """What serves both."""
        return DigitNeeds(max(self.digit, other.digit), max(self.part, other.part))

    def grouped(self, count: int) -> tuple[int, int]:
        """The digits of `count` columns, and how many columns share one in the bounds.

        Numbers of digits are written and multiplied for each column, and once for each group.
        """
        fitting = range(1, max(self.digit // self.part, 1) + 1)
        found = []
        for group in (g for g in fitting if count % g == 0):
            digit = group * _whole_bytes(-(-self.digit // group))
            found.append((digit * (group + 1) / group, digit, group))
        _, digit, group = min(found)
        return digit, group


def digit_needs(matrix: IntegerMatrix, x: Box, out: Box) -> DigitNeeds:
    """What columns need, if the matrix is multiplied with `x` and the result is in `out`."""
    bits, count = _entry_bits(matrix), matrix.shape[1]
    width = max(bits + 2, out.width, out.radius_width)
    largest = _largest(matrix.scale, count, bits, x, out)
    part = (count << bits + x.radius_width).bit_length()
    return DigitNeeds(_whole_bytes(max(width, largest.bit_length() + 1)), _whole_bytes(part))


def column_data(matrix: IntegerMatrix, width: int, group: int = 1) -> ColumnData:
    """The columns of a matrix in digits of `width` bits; `group` divides their number."""
    rows, count = matrix.shape
    bits = _entry_bits(matrix)
    offset = 1 << bits - 1
    small = bits + count.bit_length() < _INT64_BITS
    moved = (matrix.entries if small else matrix.entries.astype(object)) + offset
    columns = packed_columns(width, moved)
    sizes = packed_columns(width // group, _grouped(matrix.sizes, group))
    total = packed_columns(width, moved.sum(axis=1).reshape(rows, 1))[0]
    return ColumnData(width, rows, matrix.scale, offset, columns, sizes, bits, total, group)


def _grouped(sizes: Integers, group: int) -> Integers:
    """Groups of columns `[rows * group, columns / group]`, the last of a group first."""
    rows, count = sizes.shape
    parted = sizes.reshape(rows, count // group, group)[..., ::-1]
    return parted.transpose(0, 2, 1).reshape(rows * group, count // group)


def _whole_bytes(bits: int) -> int:
    """Not fewer bits, in bytes that are written fast."""
    return bits + -bits % 8


def _entry_bits(matrix: IntegerMatrix) -> int:
    """Bits of an entry, moved to be positive."""
    return 1 + int(matrix.sizes.max(initial=0)).bit_length()


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
