"""Largest entry, largest sums and sums of squares over rows and columns, rounded upward.

In each block the entries are rounded up to integers in units of a power of two, with so few bits
that float64 adds them exactly.
"""

from __future__ import annotations

from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

_EXACT_BITS = 52
_MOST_BITS = 40

Entries = NDArray[np.float64]
"""A block of rows `[rows, columns]`."""


class SizeSums:
    """Upper bounds of sums over a matrix that is given block by block.

    Attributes:
        max_abs: largest |w|.
        row_sum: largest sum of |w| over a row.
        row_square_sum: largest sum of w^2 over a row.
        square_sum: sum of w^2 over the matrix.
    """

    def __init__(self, columns: int) -> None:
        """Start with no rows."""
        self.max_abs = Fraction(0)
        self.row_sum = Fraction(0)
        self.row_square_sum = Fraction(0)
        self.square_sum = Fraction(0)
        self._column_sums = [Fraction(0)] * columns
        self._column_squares = np.zeros(columns)

    def add(self, entries: Entries) -> None:
        """Add the next rows; entries are finite and in the range of float32."""
        sizes = np.abs(entries)
        largest = float(sizes.max(initial=0.0))
        if not largest:
            return
        self.max_abs = max(self.max_abs, Fraction(largest))
        length = max(sizes.shape).bit_length()
        exponent = int(np.frexp(largest)[1])
        self._add_sums(sizes, min(_MOST_BITS, _EXACT_BITS - length) - exponent)
        self._add_squares(
            sizes, (_EXACT_BITS - length - sizes.shape[0].bit_length()) // 2 - exponent
        )

    @property
    def column_sum(self) -> Fraction:
        """Largest sum of |w| over a column."""
        return max(self._column_sums, default=Fraction(0))

    @property
    def line_norm(self) -> float:
        """About the largest Euclidean norm of a row or a column; not a bound."""
        largest = max(float(self.row_square_sum), float(self._column_squares.max(initial=0.0)))
        return float(np.sqrt(largest))

    def _add_sums(self, sizes: Entries, shift: int) -> None:
        """Sums of entries in units of 2^-shift."""
        integers = np.ceil(np.ldexp(sizes, shift))
        self.row_sum = max(self.row_sum, _scaled(integers.sum(axis=1).max(), shift))
        sums = [_scaled(value, shift) for value in integers.sum(axis=0)]
        pairs = zip(self._column_sums, sums, strict=True)
        self._column_sums = [total + value for total, value in pairs]

    def _add_squares(self, sizes: Entries, shift: int) -> None:
        """Sums of squares of entries in units of 2^-shift."""
        integers = np.ceil(np.ldexp(sizes, shift))
        integers *= integers
        rows = integers.sum(axis=1)
        self.row_square_sum = max(self.row_square_sum, _scaled(rows.max(), 2 * shift))
        self.square_sum += _scaled(rows.sum(), 2 * shift)
        self._column_squares += np.ldexp(integers.sum(axis=0), -2 * shift)


def _scaled(integer: float, shift: int) -> Fraction:
    """`integer * 2**-shift`, exactly."""
    value = int(integer)
    return Fraction(value, 1 << shift) if shift >= 0 else Fraction(value << -shift)
