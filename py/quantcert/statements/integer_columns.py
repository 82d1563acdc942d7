"""A matrix of the integer program by its columns: `Packed` in `lean/QuantCert/Cert/Integer`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from quantcert.integer import Matrix
from quantcert.integer.rounding import Ints

WORD_BYTES = 8
"""Of a digit at least, if columns are multiplied: that of the vectors."""

PART_ROWS = 2048
"""Of a matrix in one part: what the kernel computes with a part is one long number."""


@dataclass(frozen=True)
class PackedColumns:
    """Some rows of a matrix, column by column.

    Attributes:
        width: bits of a digit, whole bytes.
        rows: digits of a column.
        offset: digits are larger than entries by it.
        bits: digits are below `2**bits`.
        columns: the little-endian bytes of each column.
        total: the sum of the columns.
    """

    width: int
    rows: int
    offset: int
    bits: int
    columns: tuple[bytes, ...]
    total: int


def packed_columns(matrix: Matrix, entry_bits: int) -> Iterator[PackedColumns]:
    """The parts of a matrix, to be multiplied with entries of `entry_bits` bits and a sign."""
    for start in range(0, matrix.shape[0], PART_ROWS):
        yield pack_columns(matrix.rows(start, start + PART_ROWS).decoded(), entry_bits)


def pack_columns(entries: Ints, entry_bits: int) -> PackedColumns:
    """Entries `[rows, columns]`, each moved by the same offset to be nonnegative.

    A digit has room for three times the largest sum, and a sign: `Packed.fits` in Lean.
    """
    bits = _bits(entries)
    width = (3 * entries.shape[1] << bits + entry_bits).bit_length() + 1
    return _packed(entries, bits, max(-(-width // 8), WORD_BYTES))


def pack_table(entries: Ints, bound: int) -> PackedColumns:
    """Entries `[rows, columns]` that are looked up only: digits have room for `bound` more."""
    bits = _bits(entries)
    width = ((1 << bits) + bound).bit_length() + 1
    return _packed(entries, bits, -(-width // 8))


def _bits(entries: Ints) -> int:
    """Of digits that are larger than the entries by half of what they can be."""
    return max(int(entries.max()), -int(entries.min()), 1).bit_length() + 1


def _packed(entries: Ints, bits: int, size: int) -> PackedColumns:
    """Columns with digits of `size` bytes."""
    rows, count = entries.shape
    offset = 1 << bits - 1
    columns = tuple(_column_bytes(entries[:, i] + offset, size) for i in range(count))
    total = sum(int.from_bytes(column, "little") for column in columns)
    return PackedColumns(8 * size, rows, offset, bits, columns, total)


def _column_bytes(digits: Ints, size: int) -> bytes:
    """Digits, none negative, in `size` bytes each."""
    words = digits.astype("<u8").view(np.uint8).reshape(-1, WORD_BYTES)
    raw = np.zeros((len(digits), size), np.uint8)
    raw[:, :WORD_BYTES] = words[:, :size]
    return raw.tobytes()
