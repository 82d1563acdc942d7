"""Gram matrices of parts of a chunk, in the arithmetic of `Cert/Weights/NormGram.lean`.

Entries are rounded to multiples of a power of two, so that a digit of half the width holds every
sum of products. Two neighbouring columns of a block, in neighbouring blocks, are a part.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import isqrt

import numpy as np

from quantcert.literals.entries import Entries
from quantcert.literals.layout import ChunkLayout, Geometry

_SUM_BITS = 32  # so that float64 adds products exactly

_PART_BLOCKS = 24
"""Most blocks of a part: a row of it costs the square of its columns."""


@dataclass(frozen=True)
class GramClaim:
    """Claims about one side of a chunk, `Cert/Weights/NormGram.lean` `GramClaim`."""

    shift: int
    centre: int
    part_blocks: int
    unit: int
    maximum: int
    bounds: tuple[int, ...]
    root: int
    side: int

    @property
    def bound(self) -> int:
        """Twice the bound of the operator norm, units of 2^-p."""
        return (2 * self.root + self.side) << self.shift


@dataclass(frozen=True)
class ChunkGrams:
    """Claims about the Gram matrices of a chunk's weights and of its errors."""

    weights: GramClaim
    errors: GramClaim


def chunk_grams(entries: tuple[Entries, Entries], layout: ChunkLayout) -> ChunkGrams:
    """The claims about a block of rows, with `chunk_entries`; a block has pairs of columns."""
    weights, errors = (_claim(side, layout) for side in entries)
    return ChunkGrams(weights, errors)


def part_blocks(shape: Geometry) -> int:
    """Blocks of a part: the largest divisor of the blocks of a row that is not too large."""
    blocks = shape.blocks
    return next(size for size in range(_PART_BLOCKS, 0, -1) if blocks % size == 0)


def _claim(entries: Entries, layout: ChunkLayout) -> GramClaim:
    shape, p, half_width = layout.shape, layout.p, layout.width // 2
    rows = entries.value.shape[0]
    sum_bits = min(half_width, _SUM_BITS) - 1
    centre = isqrt(((1 << sum_bits) - 1) // rows)
    shift = _shift(entries, p, centre)
    size = part_blocks(shape)
    coarse = entries.nearest(p - shift).reshape(rows, -1, size, shape.block_columns // 2, 2)
    parts = coarse.transpose(3, 1, 0, 2, 4).reshape(-1, rows, 2 * size)
    grams = np.abs(parts.transpose(0, 2, 1) @ parts).astype(np.int64)
    room = (2 * size + 1) * (int(grams.max(initial=0)) + 1)
    unit = max(0, room.bit_length() - (half_width - 1))
    grams = -(-grams >> unit)
    bounds = grams.sum(axis=2).max(axis=1).tolist()
    return GramClaim(
        shift=shift,
        centre=centre,
        part_blocks=size,
        unit=unit,
        maximum=int(grams.max(initial=0)),
        bounds=tuple(bounds),
        root=_root_above(sum(bounds) << unit),
        side=_root_above(rows * shape.columns),
    )


def _shift(entries: Entries, p: int, centre: int) -> int:
    """The smallest shift >= 2 with which no rounded entry is above `centre`."""
    largest = int(np.frexp(float(np.abs(entries.value).max(initial=0.0)))[1])
    shift = max(2, largest + p - centre.bit_length())
    while np.abs(entries.nearest(p - shift)).max(initial=0.0) > centre:
        shift += 1
    return shift


def _root_above(value: int) -> int:
    root = isqrt(value)
    return root + (root * root < value)
