"""Norms of an original matrix, of a quantized one and of their difference, rounded upward.

Entries are float64 numbers: an original weight and `scale * (code - zero_point)` are such numbers
exactly, and their difference is one up to a relative error of 2^-53, for which every bound allows.
The operator norm is the smallest of three bounds:

* Frobenius: `√(Σ w²)`;
* Schur: `√(max row sum · max column sum)` of |w|;
* Gram: see `quantcert.exact.operator`.

A matrix is read twice, in blocks of rows. Memory holds a block and the smaller Gram matrix; for a
matrix with more columns than rows also the matrix itself, in float32.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from quantcert.exact.operator import OperatorBound
from quantcert.exact.roots import root_above
from quantcert.exact.sizes import SizeSums

Method = Literal["Frobenius", "Schur", "Gram"]

ReadRows = Callable[[int, int], NDArray[np.float64]]
"""Rows `start .. stop - 1` of a matrix of floats of at most 32 bits, or of decoded numbers."""

_BLOCK_ELEMENTS = 1 << 18
_ROUNDING = Fraction(1, 1 << 52)  # above the relative error of a float64 difference


@dataclass(frozen=True)
class NormBounds:
    """Upper bounds of a matrix: of its entries, rows, blocks of `head_dim` rows, and the whole.

    `method` says which bound of the operator norm `op_norm` was the smallest.
    """

    max_abs: Fraction
    row_sum: Fraction
    row_norm: Fraction
    head_norm: Fraction
    op_norm: Fraction
    method: Method


@dataclass(frozen=True)
class MeasuredNorms:
    """Bounds of an original matrix [rows, columns], of the quantized one and of the difference."""

    rows: int
    columns: int
    original: NormBounds
    quantized: NormBounds
    error: NormBounds


ZERO_NORMS = NormBounds(*(Fraction(0),) * 5, "Frobenius")
"""Bounds of a matrix of zeros."""


def measure_norms(
    original: ReadRows, quantized: ReadRows | None, rows: int, columns: int, head_dim: int
) -> MeasuredNorms:
    """The norms of a matrix; one that is not quantized has an error of zero.

    Args:
        original: gives rows of the original; called twice for each.
        quantized: gives those of what it was quantized to, None if it was not.
        rows: rows of the matrix.
        columns: columns of the matrix.
        head_dim: rows that make a head.

    Raises:
        ArithmeticError: if numbers are out of the range of exact float64 arithmetic.
    """
    read = [original] if quantized is None else [original, quantized]
    sums: list[SizeSums] = []
    for parts in _blocks(read, rows, columns, head_dim):
        sums = sums or [SizeSums(columns) for _ in parts]
        for total, part in zip(sums, parts, strict=True):
            total.add(part)
    operators = [OperatorBound(rows, columns, head_dim, total.line_norm) for total in sums]
    for parts in _blocks(read, rows, columns, head_dim):
        for operator, total, part in zip(operators, sums, parts, strict=True):
            if total.max_abs:
                operator.add(part)
    bounds = [_bounds(*pair) for pair in zip(sums, operators, strict=True)]
    if len(bounds) == 1:
        bounds = [bounds[0], bounds[0], ZERO_NORMS]
    return MeasuredNorms(rows, columns, *bounds)


def _blocks(
    read: Sequence[ReadRows], rows: int, columns: int, head_dim: int
) -> Iterator[list[NDArray[np.float64]]]:
    """Blocks of whole heads: the original, the quantized and the difference, or the original."""
    step = max(1, _BLOCK_ELEMENTS // max(1, columns) // head_dim) * head_dim
    for start in range(0, rows, step):
        parts = [rows_of(start, min(start + step, rows)) for rows_of in read]
        yield parts if len(parts) == 1 else [*parts, parts[0] - parts[1]]


def _bounds(sums: SizeSums, operator: OperatorBound) -> NormBounds:
    if not sums.max_abs:
        return ZERO_NORMS
    slack = 1 + _ROUNDING
    rounding = sums.max_abs * _ROUNDING
    found: dict[Method, Fraction] = {
        "Frobenius": slack * root_above(sums.square_sum),
        "Schur": slack * root_above(sums.row_sum * sums.column_sum),
        "Gram": operator.whole(rounding),
    }
    method = min(found, key=lambda name: found[name])
    return NormBounds(
        max_abs=slack * sums.max_abs,
        row_sum=slack * sums.row_sum,
        row_norm=slack * root_above(sums.row_square_sum),
        head_norm=min(found[method], operator.head(rounding)),
        op_norm=found[method],
        method=method,
    )
