"""Scales and zero-points in the shortest of the engine's three ways that holds them exactly.

See `fortran/matrices.f90`. Arrays are `[rows, slots]`, a slot being a group and table.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from quantcert.engine.tiles import COLUMNS, ROWS
from quantcert.integer.linear import Matrix
from quantcert.integer.ranges import SUM_LIMIT
from quantcert.integer.rounding import Ints

BY_ROW, SHORT, LONG = 1, 2, 3
"""The ways, by the numbers that program files give them."""

_NARROW = (1 << 15) - 1
_SIGNIFICAND, _SHIFTS = 11, 32


@dataclass(frozen=True)
class Stored:
    """How scales are stored.

    Attributes:
        way: one of the three.
        blocks: `[rows, slots]` bytes.
        arrays: what follows them in a file.
        run: columns whose products are added in 32 bits, by row.
        least_zero: by row, what zeros in `blocks` are counted from.
    """

    way: int
    blocks: NDArray[np.uint8]
    arrays: Sequence[NDArray[Any]]
    run: int = 0
    least_zero: int = 0


def store_scales(matrix: Matrix) -> Stored:
    """The first way that holds a matrix's numbers."""
    rows = matrix.shape[0]
    scales = filled(matrix.scales.reshape(rows, -1))
    zeros = filled(matrix.zero_points.reshape(rows, -1))
    offsets = matrix.offsets
    found = None if offsets is not None else by_row(matrix, scales, zeros) or short(scales, zeros)
    if found is not None:
        return found
    more = () if offsets is None else (filled(offsets.reshape(rows, -1)),)
    return Stored(LONG, zeros, (scales, *more))


def by_row(matrix: Matrix, scales: Ints, zeros: NDArray[np.uint8]) -> Stored | None:
    """Scales that are up to 16 times a unit of their row, zeros that differ by less than 16."""
    if len(matrix.levels) != 1 or (scales < 0).any():
        return None
    units = np.gcd.reduce(scales, axis=1)
    factors = scales // np.maximum(units, 1)[:, None]
    real = slice(0, matrix.shape[0])
    least = int(zeros[real].min())
    if factors[real].min() < 1 or factors.max() > 16 or zeros[real].max() - least > 15:
        return None
    widest = np.maximum(zeros, matrix.levels[0] - 1 - zeros.astype(np.int64))[real]
    largest = int((factors[real] * widest).max())
    run = SUM_LIMIT // (largest * _NARROW) // COLUMNS * COLUMNS
    if largest > _NARROW or run == 0:
        return None
    places = np.maximum(factors - 1, 0) | (np.maximum(zeros.astype(np.int64) - least, 0) << 4)
    return Stored(BY_ROW, places.astype(np.uint8), (units,), run, least)


def short(scales: Ints, zeros: NDArray[np.uint8]) -> Stored | None:
    """Positive scales of 11 significant bits, as those of float16 are."""
    if (scales < 0).any():
        return None
    shifts = np.zeros_like(scales)
    while ((scales >> shifts) >> _SIGNIFICAND).any():
        shifts += ((scales >> shifts) >> _SIGNIFICAND) > 0
    if shifts.max() >= _SHIFTS or ((scales >> shifts) << shifts != scales).any():
        return None
    return Stored(
        SHORT, zeros, (((scales >> shifts) | (shifts << _SIGNIFICAND)).astype(np.uint16),)
    )


def spread_blocks(blocks: NDArray[np.uint8], tiles: int, group_size: int) -> NDArray[np.uint32]:
    """Bytes by row for each 32 columns, of two tiles in one integer: `[strips, integers, 16]`."""
    slots = np.minimum(np.arange(2 * tiles) * (COLUMNS // 2) // group_size, blocks.shape[1] - 1)
    halves = np.pad(blocks[:, slots], ((0, 0), (0, -2 * tiles % 4)))
    words = np.ascontiguousarray(halves).view("<u4").reshape(-1, ROWS, -(-tiles // 2))
    return np.ascontiguousarray(words.transpose(0, 2, 1))


def filled(array: NDArray[Any]) -> NDArray[Any]:
    """Rows of zeros at the end, to whole strips."""
    return np.pad(array, ((0, -len(array) % ROWS), (0, 0)))
