"""The largest numbers of a matrix, and the shifts that they may need."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from quantcert.integer.linear import Matrix
from quantcert.integer.rounding import Ints

_ELEMENTS = 1 << 22  # weights that are decoded at a time


def needed_shift(entries: int, limit: int) -> int:
    """The largest shift that narrowing of entries up to `entries` to `limit` takes."""
    return max(0, -(-entries // limit) - 1).bit_length()


def largest_row(matrix: Matrix) -> int:
    """The largest `sum (|scale| |code - zero_point| + |offset|)` of a row, in the matrix's units.

    Not less than the sum of the row's weights without their signs: products of scales with sums of
    codes and of offsets with sums of inputs are bounded by it as well.
    """
    return max(int(_magnitudes(part).sum(axis=1).max()) for part in _parts(matrix))


def largest_offsets(matrix: Matrix) -> int:
    """The largest sum of a row's offsets without their signs, each once for every column."""
    if matrix.offsets is None:
        return 0
    sums = np.zeros(matrix.shape[0], np.int64)
    for group, table, columns in matrix.blocks():
        count = len(range(matrix.shape[1])[columns])
        sums += np.abs(matrix.offsets[:, group, table]) * count
    return int(sums.max())


def largest_weight(matrix: Matrix) -> int:
    """The largest weight without its sign, in the matrix's units."""
    return max(int(np.abs(part.decoded()).max()) for part in _parts(matrix))


def looked_up(weight: int, exponent: int, unit: int) -> int:
    """What entries up to `weight` are at most when they are looked up, in wide integers."""
    shift = exponent - unit
    return weight << -shift if shift <= 0 else (weight + (1 << shift - 1)) >> shift


def _magnitudes(matrix: Matrix) -> Ints:
    if matrix.offsets is None:
        return np.abs(matrix.decoded())
    scaled = np.abs(replace(matrix, offsets=None).decoded())
    codes = np.ones_like(matrix.codes)
    offsets = replace(matrix, codes=codes, scales=matrix.offsets, offsets=None)
    return scaled + np.abs(
        replace(offsets, zero_points=np.zeros_like(matrix.zero_points)).decoded()
    )


def _parts(matrix: Matrix) -> list[Matrix]:
    rows, columns = matrix.shape
    step = max(1, _ELEMENTS // columns)
    return [matrix.rows(start, start + step) for start in range(0, rows, step)]
