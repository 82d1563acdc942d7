"""How large a chunk's weights and errors are, in the arithmetic of `Cert/Weights/NormChunk.lean`.

Absolute entries are rounded up to a unit 2^shift (in units of 2^-p) before they are compared and
added, and to a coarser one before they are squared. The numbers here are the smallest that the
check accepts for these units.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from quantcert.literals.digit_bytes import limb_count, to_bytes
from quantcert.literals.entries import Entries
from quantcert.literals.layout import ChunkLayout
from quantcert.literals.literals import to_limbs

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
        return to_bytes(to_limbs(self.columns.tolist(), limb_count(width)), width)


@dataclass(frozen=True)
class ChunkSizes:
    """Claims about the original weights of a chunk and about their errors."""

    weights: SizeClaim
    errors: SizeClaim


def size_units(largest: int, chunk_rows: int, square_bits: int) -> SizeUnits:
    """Units for entries up to `largest` (units of 2^-p) in chunks of up to `chunk_rows` rows."""
    shift = max(0, largest.bit_length() - ENTRY_BITS)
    return SizeUnits(shift, ENTRY_BITS + 1 + chunk_rows.bit_length(), square_bits)


def chunk_sizes(
    entries: tuple[Entries, Entries],
    layout: ChunkLayout,
    units: tuple[SizeUnits, SizeUnits],
) -> ChunkSizes:
    """The claims about a block of rows.

    Args:
        entries: its weights and errors, see `chunk_entries`.
        layout: how the chunk is laid out.
        units: those of the weights and of the errors.
    """
    weights, errors = (
        _claim(side, layout, unit) for side, unit in zip(entries, units, strict=True)
    )
    return ChunkSizes(weights, errors)


def _claim(sizes: Entries, layout: ChunkLayout, units: SizeUnits) -> SizeClaim:
    shape, p = layout.shape, layout.p
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
