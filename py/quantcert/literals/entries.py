"""Weights and errors of a chunk as exact numbers, in the columns that its literals have.

An error `w - w_hat` need not be a float64; it is held as its nearest float64 and the rest.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from quantcert.exact.floats import scale_to_float64
from quantcert.exact.groups import decode_float64
from quantcert.formats.matrix import QuantizedMatrix
from quantcert.literals.layout import Geometry
from quantcert.literals.literals import padding_codes

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Entries:
    """Numbers `value + rest`, `[rows, padded columns]`; `value` is the nearest float64."""

    value: Floats
    rest: Floats

    def rounded_up(self, power: int) -> NDArray[np.int64]:
        """Absolute numbers times 2^power, rounded up to integers; these must be below 2^53.

        Rounding to nearest keeps order, so that no integer lies between a number and its float64.
        """
        scaled = np.ldexp(np.abs(self.value), power)
        result = np.ceil(scaled)
        result += (self.value * self.rest > 0) & (result == scaled)
        return result.astype(np.int64)

    def nearest(self, power: int) -> Floats:
        """Numbers times 2^power, rounded to the nearest integers, halves upward; below 2^52."""
        scaled = np.ldexp(self.value, power)
        result = np.rint(scaled)
        past = scaled - result
        result += (past == 0.5) & (self.rest >= 0)
        result -= (past == -0.5) & (self.rest < 0)
        return result


def chunk_entries(
    weights: NDArray[Any], matrix: QuantizedMatrix, shape: Geometry
) -> tuple[Entries, Entries]:
    """The original weights of a block of rows, and their errors.

    Args:
        weights: `[rows, columns]` float16, bfloat16 or float32, the original.
        matrix: the same rows as they are stored.
        shape: blocks of a row.
    """
    original = np.zeros((weights.shape[0], shape.padded_columns))
    original[:, : shape.columns] = scale_to_float64(weights, 0)
    original[:, shape.columns :] = _padding(matrix, shape)
    error, rest = np.zeros_like(original), np.zeros_like(original)
    inside = slice(0, shape.columns)
    error[:, inside], rest[:, inside] = _difference(original[:, inside], decode_float64(matrix))
    return Entries(original, np.zeros_like(original)), Entries(error, rest)


def _difference(a: Floats, b: Floats) -> tuple[Floats, Floats]:
    """`a - b` rounded to nearest, and the rounding error: they add up to the exact difference.

    D. E. Knuth, The Art of Computer Programming, vol. 2, 4.2.2, theorem B.
    """
    difference = a - b
    of_b = a - difference
    of_a = difference + of_b
    return difference, (of_b - b) + (a - of_a)


def _padding(matrix: QuantizedMatrix, shape: Geometry) -> Floats:
    """What the padding columns of a row hold, see `chunk_literals`: `[rows, padding columns]`."""
    scales = scale_to_float64(matrix.scales, 0)
    tables = np.array(shape.codec.tables)
    tables = tables[np.arange(shape.columns, shape.padded_columns) % shape.codec.lanes]
    differences = padding_codes(matrix, shape) - matrix.zero_points[:, -1, tables].astype(np.int64)
    padding: Floats = scales[:, -1, tables] * differences
    return padding
