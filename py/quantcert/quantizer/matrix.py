"""Round-to-nearest quantization of a matrix with a clip search for each group and table.

The arithmetic is float64 and need not be exact: whatever codes come out, the certificates speak
about the codes that were stored.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from quantcert.errors import QuantizeError
from quantcert.exact import span
from quantcert.formats import Codec, QuantizedMatrix, Target, group_count

SHRINK_FACTORS = tuple(1 - step / 20 for step in range(9))
"""Fractions of the full range of a group that the clip search tries: 1, 0.95, ..., 0.6."""

_BLOCK_ELEMENTS = 1 << 15

_Floats = NDArray[np.float64]


def scale_dtype(weights: NDArray[Any], codec: Codec, group_size: int) -> np.dtype[Any]:
    """Dtype of the scales: float16 if the full range of each group gives a normal one.

    Args:
        weights: `[rows, columns]` of a floating-point dtype, finite.
        codec: gives the tables and their levels.
        group_size: columns of a group.
    """
    for block in _row_blocks(weights):
        scales = _full_scales(*_ranges(_by_table(block, codec, group_size)), codec)
        limits = np.finfo(np.float16)
        if np.any((scales < limits.smallest_normal) | (scales > limits.max)):
            return np.dtype(np.float32)
    return np.dtype(np.float16)


def quantize_matrix(
    weights: NDArray[Any],
    target: Target,
    group_size: int,
    name: str = "",
    dtype: np.dtype[Any] | None = None,
) -> QuantizedMatrix:
    """Quantize a matrix or a block of its rows.

    Each group of columns has, in each table, a scale and a zero-point of its own. The range always
    contains zero, and zero is always decoded exactly. Of the ranges that the clip search tries,
    the one with the least squared error is taken.

    Args:
        weights: `[rows, columns]` float16, bfloat16 or float32, finite, not empty.
        target: the format.
        group_size: columns of a group, as the format allows; the last group may be shorter.
        name: name of the tensor, for the result and for messages.
        dtype: dtype of the scales, by default `scale_dtype` of these rows.

    Raises:
        QuantizeError: for a wrong group size, or a matrix that is empty, not finite or of another
            dtype.
    """
    target.check_group_size(group_size)
    if weights.ndim != 2 or weights.size == 0:
        raise QuantizeError(f"tensor {name}: shape {list(weights.shape)} is not a matrix")
    if weights.dtype == np.float64:
        raise QuantizeError(f"tensor {name}: dtype float64 cannot be quantized")
    try:
        span(weights)
    except ValueError as error:
        raise QuantizeError(f"tensor {name}: {error}") from error
    stored = dtype or scale_dtype(weights, target.codec, group_size)
    parts = [_quantize(b, target.codec, group_size, stored) for b in _row_blocks(weights)]
    codes, scales, zero_points = (np.concatenate(part) for part in zip(*parts, strict=True))
    return target.pack(name, group_size, codes, scales, zero_points)


def _row_blocks(weights: NDArray[Any]) -> list[NDArray[Any]]:
    rows, columns = weights.shape
    step = max(1, _BLOCK_ELEMENTS // columns)
    return [weights[start : start + step] for start in range(0, rows, step)]


def _by_table(block: NDArray[Any], codec: Codec, group_size: int) -> _Floats:
    """`[rows, groups, tables, columns of a group / tables]`, filled up with zeros."""
    rows, columns = block.shape
    groups, tables = group_count(columns, group_size), len(codec.levels)
    padded = np.zeros((rows, groups * group_size), dtype=np.float64)
    padded[:, :columns] = block
    split = padded.reshape(rows, groups, group_size // tables, tables)
    return np.ascontiguousarray(split.transpose(0, 1, 3, 2))


def _levels(codec: Codec) -> _Floats:
    return np.array(codec.levels, dtype=np.float64)


def _ranges(entries: _Floats) -> tuple[_Floats, _Floats]:
    """Least and greatest entry of each group and table, at most and at least 0."""
    return entries.min(axis=3, initial=0.0), entries.max(axis=3, initial=0.0)


def _full_scales(low: _Floats, high: _Floats, codec: Codec) -> _Floats:
    """Scale that spreads the codes over the full range; 1 for a range that is only zero."""
    scales: _Floats = (high - low) / (_levels(codec) - 1)
    scales[high == low] = 1.0
    return scales


def _quantize(
    block: NDArray[Any], codec: Codec, group_size: int, dtype: np.dtype[Any]
) -> tuple[NDArray[np.uint8], NDArray[Any], NDArray[np.uint8]]:
    """Codes `[rows, columns]`, scales and zero-points `[rows, groups, tables]` of a block."""
    entries = _by_table(block, codec, group_size)
    low, high = _ranges(entries)
    full = _full_scales(low, high, codec)
    top = _levels(codec) - 1
    best_error = np.full(low.shape, np.inf)
    best_scale, best_zero = np.ones(low.shape), np.zeros(low.shape)
    for shrink in SHRINK_FACTORS:
        scale = _representable(full * shrink, dtype)
        zero = np.clip(np.rint(-low * shrink / scale), 0, top)
        error = _squared_error(entries, scale, zero, top)
        better = error < best_error
        best_error = np.where(better, error, best_error)
        best_scale = np.where(better, scale, best_scale)
        best_zero = np.where(better, zero, best_zero)
    steps = _steps(entries, best_scale, best_zero, top) + best_zero[..., None]
    codes = steps.transpose(0, 1, 3, 2).reshape(block.shape[0], -1)[:, : block.shape[1]]
    return codes.astype(np.uint8), best_scale.astype(dtype), best_zero.astype(np.uint8)


def _representable(scales: _Floats, dtype: np.dtype[Any]) -> _Floats:
    """The scales rounded to positive normal numbers of their dtype."""
    limits = np.finfo(dtype)
    clipped = np.clip(scales, float(limits.smallest_normal), float(limits.max))
    return clipped.astype(dtype).astype(np.float64)


def _steps(entries: _Floats, scale: _Floats, zero: _Floats, top: _Floats) -> _Floats:
    """`code - zero_point` of each entry: nearest step, clipped to the codes there are."""
    steps = entries / scale[..., None]
    np.rint(steps, out=steps)
    return np.clip(steps, -zero[..., None], (top - zero)[..., None], out=steps)


def _squared_error(entries: _Floats, scale: _Floats, zero: _Floats, top: _Floats) -> _Floats:
    error = _steps(entries, scale, zero, top)
    error *= scale[..., None]
    error -= entries
    total: _Floats = np.einsum("rgli,rgli->rgl", error, error)
    return total
