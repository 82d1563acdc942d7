"""Error sums of one block of rows, in int64 where its bits fit and in limbs where they do not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from quantcert.exact.floats import (
    NARROW_BITS,
    scale_to_int64,
    smallest_p,
    span,
    trailing_zeros,
)
from quantcert.exact.groups import code_differences, decode_int64, spread
from quantcert.exact.limbs import (
    limb_column_sums,
    limb_count,
    limb_row_maxima,
    limb_row_square_sums,
    limb_row_sums,
    magnitudes,
    to_limbs,
)
from quantcert.exact.sums import column_sums, row_maxima, row_square_sums, row_sums
from quantcert.formats.matrix import QuantizedMatrix

_WIDE_ROWS = 16  # larger blocks that do not fit are halved, so that few rows go the wide way


@dataclass(frozen=True)
class BlockSums:
    """Sums of each row, and of each column, of a block of `E = W - Ŵ` and of `W`.

    Attributes:
        p: smallest p >= 0 that makes every weight, every scale and every offset an integer in
            units of 2^-p.
        unit: the sums are in units of 2^-unit (2^-2unit for `sum_sq`); at least p.
        sum_abs: sum of |e| of each row.
        max_abs: largest |e| of each row.
        sum_sq: sum of e^2 of each row.
        weight_sum_abs: sum of |w| of each row.
        weight_max_abs: largest |w| of each row.
        column_sum_abs: sum of |e| of each column, if columns were asked for.
        weight_column_sum_abs: sum of |w| of each column, likewise.
    """

    p: int
    unit: int
    sum_abs: list[int]
    max_abs: list[int]
    sum_sq: list[int]
    weight_sum_abs: list[int]
    weight_max_abs: list[int]
    column_sum_abs: list[int]
    weight_column_sum_abs: list[int]


def block_sums(
    weights: NDArray[Any], matrix: QuantizedMatrix, columns: bool = False
) -> list[BlockSums]:
    """Error sums of a block of rows, in one or more parts in the order of the rows.

    Args:
        weights: `[rows, columns]` float16, bfloat16 or float32.
        matrix: the same rows as they were stored.
        columns: whether sums of columns are asked for.

    Raises:
        ValueError: for a weight, scale or offset that is not finite.
    """
    weight_span = span(weights)
    unit = max(weight_span.p, *(span(table).p for table in _tables(matrix)))
    needed = max(weight_span.bits(unit), _decoded_bits(matrix, unit))
    if needed <= NARROW_BITS:
        return [_narrow(weights, matrix, unit, weight_span.bits(unit), columns)]
    rows = weights.shape[0]
    if rows <= _WIDE_ROWS:
        return [_wide(weights, matrix, unit, needed, columns)]
    half = rows // 2
    upper = block_sums(weights[:half], matrix.rows(0, half), columns)
    return upper + block_sums(weights[half:], matrix.rows(half, rows), columns)


def _tables(matrix: QuantizedMatrix) -> list[NDArray[Any]]:
    """Scales, and offsets if there are any."""
    return [matrix.scales] if matrix.offsets is None else [matrix.scales, matrix.offsets]


def _decoded_bits(matrix: QuantizedMatrix, unit: int) -> int:
    """Bits that hold every decoded weight in units of 2^-unit."""
    product = span(matrix.scales).bits(unit) + matrix.codec.code_bits
    return product if matrix.offsets is None else 1 + max(product, span(matrix.offsets).bits(unit))


def _narrow(
    weights: NDArray[Any], matrix: QuantizedMatrix, unit: int, weight_bits: int, columns: bool
) -> BlockSums:
    """All magnitudes are below 2**62, so differences are below 2**63."""
    original = scale_to_int64(weights, unit)
    tables = [scale_to_int64(table, unit) for table in _tables(matrix)]
    zeros = min(*(trailing_zeros(integers) for integers in (original, *tables)), unit)
    error = decode_int64(tables[0], matrix, *tables[1:])
    np.subtract(original, error, out=error)
    sizes = np.abs(error, out=error).view(np.uint64)
    maxima = row_maxima(sizes)
    bits = max(maxima).bit_length()
    weight_sizes = np.abs(original, out=original).view(np.uint64)
    return BlockSums(
        p=unit - zeros,
        unit=unit,
        sum_abs=row_sums(sizes, bits),
        max_abs=maxima,
        sum_sq=row_square_sums(sizes, bits),
        weight_sum_abs=row_sums(weight_sizes, weight_bits),
        weight_max_abs=row_maxima(weight_sizes),
        column_sum_abs=column_sums(sizes, bits) if columns else [],
        weight_column_sum_abs=column_sums(weight_sizes, weight_bits) if columns else [],
    )


def _wide(
    weights: NDArray[Any], matrix: QuantizedMatrix, unit: int, bits: int, columns: bool
) -> BlockSums:
    """Limbs that hold `bits` bits hold the difference of two such numbers as well."""
    limbs = limb_count(bits + 1)
    original = to_limbs(weights, unit, limbs)
    differences = code_differences(matrix)
    error = original.copy()
    for plane, part in zip(error, to_limbs(matrix.scales, unit, limbs), strict=True):
        plane -= spread(part, matrix) * differences
    if matrix.offsets is not None:
        for plane, part in zip(error, to_limbs(matrix.offsets, unit, limbs), strict=True):
            plane -= spread(part, matrix)
    sizes, weight_sizes = magnitudes(error), magnitudes(original)
    return BlockSums(
        p=max(smallest_p(values) for values in (weights, *_tables(matrix))),
        unit=unit,
        sum_abs=limb_row_sums(sizes),
        max_abs=limb_row_maxima(sizes),
        sum_sq=limb_row_square_sums(sizes),
        weight_sum_abs=limb_row_sums(weight_sizes),
        weight_max_abs=limb_row_maxima(weight_sizes),
        column_sum_abs=limb_column_sums(sizes) if columns else [],
        weight_column_sum_abs=limb_column_sums(weight_sizes) if columns else [],
    )
