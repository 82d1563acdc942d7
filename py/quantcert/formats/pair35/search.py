"""Scales and zero-points of pair codes: a clip search for each group and table."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from quantcert.formats.codec import Codec
from quantcert.formats.matrix import QuantizedMatrix
from quantcert.formats.pair35.storage import PairScheme, pack_matrix
from quantcert.formats.scheme import group_count
from quantcert.formats.target import Floats, positive_normal

SHRINK_FACTORS = tuple(1 - step / 20 for step in range(9))
"""Fractions of the full range of a group that the clip search tries: 1, 0.95, ..., 0.6."""


class PairSearch:
    """Scales of some rows; a `GroupSearch`.

    Each group of columns has, in each table, a scale and a zero-point of its own. The range always
    contains zero, and zero is always decoded exactly. Of the ranges that the clip search tries,
    the one with the least squared error is taken.
    """

    def __init__(
        self, name: str, scheme: PairScheme, shape: tuple[int, int], dtype: np.dtype[Any]
    ) -> None:
        """For the rows of a matrix of this name; scales are stored in `dtype`."""
        rows, columns = shape
        self._name, self._scheme = name, scheme
        groups = group_count(columns, scheme.group_size), len(scheme.codec.levels)
        self._scales = np.ones((rows, *groups), dtype=dtype)
        self._zero_points = np.zeros((rows, *groups), dtype=np.uint8)

    def choose(self, group: int, entries: Floats, importance: Floats) -> tuple[Floats, Floats]:
        """See `GroupSearch`."""
        codec = self._scheme.codec
        split, weights = by_table(entries, codec), by_table(importance[None], codec)
        scales, zero_points = clip_search(split, weights, codec, self._scales.dtype)
        self._scales[:, group], self._zero_points[:, group] = scales, zero_points
        return scales, zero_points

    def neighbours(self, group: int) -> tuple[Floats, Floats]:
        """See `GroupSearch`: there is no other than the one that is there."""
        arrays = self._scales[None, :, group], self._zero_points[None, :, group]
        scales, zeros = (array.astype(np.float64) for array in arrays)
        return scales, zeros

    def take(self, group: int, chosen: NDArray[np.intp]) -> None:
        """See `GroupSearch`."""

    def stretch(self, factors: Floats) -> None:
        """See `GroupSearch`."""
        wanted = self._scales.astype(np.float64) * factors[:, None, None]
        self._scales = positive_normal(wanted, self._scales.dtype)

    def pack(self, codes: NDArray[np.uint8]) -> QuantizedMatrix:
        """See `GroupSearch`."""
        return pack_matrix(self._name, self._scheme, codes, self._scales, self._zero_points)


def float16_serves(weights: NDArray[Any], codec: Codec, group_size: int) -> bool:
    """Whether float16 has a normal number for the scale of each group's full range."""
    limits = np.finfo(np.float16)
    for start in range(0, weights.shape[1], group_size):
        entries = by_table(weights[:, start : start + group_size].astype(np.float64), codec)
        scales = _full_scales(*_ranges(entries), codec)
        if np.any((scales < limits.smallest_normal) | (scales > limits.max)):
            return False
    return True


def by_table(entries: Floats, codec: Codec) -> Floats:
    """`[rows, tables, columns of a group / tables]`, filled up with zeros."""
    rows, columns = entries.shape
    tables = len(codec.levels)
    padded = np.zeros((rows, -(-columns // tables) * tables))
    padded[:, :columns] = entries
    return np.ascontiguousarray(padded.reshape(rows, -1, tables).transpose(0, 2, 1))


def clip_search(
    entries: Floats, importance: Floats, codec: Codec, dtype: np.dtype[Any]
) -> tuple[Floats, Floats]:
    """Scales and zero-points `[rows, tables]` of a group.

    Args:
        entries: `[rows, tables, columns]`, see `by_table`.
        importance: `[1, tables, columns]`, the weight of each squared error.
        codec: gives the levels of each table.
        dtype: of the scales.
    """
    low, high = _ranges(entries)
    full, top = _full_scales(low, high, codec), _levels(codec) - 1
    best_error = np.full(low.shape, np.inf)
    best_scale, best_zero = np.ones(low.shape), np.zeros(low.shape)
    for shrink in SHRINK_FACTORS:
        scale = positive_normal(full * shrink, dtype).astype(np.float64)
        zero = np.clip(np.rint(-low * shrink / scale), 0, top)
        error = _squared_error(entries, importance, scale, zero, top)
        better = error < best_error
        best_error = np.where(better, error, best_error)
        best_scale = np.where(better, scale, best_scale)
        best_zero = np.where(better, zero, best_zero)
    return best_scale, best_zero


def _levels(codec: Codec) -> Floats:
    return np.array(codec.levels, dtype=np.float64)


def _ranges(entries: Floats) -> tuple[Floats, Floats]:
    """Least and greatest entry of each table, at most and at least 0."""
    return entries.min(axis=2, initial=0.0), entries.max(axis=2, initial=0.0)


def _full_scales(low: Floats, high: Floats, codec: Codec) -> Floats:
    """Scale that spreads the codes over the full range; 1 for a range that is only zero."""
    scales: Floats = (high - low) / (_levels(codec) - 1)
    scales[high == low] = 1.0
    return scales


def _squared_error(
    entries: Floats, importance: Floats, scale: Floats, zero: Floats, top: Floats
) -> Floats:
    error = entries / scale[..., None]
    np.rint(error, out=error)
    np.clip(error, -zero[..., None], (top - zero)[..., None], out=error)
    error *= scale[..., None]
    error -= entries
    error *= error
    error *= importance
    total: Floats = error.sum(axis=2)
    return total
