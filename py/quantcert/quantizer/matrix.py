"""Quantization of a matrix, whatever the format: a group of columns after the other.

The arithmetic is float64 and need not be exact: whatever codes come out, the certificates speak
about the codes that were stored.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from quantcert.errors import QuantizeError
from quantcert.exact import span
from quantcert.formats import QuantizedMatrix, Target
from quantcert.formats.target import Floats
from quantcert.quantizer.descent import Descent
from quantcert.quantizer.feedback import Feedback, no_feedback

_BLOCK_ELEMENTS = 1 << 18


def quantize_matrix(
    weights: NDArray[Any],
    target: Target,
    group_size: int,
    name: str = "",
    dtype: np.dtype[Any] | None = None,
    feedback: Feedback | None = None,
    sweeps: int = 0,
) -> QuantizedMatrix:
    """Quantize a matrix or a block of its rows.

    Args:
        weights: `[rows, columns]` of a floating-point dtype, finite, not empty.
        target: the format.
        group_size: columns of a group, as the format allows; the last group may be shorter.
        name: name of the tensor, for the result and for messages.
        dtype: dtype of the scales, by default `target.scale_dtype` of these rows.
        feedback: how the error of a column is made good by those after it; by default each column
            is rounded to nearest.
        sweeps: how often codes and scales are bettered after that, if there is feedback.

    Raises:
        QuantizeError: for a wrong group size, or a matrix that is empty, not finite or of another
            dtype.
    """
    target.check_group_size(group_size)
    if weights.ndim != 2 or weights.size == 0:
        raise QuantizeError(f"tensor {name}: shape {list(weights.shape)} is not a matrix")
    try:
        span(weights)
    except ValueError as error:
        raise QuantizeError(f"tensor {name}: {error}") from error
    scales = dtype or target.scale_dtype(weights, group_size)
    used = feedback or no_feedback(weights.shape[1])
    parts = [
        _quantize(block.astype(np.float64), target, group_size, name, scales, used, sweeps)
        for block in _row_blocks(weights)
    ]
    return parts[0] if len(parts) == 1 else joined(parts)


def joined(parts: list[QuantizedMatrix]) -> QuantizedMatrix:
    """One matrix from consecutive rows of it."""
    first = parts[0]
    return QuantizedMatrix(
        first.name,
        first.scheme,
        np.concatenate([part.codes for part in parts]),
        np.concatenate([part.scales for part in parts]),
        np.concatenate([part.zero_points for part in parts]),
        np.concatenate([part.words for part in parts]),
        {role: np.concatenate([part.stored[role] for part in parts]) for role in first.stored},
    )


def _row_blocks(weights: NDArray[Any]) -> list[NDArray[Any]]:
    rows, columns = weights.shape
    step = max(1, _BLOCK_ELEMENTS // columns)
    return [weights[start : start + step] for start in range(0, rows, step)]


def _quantize(
    weights: Floats,
    target: Target,
    group_size: int,
    name: str,
    scales: np.dtype[Any],
    feedback: Feedback,
    sweeps: int,
) -> QuantizedMatrix:
    codec = target.codec
    tables, levels = np.array(codec.table_cycle), np.array(codec.levels)
    search = target.search(name, weights, group_size, scales)
    codes = np.empty(weights.shape, dtype=np.uint8)
    moved = weights.copy() if feedback.order is None else weights[:, feedback.order]
    for own, columns in _groups(weights.shape[1], group_size, feedback):
        group = columns.start // group_size
        chosen = search.choose(group, moved[:, own], feedback.importance[own])
        table = tables[np.arange(columns.start, columns.stop) % len(tables)]
        scale, zero = (values[:, table] for values in chosen)
        codes[:, columns] = feedback.round(moved, own.start, scale, zero, levels[table] - 1)
    if sweeps and feedback.moments is not None:
        Descent(weights, codes, search, codec, group_size, feedback.moments).run(sweeps)
    return search.pack(codes)


def _groups(columns: int, size: int, feedback: Feedback) -> Iterator[tuple[slice, slice]]:
    """The places of each group in the order of `feedback`, and its columns as they are stored."""
    place = 0
    while place < columns:
        start = place if feedback.order is None else int(feedback.order[place])
        stop = min(start + size, columns)
        yield slice(place, place + stop - start), slice(start, stop)
        place += stop - start
