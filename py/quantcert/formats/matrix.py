"""A quantized matrix (or a block of its rows) in memory, packed and unpacked."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from quantcert.formats.bitstream import packed_length
from quantcert.formats.pair35.codes import PAIR_WIDTH, ZERO_POINT_WIDTH, PairFormat


def group_count(columns: int, group_size: int) -> int:
    """Groups of a row; the last one may be shorter: `ceil(columns / group_size)`."""
    return -(-columns // group_size)


@dataclass(frozen=True)
class PackedMatrix:
    """The three stored arrays of a quantized matrix, exactly as they lie in the file.

    Attributes:
        words: `[rows, ceil(7 * ceil(columns / 2) / 8)]` uint8, the packed pair words.
        scales: `[rows, groups, lanes]` float16 or float32.
        zero_points: `[rows, ceil(4 * groups * lanes / 8)]` uint8, packed zero-points.
    """

    words: NDArray[np.uint8]
    scales: NDArray[Any]
    zero_points: NDArray[np.uint8]

    @property
    def nbytes(self) -> int:
        """Bytes stored for the matrix."""
        return self.words.nbytes + self.scales.nbytes + self.zero_points.nbytes

    def rows(self, start: int, stop: int) -> PackedMatrix:
        """Views of rows `start .. stop - 1`."""
        part = slice(start, stop)
        return PackedMatrix(self.words[part], self.scales[part], self.zero_points[part])


@dataclass(frozen=True)
class QuantizedMatrix:
    """Codes with their scales and zero-points; `w_hat = scale * (code - zero_point)`, exactly.

    Column `i` of a row belongs to group `i // group_size` and to lane `i % lanes`.

    Attributes:
        name: name of the original tensor.
        code_format: levels and lanes.
        group_size: columns of a group, even; the last group may be shorter.
        codes: `[rows, columns]` uint8.
        scales: `[rows, groups, lanes]` float16 or float32, finite and positive.
        zero_points: `[rows, groups, lanes]` uint8, below the levels of the lane.
        packed: the stored arrays that this was unpacked from or will be stored as.
    """

    name: str
    code_format: PairFormat
    group_size: int
    codes: NDArray[np.uint8]
    scales: NDArray[Any]
    zero_points: NDArray[np.uint8]
    packed: PackedMatrix

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        rows, columns = self.codes.shape
        return rows, columns

    def rows(self, start: int, stop: int) -> QuantizedMatrix:
        """Views of rows `start .. stop - 1`."""
        part = slice(start, stop)
        return replace(
            self,
            codes=self.codes[part],
            scales=self.scales[part],
            zero_points=self.zero_points[part],
            packed=self.packed.rows(start, stop),
        )

    @property
    def bits_per_weight(self) -> Fraction:
        """Bits really stored for a weight: codes, padding, scales and zero-points."""
        return Fraction(8 * self.packed.nbytes, self.codes.size)


def stored_shapes(
    rows: int, columns: int, code_format: PairFormat, group_size: int
) -> tuple[tuple[int, int], tuple[int, int, int], tuple[int, int]]:
    """Shapes of the three arrays of a `PackedMatrix`: words, scales, zero-points."""
    groups, lanes = group_count(columns, group_size), code_format.lanes
    return (
        (rows, packed_length(-(-columns // 2), PAIR_WIDTH)),
        (rows, groups, lanes),
        (rows, packed_length(groups * lanes, ZERO_POINT_WIDTH)),
    )
