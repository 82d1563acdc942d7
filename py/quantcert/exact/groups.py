"""Numbers per group and table spread over the columns, and codes decoded to integers."""

from __future__ import annotations

from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from quantcert.exact.floats import scale_to_float64
from quantcert.formats.matrix import QuantizedMatrix

_T = TypeVar("_T", bound=np.generic)

Differences = NDArray[np.int8] | NDArray[np.int16] | NDArray[np.int64]
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
    zero_points, widest = spread(matrix.zero_points, matrix), matrix.codec.widest
    differences: Differences
    if widest <= np.iinfo(np.int8).max and matrix.codes.dtype == zero_points.dtype == np.uint8:
        differences = (matrix.codes - zero_points).view(np.int8)
    else:
        dtype = np.int16 if widest <= np.iinfo(np.int16).max else np.int64
        differences = np.subtract(matrix.codes, zero_points, dtype=dtype, casting="unsafe")
    return differences


def decode_int64(
    scales: NDArray[np.int64],
    matrix: QuantizedMatrix,
    offsets: NDArray[np.int64] | None = None,
) -> NDArray[np.int64]:
    """Decoded weights `scale * (code - zero_point) + offset` as integers in the scales' units.

    Args:
        scales: those of the matrix, `[rows, groups, tables]`, below 2**63 when multiplied with
            the largest difference of codes and added to the offsets.
        matrix: gives codes and zero-points.
        offsets: those of the matrix in the same units, if it has any.

    Returns:
        `[rows, columns]`, in the units of the scales.
    """
    decoded = spread(scales, matrix)
    decoded *= code_differences(matrix)
    if offsets is not None:
        decoded += spread(offsets, matrix)
    return decoded


def decode_float64(matrix: QuantizedMatrix) -> NDArray[np.float64]:
    """`scale * (code - zero_point) + offset` of every weight, `[rows, columns]`.

    Exact without offsets as long as the bits of a scale and of a code are 53 together, else each
    operation rounds to nearest.
    """
    scales = scale_to_float64(matrix.scales, 0)
    by_column = spread(scales.view(np.int64), matrix).view(np.float64)
    decoded: NDArray[np.float64] = by_column * code_differences(matrix)
    if matrix.offsets is not None:
        offsets = scale_to_float64(matrix.offsets, 0)
        decoded += spread(offsets.view(np.int64), matrix).view(np.float64)
    return decoded
