"""How large a chunk's weights and errors are, in the arithmetic of `Cert/Weights/NormChunk.lean`.

Absolute entries are rounded up to a unit 2^shift (in units of 2^-p) before they are compared and
added, and to a coarser one before they are squared. The numbers here are the smallest that the
check accepts for these units.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from quantcert.chunks.geometry import LIMB_BITS, Geometry
from quantcert.chunks.literals import to_limbs
from quantcert.codes import QuantizedMatrix
from quantcert.exact.dyadic import scale_to_float64
from quantcert.exact.norms import decode_float64

ENTRY_BITS = 36
"""Bits of the largest rounded entry of a matrix: sums of 2**26 of them fit in a digit."""


@dataclass(frozen=True)
class SizeUnits:
    """Units for one side of a matrix: entries are rounded up to multiples of 2^(shift - p).

    `column_bits` bounds the bits of a chunk's column sum, `square_bits` those of an entry that
    is to be squared.
    """

    shift: int
    column_bits: int
    square_bits: int


@dataclass(frozen=True)
class SizeClaim:
    """Claims about one side of a chunk, `Spec/Weights/Norms.lean` `SizeClaim`.

    `columns` are the bounds of the column sums in the order of the planes, `[padded columns]`.
    """

    units: SizeUnits
    maximum: int
    row_sum: int
    columns: NDArray[np.int64]
    square_shift: int
    row_square: int

    def literal(self, width: int) -> memoryview:
        """The column sums as digits of `width` bits, little-endian bytes."""
        digits = to_limbs(self.columns.tolist(), width // LIMB_BITS)
        return np.ascontiguousarray(digits).data.cast("B")


@dataclass(frozen=True)
class ChunkSizes:
    """Claims about the original weights of a chunk and about their errors."""

    weights: SizeClaim
    errors: SizeClaim


@dataclass(frozen=True)
class _Sizes:
    """Absolute numbers `[rows, padded columns]`: `value`, or a little more where `above` says so.

    No number lies strictly between a `value` and the true one that is a float64 itself.
    """

    value: NDArray[np.float64]
    above: NDArray[np.bool_]

    def rounded_up(self, power: int) -> NDArray[np.int64]:
        """The numbers times 2^power, rounded up to integers; these must be below 2^53."""
        scaled = np.ldexp(self.value, power)
        result = np.ceil(scaled)
        result += self.above & (result == scaled)
        return result.astype(np.int64)


def size_units(largest: int, chunk_rows: int, square_bits: int) -> SizeUnits:
    """Units for entries up to `largest` (units of 2^-p) in chunks of up to `chunk_rows` rows."""
    shift = max(0, largest.bit_length() - ENTRY_BITS)
    return SizeUnits(shift, ENTRY_BITS + 1 + chunk_rows.bit_length(), square_bits)


def chunk_sizes(
    weights: NDArray[Any],
    matrix: QuantizedMatrix,
    shape: Geometry,
    p: int,
    units: tuple[SizeUnits, SizeUnits],
) -> ChunkSizes:
    """The claims about a block of rows.

    Args:
        weights: `[rows, columns]` float16, bfloat16 or float32, the original.
        matrix: the same rows as they are stored.
        shape: blocks of a row.
        p: unit of the integers.
        units: those of the weights and of the errors.
    """
    original = np.zeros((weights.shape[0], shape.padded_columns))
    original[:, : shape.columns] = scale_to_float64(weights, 0)
    difference, rest = _difference(original[:, : shape.columns], decode_float64(matrix))
    original[:, shape.columns :] = _padding(matrix, shape)
    exact = np.zeros(original.shape, dtype=np.bool_)
    errors, above = np.zeros_like(original), exact.copy()
    errors[:, : shape.columns] = np.abs(difference)
    above[:, : shape.columns] = difference * rest > 0
    return ChunkSizes(
        _claim(_Sizes(np.abs(original), exact), shape, p, units[0]),
        _claim(_Sizes(errors, above), shape, p, units[1]),
    )


def _claim(sizes: _Sizes, shape: Geometry, p: int, units: SizeUnits) -> SizeClaim:
    entries = sizes.rounded_up(p - units.shift)
    maximum = int(entries.max(initial=0))
    largest = maximum << units.shift
    square_shift = max(0, largest.bit_length() - units.square_bits)
    square_shift += -(-largest >> square_shift) >> units.square_bits
    squares = sizes.rounded_up(p - square_shift)
    squares *= squares
    columns = entries.sum(axis=0).reshape(shape.blocks, shape.block_columns)
    return SizeClaim(
        units=units,
        maximum=maximum,
        row_sum=int(entries.sum(axis=1).max(initial=0)),
        columns=np.ascontiguousarray(columns.T).reshape(-1),
        square_shift=square_shift,
        row_square=int(squares.sum(axis=1).max(initial=0)),
    )


def _difference(
    a: NDArray[np.float64], b: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """`a - b` rounded to nearest, and the rounding error: they add up to the exact difference.

    D. E. Knuth, The Art of Computer Programming, vol. 2, 4.2.2, theorem B.
    """
    difference = a - b
    of_b = a - difference
    of_a = difference + of_b
    return difference, (of_b - b) + (a - of_a)


def _padding(matrix: QuantizedMatrix, shape: Geometry) -> NDArray[np.float64]:
    """What the padding columns of a row hold, see `chunk_literals`: `[rows, padding columns]`."""
    scales = scale_to_float64(matrix.scales, 0)
    lanes = np.arange(shape.columns, shape.padded_columns) % scales.shape[2]
    padding: NDArray[np.float64] = -(scales[:, -1] * matrix.zero_points[:, -1])[:, lanes]
    if shape.columns % 2:
        padding[:, 0] = 0
    return padding
