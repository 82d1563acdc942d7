"""Quantization of matrices whose rows belong to inputs, as those that GPT-2 stores transposed.

Errors of a row are made good by the rows after it, while scales go along rows.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from quantcert.formats import QuantizedMatrix, Target
from quantcert.formats.target import Floats, GroupSearch
from quantcert.quantizer.faithful import far_columns
from quantcert.quantizer.feedback import Feedback


def quantize_across(
    weights: NDArray[Any],
    target: Target,
    group_size: int,
    name: str,
    dtype: np.dtype[Any],
    feedback: Feedback,
    sweeps: int,
    original: NDArray[Any] | None = None,
) -> QuantizedMatrix:
    """Quantize a matrix `[inputs, outputs]`; scales and zero-points are those of its entries.

    Args:
        weights: float16, bfloat16 or float32, finite.
        target: the format.
        group_size: columns of a group.
        name: of the tensor.
        dtype: of the scales.
        feedback: how the error of an input is made good by those after it.
        sweeps: how often codes are bettered after that.
        original: what columns must stay near to, by default the weights.
    """
    search = target.search(name, weights.astype(np.float64), group_size, dtype)
    scale, low, high = _scales(weights.astype(np.float64), target, group_size, search)
    steps = _rounded(weights.astype(np.float64), scale, low, high, feedback)
    if feedback.moments is not None:
        for _ in range(sweeps):
            _descend(steps, weights.astype(np.float64), scale, low, high, feedback.moments)
    exact = (weights if original is None else original).astype(np.float64)
    far = far_columns(exact, scale * steps)
    steps[:, far] = np.clip(np.rint(exact / scale), low, high)[:, far]
    return search.pack((steps - low).astype(np.uint8))


def _scales(
    weights: Floats, target: Target, group_size: int, search: GroupSearch
) -> tuple[Floats, Floats, Floats]:
    """Of each entry its scale, and the least and the greatest code less its zero-point."""
    codec = target.codec
    tables = np.array(codec.table_cycle)[np.arange(weights.shape[1]) % len(codec.table_cycle)]
    scale, zero = np.empty(weights.shape), np.empty(weights.shape)
    for group, start in enumerate(range(0, weights.shape[1], group_size)):
        own = slice(start, start + group_size)
        part = weights[:, own]
        scales, zeros = search.choose(group, part, np.ones(part.shape[1]))
        scale[:, own], zero[:, own] = scales[:, tables[own]], zeros[:, tables[own]]
    return scale, -zero, np.array(codec.levels)[tables] - 1 - zero


def _rounded(
    weights: Floats, scale: Floats, low: Floats, high: Floats, feedback: Feedback
) -> Floats:
    """Codes less zero-points; the rows after one make good its error."""
    steps = np.empty(weights.shape)
    for i in range(len(weights)):
        steps[i] = np.clip(np.rint(weights[i] / scale[i]), low[i], high[i])
        if feedback.factor is not None:
            error = weights[i] - scale[i] * steps[i]
            weights[i + 1 :] -= np.outer(feedback.factor[i, i + 1 :], error)
    return steps


def _descend(
    steps: Floats,
    weights: Floats,
    scale: Floats,
    low: Floats,
    high: Floats,
    moments: NDArray[np.float32],
) -> None:
    """Move the codes of one row after the other to the best ones, the others being fixed."""
    slope = moments @ (scale * steps - weights)
    for i in range(len(steps)):
        found = np.clip(np.rint(steps[i] - slope[i] / (moments[i, i] * scale[i])), low[i], high[i])
        slope += np.outer(moments[:, i], scale[i] * (found - steps[i]))
        steps[i] = found
