"""Codes in the order in which the engine reads them: tiles of 16 rows and 64 columns.

A word holds one code or two. See `fortran/words.f90` for the order row after row: two codes are of
columns i and 32 + i of a tile, and bits of its words are cut into planes of 4, 2 and 1 bits. See
`fortran/lanes.f90` for that of spread matrices, whose rows lie side by side: two codes are of
neighbouring columns, and a row's words are one stream of bits.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from quantcert.integer.linear import Matrix
from quantcert.integer.rounding import Ints

ROWS, COLUMNS = 16, 64
"""Rows and columns of a tile."""

CHUNK = 9 * COLUMNS
"""Columns that are decoded at a time."""

_PAIR_BITS = 7
_PAIRS = {(11,): 11, (16, 8): 16}
"""Levels of codes two of which are stored in 7 bits, and the weight of the second one."""

Bytes = NDArray[np.uint8]
"""Array of bytes."""


@dataclass(frozen=True)
class Words:
    """What the words of a matrix hold: codes of `bits` bits, or `low + radix * high`, radix > 0."""

    bits: int
    radix: int


def words_of(matrix: Matrix) -> Words:
    """Pairs for the levels of pair formats, else whole codes."""
    if matrix.levels in _PAIRS:
        return Words(_PAIR_BITS, _PAIRS[matrix.levels])
    return Words(max(1, (max(matrix.levels) - 1).bit_length()), 0)


def column_places(matrix: Matrix) -> Ints:
    """The place of each column among those of all tiles.

    Where odd columns read another table than even ones, a tile's odd columns follow the even ones.
    """
    columns = np.arange(matrix.shape[1])
    if len(matrix.levels) == 1:
        return columns
    tile, inside = columns // COLUMNS, columns % COLUMNS
    return tile * COLUMNS + inside // 2 + (inside % 2) * (COLUMNS // 2)


def slot_of_place(matrix: Matrix, width: int) -> Ints:
    """The number of the group and table that a place reads, from 1; 0 for places of no column."""
    columns, tables = np.arange(matrix.shape[1]), len(matrix.levels)
    table = np.array(matrix.cycle)[columns % len(matrix.cycle)]
    slots: Ints = np.zeros(width, np.int64)
    slots[column_places(matrix)] = columns // matrix.group_size * tables + table + 1
    return slots


def segments_of(slots: Ints, longest: int) -> Ints:
    """First place, places and slot of each stretch of one slot, `[segments, 3]`.

    None lies in two chunks, which the engine decodes one after the other.
    """
    chunks = np.arange(len(slots)) // CHUNK
    starts = np.flatnonzero(np.diff(slots, prepend=-1) | np.diff(chunks, prepend=0))
    ends = np.append(starts[1:], len(slots))
    return np.array(
        [
            (first, min(longest, end - first), slots[start])
            for start, end in zip(starts, ends, strict=True)
            if slots[start]
            for first in range(start, end, longest)
        ],
        np.int64,
    ).reshape(-1, 3)


def planes_of(matrix: Matrix, words: Words) -> Bytes:
    """The codes, `[strips, tiles, bytes]`; rows and columns are filled up with zeros."""
    cut = _tiles(matrix)
    if words.radix:
        cut = cut[..., : COLUMNS // 2] + np.uint8(words.radix) * cut[..., COLUMNS // 2 :]
    return cut_planes(cut.reshape(*cut.shape[:2], -1), words.bits)


def streams_of(matrix: Matrix, words: Words) -> NDArray[np.uint32]:
    """The codes of a spread matrix, `[strips, tiles, integers of a row, 16]`."""
    cut = _tiles(matrix)
    if words.radix:
        cut = cut[..., ::2] + np.uint8(words.radix) * cut[..., 1::2]
    bits = (cut[..., None] >> np.arange(words.bits, dtype=np.uint8)) & np.uint8(1)
    packed = np.packbits(bits.reshape(*cut.shape[:3], -1), axis=-1, bitorder="little")
    return np.ascontiguousarray(packed.view("<u4").transpose(0, 1, 3, 2))


def _tiles(matrix: Matrix) -> Bytes:
    """The codes, `[strips, tiles, 16, 64]`; rows and columns are filled up with zeros."""
    rows, columns = matrix.shape
    strips, tiles = -(-rows // ROWS), -(-columns // COLUMNS)
    codes = np.zeros((strips * ROWS, tiles * COLUMNS), np.uint8)
    codes[:rows, column_places(matrix)] = matrix.codes
    return codes.reshape(strips, ROWS, tiles, COLUMNS).transpose(0, 2, 1, 3)


def cut_planes(words: Bytes, bits: int) -> Bytes:
    """Words `[..., count]` below `2**bits` as planes of 4, 2 and 1 bits, lowest bits first."""
    planes, done = [], 0
    while done < bits:
        width = next(w for w in (4, 2, 1) if w <= bits - done)
        fields = (words >> np.uint8(done)) & np.uint8((1 << width) - 1)
        parts = np.split(fields, 8 // width, axis=-1)
        planes.append(sum(part << np.uint8(width * n) for n, part in enumerate(parts)))
        done += width
    return np.concatenate(planes, axis=-1).astype(np.uint8)
