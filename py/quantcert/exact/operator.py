"""The operator norm of a matrix and of its blocks of rows, by Gram matrices of rounded entries.

N are the entries rounded to integers in units of 2^s. Then `‖W‖ <= 2^s ‖N‖ + ‖W - 2^s N‖`, where
`‖N‖²` is the largest eigenvalue of NᵀN and of N Nᵀ, and the second norm is at most the largest
entry of W - 2^s N times the root of the number of entries.
"""

from __future__ import annotations

from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from quantcert.exact.roots import root_above
from quantcert.exact.spectral import check_exact, largest_eigenvalue

_LINE_BITS = 23
"""Norms of rows and columns of N are about at most 2**23, so that its products are exact."""

_COLUMN_STEP = 1 << 12


class OperatorBound:
    """Upper bounds of operator norms of a matrix that is given block by block."""

    def __init__(self, rows: int, columns: int, head_dim: int, line_norm: float) -> None:
        """`line_norm` is about the largest norm of a row or a column; it sets the unit 2^s."""
        self._shape = (rows, columns)
        self._head_dim = head_dim
        self._shift = _LINE_BITS - int(np.frexp(line_norm)[1])
        self._tall = rows >= columns
        self._gram = np.zeros((columns, columns) if self._tall else (0, 0))
        self._column_squares = np.zeros(columns)
        self._kept: list[NDArray[np.float32]] = []
        self._head_eigenvalue = Fraction(0)

    def add(self, entries: NDArray[np.float64]) -> None:
        """Add the next rows; all blocks but the last consist of whole heads.

        Raises:
            ArithmeticError: if products would not be exact.
        """
        integers = np.rint(np.ldexp(entries, self._shift))
        squares = integers * integers
        check_exact(squares.sum(axis=1))
        self._add_heads(integers)
        if self._tall:
            self._column_squares += squares.sum(axis=0)
            self._gram += integers.T @ integers
        else:
            self._kept.append(integers.astype(np.float32))

    def whole(self, rounding: Fraction) -> Fraction:
        """At least the operator norm; entries were off by at most `rounding` when given.

        Raises:
            ArithmeticError: if products were not exact.
        """
        check_exact(self._column_squares)
        gram = self._gram if self._tall else self._row_gram()
        return self._norm(largest_eigenvalue(gram[None]), self._shape[0], rounding)

    def head(self, rounding: Fraction) -> Fraction:
        """At least the operator norm of each block of `head_dim` rows."""
        return self._norm(self._head_eigenvalue, self._head_dim, rounding)

    def _norm(self, eigenvalue: Fraction, rows: int, rounding: Fraction) -> Fraction:
        unit = Fraction(2) ** -self._shift
        entries = root_above(Fraction(rows * self._shape[1]))
        return unit * root_above(eigenvalue) + (unit / 2 + rounding) * entries

    def _add_heads(self, integers: NDArray[np.float64]) -> None:
        count = len(integers) // self._head_dim
        if count:
            heads = integers[: count * self._head_dim].reshape(count, self._head_dim, -1)
            gram = heads @ heads.swapaxes(1, 2)
            self._head_eigenvalue = max(self._head_eigenvalue, largest_eigenvalue(gram))

    def _row_gram(self) -> NDArray[np.float64]:
        """N Nᵀ, summed over blocks of columns; every row was checked when it was added."""
        matrix = np.concatenate(self._kept)
        gram = np.zeros((len(matrix), len(matrix)))
        for start in range(0, matrix.shape[1], _COLUMN_STEP):
            part = matrix[:, start : start + _COLUMN_STEP].astype(np.float64)
            gram += part @ part.T
        return gram
