"""Rows that feedback would take too far from what they stand for.

Feedback may move small weights far where that makes good the errors of others. A row whose errors
add up to more than a part of its weights is no approximation of it any more, whatever its outputs
on a text: `verify-model` refuses three quarters. Such rows are rounded to nearest, and such columns
where these make the outputs.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from quantcert.exact import decode_float64
from quantcert.formats import QuantizedMatrix
from quantcert.quantizer.matrix import joined

LARGEST = 0.7
"""Of a row's sum of magnitudes, what its errors may add up to."""


def relative_errors(weights: NDArray[Any], matrix: QuantizedMatrix) -> NDArray[np.float64]:
    """Of each row `[rows]`, the sum of its errors over that of its magnitudes; 0 of zeros."""
    return _relative(weights.astype(np.float64), decode_float64(matrix), axis=1)


def far_columns(weights: NDArray[np.float64], decoded: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Of each column `[columns]`, whether its errors are too large a part of its magnitudes."""
    return _relative(weights, decoded, axis=0) > LARGEST


def _relative(
    weights: NDArray[np.float64], decoded: NDArray[np.float64], axis: int
) -> NDArray[np.float64]:
    """The sum of errors along an axis over that of magnitudes; 0 of zeros."""
    sums = np.abs(weights).sum(axis=axis)
    errors = np.abs(decoded - weights).sum(axis=axis)
    result: NDArray[np.float64] = errors / np.where(sums > 0, sums, np.inf)
    return result


def spliced(
    matrix: QuantizedMatrix, rows: NDArray[np.intp], other: QuantizedMatrix
) -> QuantizedMatrix:
    """A matrix with some of its rows replaced by the rows of another."""
    parts, done = [], 0
    for place, row in enumerate(rows.tolist()):
        if done < row:
            parts.append(matrix.rows(done, row))
        parts.append(other.rows(place, place + 1))
        done = row + 1
    if done < matrix.shape[0]:
        parts.append(matrix.rows(done, matrix.shape[0]))
    return joined(parts)
