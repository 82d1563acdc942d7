"""Exact sums along rows and columns as Python integers, whatever their size.

Each function chooses its arithmetic from the number of bits of the largest entry and the number
of columns, so that no intermediate result can exceed 64 bits.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

_HALF = 32
_WORD = 64


def row_maxima(magnitudes: NDArray[np.uint64]) -> list[int]:
    """Largest entry of each row; 0 for a row without columns."""
    maxima: list[int] = magnitudes.max(axis=1, initial=0).tolist()
    return maxima


def row_sums(magnitudes: NDArray[np.uint64], bits: int = _WORD) -> list[int]:
    """Sum of each row.

    Args:
        magnitudes: `[rows, columns]` uint64, fewer than 2**32 columns.
        bits: every entry is below `2**bits`.
    """
    if bits + magnitudes.shape[1].bit_length() <= _WORD:
        sums: list[int] = magnitudes.sum(axis=1, dtype=np.uint64).tolist()
        return sums
    low = (magnitudes & np.uint64((1 << _HALF) - 1)).sum(axis=1, dtype=np.uint64)
    high = (magnitudes >> np.uint64(_HALF)).sum(axis=1, dtype=np.uint64)
    return [(h << _HALF) + part for h, part in zip(high.tolist(), low.tolist(), strict=True)]


def column_sums(magnitudes: NDArray[np.uint64], bits: int = _WORD) -> list[int]:
    """Sum of each column of `[rows, columns]` uint64; see `row_sums`."""
    return row_sums(magnitudes.T, bits)


def row_square_sums(magnitudes: NDArray[np.uint64], bits: int = _WORD) -> list[int]:
    """Sum of the squares of each row.

    The entries are cut into limbs of b bits with `2 * b + log2(columns) <= 64`, so that every sum
    of products of two limbs fits in 64 bits.

    Args:
        magnitudes: `[rows, columns]` uint64, fewer than 2**32 columns.
        bits: every entry is below `2**bits`.
    """
    width = (_WORD - magnitudes.shape[1].bit_length()) // 2
    limbs = _limbs(magnitudes, width, bits)
    totals = [0] * magnitudes.shape[0]
    for i, left in enumerate(limbs):
        for j, right in enumerate(limbs[: i + 1]):
            shift = width * (i + j) + (i != j)
            products = np.einsum("rc,rc->r", left, right).tolist()
            totals = [total + (part << shift) for total, part in zip(totals, products, strict=True)]
    return totals


def _limbs(magnitudes: NDArray[np.uint64], width: int, bits: int) -> list[NDArray[np.uint64]]:
    """Limbs of `width` bits, the lowest first."""
    if bits <= width:
        return [magnitudes]
    mask = np.uint64((1 << width) - 1)
    cut = [magnitudes >> np.uint64(shift) for shift in range(0, bits, width)]
    return [limb & mask for limb in cut[:-1]] + cut[-1:]
