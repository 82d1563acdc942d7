"""Misreadings that any format may suffer."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import numpy as np

from quantcert.formats import QuantizedMatrix
from quantcert.formats.misreading import Misreading, block_order, with_columns

_INTERLEAVED = (0, 2, 4, 6, 1, 3, 5, 7)  # an order of half-bytes in words of 32 bits
_SPLIT = tuple(i // 2 + 16 * (i % 2) for i in range(32))  # low halves of 16 bytes, then high ones


def _zero_points(shift: int, matrix: QuantizedMatrix) -> QuantizedMatrix:
    """Zero-points that are larger by `shift`: codes smaller by it do the same."""
    codes = matrix.codes.astype(np.int64) - shift
    return replace(matrix, codes=codes)


def _inverse(matrix: QuantizedMatrix) -> QuantizedMatrix | None:
    """Scales that divide instead of multiplying."""
    if not matrix.scales.all():
        return None
    with np.errstate(all="ignore"):
        return replace(matrix, scales=1 / matrix.scales.astype(np.float64))


def _columns(pattern: tuple[int, ...], matrix: QuantizedMatrix) -> QuantizedMatrix | None:
    return with_columns(matrix, block_order(matrix.shape[1], pattern))


def _signed(matrix: QuantizedMatrix) -> QuantizedMatrix | None:
    """Codes with a sign that were read without, or the other way round."""
    levels = max(matrix.codec.levels)
    if levels & (levels - 1) or not matrix.codec.is_integer:
        return None
    return replace(matrix, codes=matrix.codes ^ matrix.codes.dtype.type(levels // 2))


def _wrapped(matrix: QuantizedMatrix) -> QuantizedMatrix | None:
    """Differences of codes and zero-points that are meant from minus half of the range on."""
    levels = max(matrix.codec.levels)
    if levels & (levels - 1) or not matrix.codec.is_integer or matrix.codec.lanes > 1:
        return None
    groups = np.arange(matrix.shape[1]) // matrix.group_size
    zeros = matrix.zero_points[:, groups, 0].astype(np.int64)
    steps = (matrix.codes.astype(np.int64) - zeros + levels // 2) % levels - levels // 2
    return replace(matrix, codes=steps + zeros)


def _negative(matrix: QuantizedMatrix) -> QuantizedMatrix:
    return replace(matrix, scales=-matrix.scales)


def _reversed(pattern: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(int(i) for i in np.argsort(pattern))


def _shifted_groups(step: int, matrix: QuantizedMatrix) -> QuantizedMatrix | None:
    """Scales and zero-points of the neighbouring group."""
    if matrix.scales.shape[1] < 2:
        return None
    roll = partial(np.roll, shift=step, axis=1)
    return replace(
        matrix,
        scales=roll(matrix.scales),
        zero_points=roll(matrix.zero_points),
        offsets=None if matrix.offsets is None else roll(matrix.offsets),
    )


MISREADINGS = (
    Misreading("zero-points larger by one", partial(_zero_points, 1)),
    Misreading("zero-points smaller by one", partial(_zero_points, -1)),
    Misreading("scales that divide instead of multiplying", _inverse, any_unit=True),
    Misreading("scales of the other sign", _negative),
    Misreading("neighbouring columns swapped (the halves of each byte)", partial(_columns, (1, 0))),
    Misreading("half-bytes of each word interleaved", partial(_columns, _INTERLEAVED)),
    Misreading("half-bytes of each word in order", partial(_columns, _reversed(_INTERLEAVED))),
    Misreading("blocks of 32 split into low and high halves", partial(_columns, _SPLIT)),
    Misreading("columns of blocks of 32 in order", partial(_columns, _reversed(_SPLIT))),
    Misreading("codes of the other signedness", _signed),
    Misreading("differences of codes and zero-points that wrapped round", _wrapped),
    Misreading("the scales of the group before", partial(_shifted_groups, 1)),
    Misreading("the scales of the group after", partial(_shifted_groups, -1)),
)
"""What is tried on every layer that does not fit."""
