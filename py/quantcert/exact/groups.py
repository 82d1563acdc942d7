"""Numbers per group and lane spread over the columns, and codes decoded to integers."""

from __future__ import annotations

from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from quantcert.exact.floats import scale_to_float64
from quantcert.formats.matrix import QuantizedMatrix

_T = TypeVar("_T", np.int8, np.uint8, np.int64, np.uint64)


def expand_groups(values: NDArray[_T], columns: int, group_size: int) -> NDArray[_T]:
    """Repeat the number of each group and lane for every column that it belongs to.

    Args:
        values: `[rows, groups, lanes]`.
        columns: columns of the result.
        group_size: columns of a group, a multiple of the number of lanes; the last may be shorter.

    Returns:
        `[rows, columns]`; column `i` holds `values[:, i // group_size, i % lanes]`.
    """
    rows, _, lanes = values.shape
    result = np.empty((rows, columns), dtype=values.dtype)
    whole = columns // group_size
    body = result[:, : whole * group_size].reshape(rows, whole, group_size)
    tail = result[:, whole * group_size :]
    for lane in range(lanes):
        body[:, :, lane::lanes] = values[:, :whole, lane, None]
        if tail.shape[1] > lane:
            tail[:, lane::lanes] = values[:, whole, lane, None]
    return result


def code_differences(matrix: QuantizedMatrix) -> NDArray[np.int8]:
    """`code - zero_point` of every weight, `[rows, columns]` int8 (codes have at most 4 bits)."""
    zero_points = expand_groups(matrix.zero_points, matrix.shape[1], matrix.group_size)
    return (matrix.codes - zero_points).view(np.int8)


def decode_int64(
    differences: NDArray[np.int8], scales: NDArray[np.int64], group_size: int
) -> NDArray[np.int64]:
    """Decoded weights `scale * (code - zero_point)` as integers in the units of the scales.

    Args:
        differences: `[rows, columns]`, `code - zero_point`.
        scales: `[rows, groups, lanes]`, at most 2**58 in magnitude.
        group_size: columns of a group.

    Returns:
        `[rows, columns]`, in the units of the scales.
    """
    decoded = expand_groups(scales, differences.shape[1], group_size)
    decoded *= differences
    return decoded


def decode_float64(matrix: QuantizedMatrix) -> NDArray[np.float64]:
    """`scale * (code - zero_point)` of every weight, `[rows, columns]`.

    Exact: a scale has at most 24 significant bits, a difference of codes at most 4.
    """
    scales = scale_to_float64(matrix.scales, 0)
    spread = expand_groups(scales.view(np.int64), matrix.shape[1], matrix.group_size)
    decoded: NDArray[np.float64] = spread.view(np.float64) * code_differences(matrix)
    return decoded
