"""The largest numbers of a matrix, and the shifts that they may need."""

from __future__ import annotations

import numpy as np

from quantcert.integer.linear import Matrix

_ELEMENTS = 1 << 22  # weights that are decoded at a time


def needed_shift(entries: int, limit: int) -> int:
    """The largest shift that narrowing of entries up to `entries` to `limit` takes."""
    return max(0, -(-entries // limit) - 1).bit_length()


def largest_row(matrix: Matrix) -> int:
    """The largest sum of a row's weights without their signs, in the matrix's units."""
    return max(int(np.abs(part.decoded()).sum(axis=1).max()) for part in _parts(matrix))


def largest_entry(matrix: Matrix, unit: int) -> int:
    """The largest entry of its rows as they are looked up, in wide integers."""
    largest = max(int(np.abs(part.decoded()).max()) for part in _parts(matrix))
    shift = matrix.exponent - unit
    return largest << -shift if shift <= 0 else (largest + (1 << shift - 1)) >> shift


def _parts(matrix: Matrix) -> list[Matrix]:
    rows, columns = matrix.shape
    step = max(1, _ELEMENTS // columns)
    return [matrix.rows(start, start + step) for start in range(0, rows, step)]
