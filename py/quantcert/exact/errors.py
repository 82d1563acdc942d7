"""Exact error W - Ŵ of a quantized matrix, row by row, streamed over blocks of rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from numpy.typing import NDArray

from quantcert.exact.blocks import BlockSums, block_sums
from quantcert.formats.matrix import QuantizedMatrix

_BLOCK_ELEMENTS = 1 << 16  # int64 blocks of this size stay in cache


@dataclass(frozen=True)
class RowErrors:
    """Exact sums of each row, and of each column, of `E = W - Ŵ` and of `W`.

    Attributes:
        p: every entry of W, scale and offset is an integer in units of 2^-p; the smallest such p
            unless the caller chose a larger one.
        sum_abs: sum of |e| of each row, units of 2^-p.
        max_abs: largest |e| of each row, units of 2^-p.
        sum_sq: sum of e^2 of each row, units of 2^-2p.
        weight_sum_abs: sum of |w| of each row, units of 2^-p.
        weight_max_abs: largest |w| of each row, units of 2^-p.
        column_sum_abs: sum of |e| of each column, units of 2^-p; empty if not asked for.
        weight_column_sum_abs: sum of |w| of each column, likewise.
    """

    p: int
    sum_abs: tuple[int, ...]
    max_abs: tuple[int, ...]
    sum_sq: tuple[int, ...]
    weight_sum_abs: tuple[int, ...]
    weight_max_abs: tuple[int, ...]
    column_sum_abs: tuple[int, ...] = ()
    weight_column_sum_abs: tuple[int, ...] = ()

    def joined(self, parts: int) -> RowErrors:
        """The sums of rows, each of which was added in so many parts; there are none of columns."""
        if parts == 1:
            return self

        def joined(values: Sequence[int], join: Callable[[Sequence[int]], int]) -> tuple[int, ...]:
            starts = range(0, len(values), parts)
            return tuple(join(values[start : start + parts]) for start in starts)

        return RowErrors(
            p=self.p,
            sum_abs=joined(self.sum_abs, sum),
            max_abs=joined(self.max_abs, max),
            sum_sq=joined(self.sum_sq, sum),
            weight_sum_abs=joined(self.weight_sum_abs, sum),
            weight_max_abs=joined(self.weight_max_abs, max),
        )


class RowErrorStream:
    """Accumulates row sums, and sums of columns too, over consecutive blocks of rows of one matrix.

    Memory does not depend on the size of the matrix, apart from five integers a row and two a
    column.
    """

    def __init__(self, columns: bool = False) -> None:
        """Start with no rows."""
        self._blocks: list[BlockSums] = []
        self._columns = (_ColumnSums(), _ColumnSums()) if columns else None

    def add(self, weights: NDArray[Any], matrix: QuantizedMatrix) -> None:
        """Add the next rows.

        Args:
            weights: `[rows, columns]` float16, bfloat16 or float32, the original.
            matrix: the same rows as they were stored.

        Raises:
            ValueError: if the shapes differ, or a weight, scale or offset is not finite.
        """
        if weights.shape != matrix.shape:
            raise ValueError(f"weights of shape {weights.shape}, codes of shape {matrix.shape}")
        rows, columns = weights.shape
        step = max(1, _BLOCK_ELEMENTS // max(1, columns))
        for start in range(0, rows, step):
            stop = min(start + step, rows)
            columns = self._columns is not None
            for block in block_sums(weights[start:stop], matrix.rows(start, stop), columns):
                self._add(block)

    def _add(self, block: BlockSums) -> None:
        if self._columns is not None:
            self._columns[0].add(block.column_sum_abs, block.unit)
            self._columns[1].add(block.weight_column_sum_abs, block.unit)
            block = replace(block, column_sum_abs=[], weight_column_sum_abs=[])
        self._blocks.append(block)

    def result(self, p: int | None = None) -> RowErrors:
        """The sums of all rows added so far.

        Args:
            p: unit of the result; by default the smallest possible.

        Raises:
            ValueError: if p is smaller than the smallest possible.
        """
        smallest = max((block.p for block in self._blocks), default=0)
        unit = smallest if p is None else p
        if unit < smallest:
            raise ValueError(f"p = {unit} is too small, the matrix needs {smallest}")
        columns = [line.in_units(unit) for line in self._columns or ()]
        return RowErrors(
            p=unit,
            sum_abs=self._in_units(unit, lambda block: block.sum_abs),
            max_abs=self._in_units(unit, lambda block: block.max_abs),
            sum_sq=self._in_units(2 * unit, lambda block: block.sum_sq, power=2),
            weight_sum_abs=self._in_units(unit, lambda block: block.weight_sum_abs),
            weight_max_abs=self._in_units(unit, lambda block: block.weight_max_abs),
            column_sum_abs=columns[0] if columns else (),
            weight_column_sum_abs=columns[1] if columns else (),
        )

    def _in_units(
        self, unit: int, column: Callable[[BlockSums], list[int]], power: int = 1
    ) -> tuple[int, ...]:
        values: list[int] = []
        for block in self._blocks:
            values += rescale(column(block), unit - power * block.unit)
        return tuple(values)


class _ColumnSums:
    """Sums over blocks of rows that are added, in the finest unit so far."""

    def __init__(self) -> None:
        """Start with no rows."""
        self._unit = 0
        self._sums: list[int] = []

    def add(self, values: list[int], unit: int) -> None:
        """Add a block's sums, units of 2^-unit."""
        finest = max(unit, self._unit)
        before = rescale(self._sums, finest - self._unit) or [0] * len(values)
        block = rescale(values, finest - unit)
        self._sums = [a + b for a, b in zip(before, block, strict=True)]
        self._unit = finest

    def in_units(self, unit: int) -> tuple[int, ...]:
        """The sums in units of 2^-unit."""
        return tuple(rescale(self._sums, unit - self._unit))


def row_errors(
    weights: NDArray[Any], matrix: QuantizedMatrix, p: int | None = None, columns: bool = False
) -> RowErrors:
    """Row errors of a matrix that is in memory; see `RowErrorStream`.

    Raises:
        ValueError: as `RowErrorStream.add` and `RowErrorStream.result`.
    """
    stream = RowErrorStream(columns)
    stream.add(weights, matrix)
    return stream.result(p)


def rescale(values: list[int], shift: int) -> list[int]:
    """`value * 2**shift`, where a negative shift must lose nothing.

    Raises:
        ArithmeticError: if a negative shift would drop a bit that is set.
    """
    if shift >= 0:
        return [value << shift for value in values] if shift else values
    shifted = [value >> -shift for value in values]
    if any(low << -shift != value for low, value in zip(shifted, values, strict=True)):
        raise ArithmeticError(f"a value is no multiple of 2**{-shift}")
    return shifted
