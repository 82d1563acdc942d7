"""Weights and errors of a chunk as exact numbers, in the columns that its literals have.

An error `w - w_hat` need not be a float64; it is held as its nearest float64 and the rest.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from quantcert.exact.floats import NARROW_BITS, float_layout, scale_to_float64, span
from quantcert.exact.groups import code_differences, spread
from quantcert.formats.matrix import QuantizedMatrix
from quantcert.literals.layout import Geometry
from quantcert.literals.literals import padding_codes

Floats = NDArray[np.float64]

_FLOAT64_BITS = 53


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


@dataclass(frozen=True)
class _Decoded:
    """Parts of decoded weights `scale * step + offset`, `[rows, columns]` each."""

    scales: Floats
    steps: NDArray[np.int64]
    offsets: Floats | None
    bits: int

    def subtracted_from(self, numbers: Floats) -> tuple[Floats, Floats]:
        """`numbers - decoded`, rounded to nearest, and the rest."""
        if self.offsets is None and self.bits <= _FLOAT64_BITS:
            return _difference(numbers, self.scales * self.steps)
        offsets = np.zeros_like(numbers) if self.offsets is None else self.offsets
        parts = (numbers, self.scales, offsets)
        spans = [span(np.ascontiguousarray(part)) for part in parts]
        unit = max(part.p for part in spans)
        step_bits = int(np.abs(self.steps).max(initial=0)).bit_length()
        if max(spans[1].bits(unit) + step_bits, *(s.bits(unit) for s in spans)) >= NARROW_BITS:
            return _by_fractions(numbers, self.scales, self.steps, offsets)
        whole, scales, shifts = (np.ldexp(part, unit).astype(np.int64) for part in parts)
        return _as_floats(whole - scales * self.steps - shifts, unit)


def chunk_entries(
    weights: NDArray[Any], matrix: QuantizedMatrix, shape: Geometry
) -> tuple[Entries, Entries]:
    """The original weights of a block of rows, and their errors.

    Args:
        weights: `[rows, columns]` float16, bfloat16 or float32, the original.
        matrix: the same rows as they are stored.
        shape: blocks of a row.
    """
    inside, size = slice(0, shape.columns), (weights.shape[0], shape.padded_columns)
    numbers, number_rest, error, error_rest = (np.zeros(size) for _ in range(4))
    numbers[:, inside] = scale_to_float64(weights, 0)
    error[:, inside], error_rest[:, inside] = _stored(matrix).subtracted_from(numbers[:, inside])
    padding = _padding(matrix, shape)
    value, rest = padding.subtracted_from(np.zeros(padding.steps.shape))
    numbers[:, shape.columns :], number_rest[:, shape.columns :] = -value, -rest
    return Entries(numbers, number_rest), Entries(error, error_rest)


def _difference(a: Floats, b: Floats) -> tuple[Floats, Floats]:
    """`a - b` rounded to nearest, and the rounding error: they add up to the exact difference.

    D. E. Knuth, The Art of Computer Programming, vol. 2, 4.2.2, theorem B.
    """
    difference = a - b
    of_b = a - difference
    of_a = difference + of_b
    return difference, (of_b - b) + (a - of_a)


def _as_floats(integers: NDArray[np.int64], unit: int) -> tuple[Floats, Floats]:
    """Integers in units of 2^-unit as nearest float64 and rest; both are exact."""
    nearest = integers.astype(np.float64)
    rest = (integers - nearest.astype(np.int64)).astype(np.float64)
    return np.ldexp(nearest, -unit), np.ldexp(rest, -unit)


def _by_fractions(
    numbers: Floats, scales: Floats, steps: NDArray[np.int64], offsets: Floats
) -> tuple[Floats, Floats]:
    """`numbers - scales * steps - offsets`, one at a time: numbers of very different sizes."""
    value, rest = np.zeros_like(numbers), np.zeros_like(numbers)
    parts = zip(*(part.ravel().tolist() for part in (numbers, scales, steps, offsets)), strict=True)
    for place, (number, scale, step, offset) in enumerate(parts):
        exact = Fraction(number) - Fraction(scale) * step - Fraction(offset)
        value.flat[place] = float(exact)
        rest.flat[place] = float(exact - Fraction(float(exact)))
    return value, rest


def _decoded(
    matrix: QuantizedMatrix, steps: NDArray[Any], scales: Floats, offsets: Floats | None
) -> _Decoded:
    significand = float_layout(matrix.scales.dtype).fraction_bits + 1
    bits = significand + matrix.codec.code_bits
    return _Decoded(scales, steps.astype(np.int64), offsets, bits)


def _stored(matrix: QuantizedMatrix) -> _Decoded:
    """The weights of a matrix."""
    scales, offsets = spread(scale_to_float64(matrix.scales, 0), matrix), None
    if matrix.offsets is not None:
        offsets = spread(scale_to_float64(matrix.offsets, 0), matrix)
    return _decoded(matrix, code_differences(matrix), scales, offsets)


def _padding(matrix: QuantizedMatrix, shape: Geometry) -> _Decoded:
    """What the padding columns of a row hold, see `chunk_literals`: `[rows, padding columns]`."""
    tables = np.array(shape.codec.tables)
    tables = tables[np.arange(shape.columns, shape.padded_columns) % shape.codec.lanes]
    zero_points = matrix.zero_points[:, -1, tables].astype(np.int64)
    scales = scale_to_float64(matrix.scales, 0)[:, -1, tables]
    offsets = None
    if matrix.offsets is not None:
        offsets = scale_to_float64(matrix.offsets, 0)[:, -1, tables]
    return _decoded(matrix, padding_codes(matrix, shape) - zero_points, scales, offsets)
