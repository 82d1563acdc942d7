"""How well weights fit an original, in floating point: no claim rests on it."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from quantcert.formats import QuantizedMatrix
from quantcert.run.diagnosis.reading import decode_float

GOOD = 0.5
"""The largest error, as a share of the weights, of what fits."""

BETTER = 2.0
"""How many times smaller the error of what explains a misfit must be."""

_BLOCK, _FEWEST_BLOCKS = 32, 4  # codes of words of 32 bits repeat after 32
_USUAL, _LARGE, _NEARLY_ALL = 0.5, 0.75, 0.75  # steps, steps, share of the blocks

Rows = NDArray[np.float64]
"""Rows of a matrix, `[rows, columns]`."""


def misfit(original: Rows, stored: Rows) -> float:
    """The root of the mean square of the error, as a share of that of the weights."""
    size = float(np.sqrt(np.mean(np.square(original))))
    with np.errstate(all="ignore"):
        error = float(np.sqrt(np.mean(np.square(original - stored))))
    return error / size if size and np.isfinite(error) else float("inf")


def explains(found: float, current: float) -> bool:
    """Whether an error is so much smaller than the current one that it tells what is wrong."""
    return found <= GOOD and found * BETTER <= current


def mean_steps(original: Rows, matrix: QuantizedMatrix) -> float:
    """The mean error in steps of the grid; 0 for codes that are no integers."""
    if not matrix.codec.is_integer:
        return 0.0
    step = float(np.mean(np.abs(matrix.scales.astype(np.float64))))
    error = float(np.mean(np.abs(original - decode_float(matrix))))
    return error / step if step and np.isfinite(error) else 0.0


def factor(original: Rows, stored: Rows) -> float:
    """The number by which all stored weights must be multiplied to fit best."""
    with np.errstate(all="ignore"):
        square = float(np.sum(stored * stored))
        return float(np.sum(original * stored)) / square if square else 0.0


def periodic_errors(original: Rows, matrix: QuantizedMatrix) -> dict[int, float]:
    """Places of columns, in every block of 32, that err by steps of the grid in nearly all blocks.

    With their mean errors, in steps. Nothing if most columns err as much, or there are few blocks:
    outliers that were clipped are no fault, and they keep to no place.
    """
    blocks = matrix.shape[1] // _BLOCK
    if not matrix.codec.is_integer or blocks < _FEWEST_BLOCKS or not len(original):
        return {}
    whole = slice(0, blocks * _BLOCK)
    columns, cycle = np.arange(matrix.shape[1])[whole], np.array(matrix.codec.table_cycle)
    places = columns // matrix.group_size, cycle[columns % len(cycle)]
    steps = np.abs(matrix.scales[:, *places].astype(np.float64))
    with np.errstate(all="ignore"):
        errors = np.abs(original - decode_float(matrix))[:, whole] / steps
    means = errors.mean(axis=0).reshape(blocks, _BLOCK)
    if not np.isfinite(means).all() or np.median(means) > _USUAL:
        return {}
    often = (means >= _LARGE).mean(axis=0) >= _NEARLY_ALL
    return {int(place): float(means[:, place].mean()) for place in np.flatnonzero(often)}


def line_factors(original: Rows, stored: Rows, axis: int) -> Rows:
    """The number for each row (axis 1) or column (axis 0) by which its weights fit best.

    It keeps both axes; 0 where it would be no number.
    """
    with np.errstate(all="ignore"):
        square = np.sum(stored * stored, axis=axis, keepdims=True)
        found: Rows = np.sum(original * stored, axis=axis, keepdims=True) / square
    return np.where(np.isfinite(found), found, 0.0)


def power_of_two(original: Rows, stored: Rows) -> float:
    """The power of two that is nearest to the best factor; 1 if there is none."""
    times = abs(factor(original, stored))
    return float(2.0 ** round(math.log2(times))) if 0 < times < math.inf else 1.0


def sample(rows: int, blocks: int, size: int) -> list[tuple[int, int]]:
    """Some ranges of neighbouring rows, spread over all."""
    if rows <= blocks * size:
        return [(0, rows)]
    starts = np.linspace(0, rows - size, blocks).astype(int) // size * size
    return [(int(start), int(start) + size) for start in dict.fromkeys(starts.tolist())]


def as_float(values: NDArray[Any]) -> Rows:
    """Weights of any dtype in float64."""
    return values.astype(np.float64)
