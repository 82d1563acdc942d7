"""Linear layers: exact sums of codes and activations, one rounding of each output."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from quantcert.integer.narrow import Narrow, fitting_shifts
from quantcert.integer.precision import Precision
from quantcert.integer.rounding import Ints, round_shift

ALIGNED_BITS = 16
"""Bits of narrow integers in the units of the finest group of their vector."""

_FLOAT64_INTEGERS = 1 << 53
_ELEMENTS = 1 << 22  # weights that are decoded at a time


@dataclass(frozen=True)
class Matrix:
    """Weights `(scale * (code - zero_point) + offset) * 2**-exponent`, exactly.

    Column `i` of a row reads group `i // group_size` and table `cycle[i % len(cycle)]`.

    Attributes:
        codes: `[rows, columns]`.
        scales: `[rows, groups, tables]`, units of `2**-exponent`.
        zero_points: `[rows, groups, tables]`.
        offsets: as `scales`; None if all are zero.
        exponent: the least that makes scales and offsets integers; never negative.
        group_size: columns of a group; the last may be shorter.
        cycle: the tables that neighbouring columns read, again and again.
        levels: for each table, codes and zero-points are below it.
        bias: `[rows]`, wide; None if there is none.
    """

    name: str
    codes: NDArray[np.uint8]
    scales: Ints
    zero_points: NDArray[np.uint8]
    offsets: Ints | None
    exponent: int
    group_size: int
    cycle: tuple[int, ...]
    levels: tuple[int, ...]
    bias: Ints | None = None

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        rows, columns = self.codes.shape
        return rows, columns

    def rows(self, start: int, stop: int) -> Matrix:
        """Views of rows `start .. stop - 1`."""
        part = slice(start, stop)
        return self._select(part)

    def _select(self, part: slice | Ints) -> Matrix:
        return replace(
            self,
            codes=self.codes[part],
            scales=self.scales[part],
            zero_points=self.zero_points[part],
            offsets=None if self.offsets is None else self.offsets[part],
            bias=None if self.bias is None else self.bias[part],
        )

    def blocks(self) -> list[tuple[int, int, slice]]:
        """Each group and table that has columns, and these columns."""
        columns, size, period = self.shape[1], self.group_size, len(self.cycle)
        tables = [self.cycle.index(table) for table in range(len(self.levels))]
        step = 1 if len(self.levels) == 1 else period
        return [
            (group, table, slice(start + first, min(start + size, columns), step))
            for group, start in enumerate(range(0, columns, size))
            for table, first in enumerate(tables)
            if start + first < columns
        ]

    def decoded(self) -> Ints:
        """All weights in units of `2**-exponent`, `[rows, columns]`."""
        result = np.empty(self.shape, np.int64)
        for group, table, columns in self.blocks():
            differences = self.codes[:, columns] - self.zero_points[:, group, table, None].astype(
                np.int64
            )
            result[:, columns] = self.scales[:, group, table, None] * differences
            if self.offsets is not None:
                result[:, columns] += self.offsets[:, group, table, None]
        return result

    def lookup(self, numbers: Ints, unit: int) -> Ints:
        """Rows by their numbers, rounded to wide integers, `[len(numbers), columns]`."""
        return round_shift(self._select(numbers).decoded(), self.exponent - unit)


def linear(matrix: Matrix, values: Ints, precision: Precision) -> Ints:
    """`matrix` times narrowed vectors, plus its bias.

    Args:
        matrix: `[rows, columns]`.
        values: `[tokens, columns]`, wide.
        precision: of numbers.

    Returns:
        `[tokens, rows]`, wide.
    """
    size = matrix.group_size if precision.by_block else values.shape[-1]
    inputs = aligned(values, precision.bits, size)
    wide = round_shift(products(matrix, inputs), matrix.exponent - inputs.shifts)
    return wide if matrix.bias is None else wide + matrix.bias


def aligned(values: Ints, bits: int, group_size: int) -> Narrow:
    """Vectors whose groups of entries are narrowed by themselves, in the finest group's units.

    A group's shift is what it needs, but no more than `16 - bits` below the largest one: so codes
    in common units have 16 bits. The entries of a group with shift k are
    `codes * 2**(k - least shift)`: a factor for the sum of a group's products.
    """
    starts = np.arange(0, values.shape[-1], group_size)
    high = np.maximum.reduceat(values, starts, axis=-1)
    low = np.minimum.reduceat(values, starts, axis=-1)
    extremes = np.stack((high, low), axis=-1)
    needed = fitting_shifts(extremes, (1 << (bits - 1)) - 1)[..., 0]
    shifts = np.maximum(needed, needed.max(axis=-1, keepdims=True) - (ALIGNED_BITS - bits))
    least = shifts.min(axis=-1, keepdims=True)
    by_entry = np.repeat(shifts, group_size, axis=-1)[..., : values.shape[-1]]
    return Narrow(round_shift(values, by_entry) << (by_entry - least), least)


def products(matrix: Matrix, inputs: Narrow) -> Ints:
    """The exact products of rows and narrow vectors, `[tokens, rows]`.

    In units of `2**-(matrix.exponent + unit - shift)`; bits of no sum are lost.
    """
    rows, columns = matrix.shape
    result = np.empty((len(inputs.codes), rows), np.int64)
    step = max(1, _ELEMENTS // columns)
    for start in range(0, rows, step):
        weights = matrix.rows(start, start + step).decoded()
        result[:, start : start + step] = exact_matmul(inputs.codes, weights.T)
    return result


def exact_matmul(left: Ints, right: Ints) -> Ints:
    """The product of two matrices of integers whose sums stay below 2**63.

    In float64 where no partial sum can pass 2**53: all of them are then exact, in any order.
    """
    largest = np.abs(left).max(initial=0) * np.abs(right).sum(axis=0).max(initial=0)
    if largest < _FLOAT64_INTEGERS:
        exact: Ints = (left.astype(np.float64) @ right.astype(np.float64)).astype(np.int64)
        return exact
    slow: Ints = left @ right
    return slow
