"""Signed fixed-point numbers of any width, as planes of 24-bit limbs.

An array of numbers is an int64 array `[limbs, rows, columns]` and stands for
`sum(plane[k] * 2**(24 * k))`. Entries of a plane may be signed and larger than 24 bits until
`magnitudes` carries them; all operations stay below 63 bits. float32 spans 277 bits, 12 limbs.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from quantcert.exact.floats import split

LIMB_BITS = 24
"""Bits of a limb: a float32 significand is one limb, shifted it takes two; a float64 has three."""

_MASK = (1 << LIMB_BITS) - 1
_SQUARE_COLUMNS = 1 << 15  # products have 48 bits, so this many can be added


def limb_count(bits: int) -> int:
    """Limbs for magnitudes below `2**bits`, with room for a carry."""
    return bits // LIMB_BITS + 1


def to_limbs(values: NDArray[Any], p: int, limbs: int) -> NDArray[np.int64]:
    """The numbers in units of 2^-p.

    Args:
        values: float16, bfloat16, float32 or float64.
        p: makes every number an integer, and so that `limbs` limbs hold every magnitude.
        limbs: number of planes.

    Returns:
        `[limbs, *values.shape]` int64, entries below 2**25 in magnitude.

    Raises:
        ValueError: for p too small or too few limbs.
    """
    significands, exponents = split(values)
    positions = exponents + p
    low_zeros = np.bitwise_count((significands & -significands) - 1)
    if np.any((significands != 0) & (positions + low_zeros < 0)):
        raise ValueError(f"p = {p} is too small for these numbers")
    significands >>= np.maximum(-positions, 0)
    positions = np.where(significands == 0, 0, np.maximum(positions, 0))
    sign, sizes = np.sign(significands), np.abs(significands)
    index, shift = positions // LIMB_BITS, positions % LIMB_BITS
    planes = np.zeros((limbs, *values.shape), dtype=np.int64)
    while sizes.any():
        shifted = (sizes & _MASK) << shift
        low, high = sign * (shifted & _MASK), sign * (shifted >> LIMB_BITS)
        if np.any((index + (high != 0) >= limbs) & (shifted != 0)):
            raise ValueError(f"{limbs} limbs are too few for these numbers")
        for k in range(limbs):
            planes[k] += np.where(index == k, low, 0) + np.where(index + 1 == k, high, 0)
        sizes, index = sizes >> LIMB_BITS, index + 1
    return planes


def magnitudes(planes: NDArray[np.int64]) -> NDArray[np.int64]:
    """Absolute values with every limb in `0 .. 2**24 - 1`.

    Args:
        planes: `[limbs, ...]`, entries below 2**61 in magnitude; the top limb absorbs carries.
    """
    carried = _carry(planes)
    return np.where(carried[-1] < 0, _carry(-planes), carried)


def limb_row_sums(planes: NDArray[np.int64]) -> list[int]:
    """Sum of each row of non-negative numbers, `[limbs, rows, columns]`."""
    return combine(planes.sum(axis=2))


def limb_column_sums(planes: NDArray[np.int64]) -> list[int]:
    """Sum of each column of non-negative numbers, `[limbs, rows, columns]`."""
    return combine(planes.sum(axis=1))


def limb_row_maxima(planes: NDArray[np.int64]) -> list[int]:
    """Largest number of each row of carried numbers, compared from the top limb down."""
    candidates = np.ones(planes.shape[1:], dtype=np.bool_)
    maxima = np.zeros(planes.shape[:2], dtype=np.int64)
    for k in reversed(range(planes.shape[0])):
        entries = np.where(candidates, planes[k], -1)
        maxima[k] = entries.max(axis=1)
        candidates &= planes[k] == maxima[k, :, None]
    return combine(maxima)


def limb_row_square_sums(planes: NDArray[np.int64]) -> list[int]:
    """Sum of the squares of each row of carried numbers, `[limbs, rows, columns]`."""
    limbs, rows, columns = planes.shape
    totals = [0] * rows
    for start in range(0, columns, _SQUARE_COLUMNS):
        part = planes[:, :, start : start + _SQUARE_COLUMNS]
        for i in range(limbs):
            for j in range(i + 1):
                products = np.einsum("rc,rc->r", part[i], part[j]).tolist()
                shift = LIMB_BITS * (i + j) + (i != j)
                totals = [t + (x << shift) for t, x in zip(totals, products, strict=True)]
    return totals


def combine(planes: NDArray[np.int64]) -> list[int]:
    """Python integers of a `[limbs, n]` array."""
    totals = [0] * planes.shape[1]
    for k, plane in enumerate(planes.tolist()):
        totals = [t + (x << (LIMB_BITS * k)) for t, x in zip(totals, plane, strict=True)]
    return totals


def _carry(planes: NDArray[np.int64]) -> NDArray[np.int64]:
    """The same numbers with all limbs but the top one in `0 .. 2**24 - 1`."""
    result = planes.copy()
    for k in range(len(result) - 1):
        result[k + 1] += result[k] >> LIMB_BITS
        result[k] &= _MASK
    return result
