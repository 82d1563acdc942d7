"""Decoded weights as float64 that are exact, and exact differences between two of them."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from quantcert.errors import ExportError
from quantcert.exact.floats import scale_to_float64
from quantcert.exact.groups import code_differences, spread
from quantcert.formats.matrix import QuantizedMatrix

Floats = NDArray[np.float64]

_PRODUCT_BITS = 53


def exact_values(matrix: QuantizedMatrix) -> Floats:
    """`scale * (code - zero_point) + offset`, `[rows, columns]`.

    Raises:
        ExportError: if a float64 does not hold one of them.
    """
    scales = spread(scale_to_float64(matrix.scales, 0).view(np.int64), matrix).view(np.float64)
    differences = code_differences(matrix).astype(np.float64)
    products: Floats = scales * differences
    if significant_bits(scales) + matrix.codec.code_bits > _PRODUCT_BITS:
        raise ExportError(f"{matrix.name}: weights have more bits than float64")
    if matrix.offsets is None:
        return products
    offsets = scale_to_float64(matrix.offsets, 0)
    return _sums(matrix.name, products, spread(offsets.view(np.int64), matrix).view(np.float64))


def significant_bits(values: Floats) -> int:
    """Bits from the highest to the lowest that is set in any significand."""
    fractions = np.bitwise_or.reduce(values.view(np.uint64).reshape(-1), initial=0)
    fraction = int(fractions) & ((1 << 52) - 1)
    return 53 - ((fraction & -fraction).bit_length() - 1 if fraction else 52)


def _sums(name: str, left: Floats, right: Floats) -> Floats:
    """Sums without an error, which Knuth's TwoSum finds exactly."""
    total: Floats = left + right
    part = total - left
    if ((left - (total - part)) + (right - part)).any():
        raise ExportError(f"{name}: weights have more bits than float64")
    return total


def largest_difference(values: Floats, others: Floats) -> tuple[int, Fraction]:
    """How many numbers differ, and the largest difference, exactly.

    Where one is zero, or neither more than twice the other, float64 holds the difference
    (Sterbenz); elsewhere Fractions do.
    """
    changed = values != others
    if not changed.any():
        return 0, Fraction(0)
    left, right = values[changed], others[changed]
    ratio_fits = (left / 2 <= right) & (right <= 2 * left)
    ratio_fits |= (left / 2 >= right) & (right >= 2 * left)
    fits = ratio_fits | (left == 0) | (right == 0)
    found = [Fraction(float(np.abs(left[fits] - right[fits]).max(initial=0.0)))]
    pairs = zip(left[~fits].tolist(), right[~fits].tolist(), strict=True)
    found += [abs(Fraction(a) - Fraction(b)) for a, b in pairs]
    return int(changed.sum()), max(found)
