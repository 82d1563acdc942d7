"""Numbers per group and table spread over the columns, and codes decoded to integers."""

from __future__ import annotations

from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from quantcert.exact.floats import scale_to_float64
from quantcert.formats.matrix import QuantizedMatrix

_T = TypeVar("_T", np.uint8, np.int64, np.uint64)

Differences = NDArray[np.int8] | NDArray[np.int16]
"""`code - zero_point` of every weight, in as few bytes as hold it."""


def expand_groups(
    values: NDArray[_T], columns: int, group_size: int, cycle: tuple[int, ...]
) -> NDArray[_T]:
    """Repeat the number of each group and table for every column that reads it.

    Args:
        values: `[rows, groups, tables]`.
        columns: columns of the result.
        group_size: columns of a group, a multiple of the cycle's length unless there is one group;
            the last may be shorter.
        cycle: the tables that neighbouring columns read, again and again.

    Returns:
        `[rows, columns]`; column `i` holds `values[:, i // group_size, cycle[i % len(cycle)]]`.
    """
    rows, period = values.shape[0], len(cycle)
    result = np.empty((rows, columns), dtype=values.dtype)
    whole = columns // group_size
    body = result[:, : whole * group_size].reshape(rows, whole, group_size)
    tail = result[:, whole * group_size :]
    for place, table in enumerate(cycle):
        body[:, :, place::period] = values[:, :whole, table, None]
        if tail.shape[1] > place:
            tail[:, place::period] = values[:, whole, table, None]
    return result


def spread(values: NDArray[_T], matrix: QuantizedMatrix) -> NDArray[_T]:
    """`values`, one for each group and table of a matrix, for every column: `[rows, columns]`."""
    return expand_groups(values, matrix.shape[1], matrix.group_size, matrix.codec.table_cycle)


def code_differences(matrix: QuantizedMatrix) -> Differences:
    """`code - zero_point` of every weight, `[rows, columns]`."""
    zero_points = spread(matrix.zero_points, matrix)
    differences: Differences
    if matrix.codec.widest <= np.iinfo(np.int8).max:
        differences = (matrix.codes - zero_points).view(np.int8)
    else:
        differences = np.subtract(matrix.codes, zero_points, dtype=np.int16)
    return differences


def decode_int64(scales: NDArray[np.int64], matrix: QuantizedMatrix) -> NDArray[np.int64]:
    """Decoded weights `scale * (code - zero_point)` as integers in the units of the scales.

    Args:
        scales: those of the matrix, `[rows, groups, tables]`, below 2**63 when multiplied with
            the largest difference of codes.
        matrix: gives codes and zero-points.

    Returns:
        `[rows, columns]`, in the units of the scales.
    """
    decoded = spread(scales, matrix)
    decoded *= code_differences(matrix)
    return decoded


def decode_float64(matrix: QuantizedMatrix) -> NDArray[np.float64]:
    """`scale * (code - zero_point)` of every weight, `[rows, columns]`.

    Exact: a scale has at most 24 significant bits, a difference of codes at most 8.
    """
    scales = scale_to_float64(matrix.scales, 0)
    by_column = spread(scales.view(np.int64), matrix).view(np.float64)
    decoded: NDArray[np.float64] = by_column * code_differences(matrix)
    return decoded
