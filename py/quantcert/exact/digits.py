"""Numbers as digits of one large natural number, for certificates over digit vectors.

The numbers of a block, in units of 2^-p and with an offset that makes them non-negative, become
digits in base 2^(64 * limbs). The bytes of the result, in order, are the little-endian bytes of
the natural number with these digits, the first digit being the least significant.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from quantcert.exact.floats import scale_to_float64, smallest_p, span, split

LIMB_BITS = 64
"""Bits of a limb of a digit."""

_MASK = (1 << LIMB_BITS) - 1

Words = NDArray[np.uint64]
"""Array of 64-bit words."""


def digits(values: NDArray[Any], p: int, offset: int, limbs: int = 1) -> Words:
    """`value * 2**p + offset` of every number, as `limbs` 64-bit words.

    Args:
        values: float16, bfloat16, float32 or float64, any shape.
        p: makes every number an integer in units of 2^-p.
        offset: added to each; large enough for the most negative number.
        limbs: words of a digit, at least 1.

    Returns:
        `[*values.shape, limbs]` little-endian uint64, the lowest word first.

    Raises:
        ValueError: if p is too small, or if a sum might be negative or exceed its digit (judged
            by the power of two above the largest magnitude).
    """
    bounds = span(values)
    if bounds.p > p and smallest_p(values) > p:
        raise ValueError(f"p = {p} is too small, the numbers need {smallest_p(values)}")
    bits = bounds.bits(p)
    room = 1 << bits if bounds.high > bounds.low else 0
    below = room if offset < room and np.signbit(values).any() else 0
    if offset < below or offset + room > 1 << (LIMB_BITS * limbs):
        raise ValueError(
            f"magnitudes below 2**{bits} with offset {offset} do not fit in "
            f"{LIMB_BITS * limbs} bits"
        )
    result = np.empty((*values.shape, limbs), dtype="<u8")
    if limbs == 1:  # magnitudes are below 2**63, because both they and the offset fit
        integers = scale_to_float64(values, p).astype(np.int64)
        np.add(integers.view(np.uint64), np.uint64(offset), out=result[..., 0])
    else:
        _add_by_limbs(values, p, offset, result)
    return result


def _add_by_limbs(values: NDArray[Any], p: int, offset: int, out: Words) -> None:
    """Add each magnitude to the offset, or take it away, word by word with carries."""
    significands, exponents = split(values)
    positions = np.where(significands == 0, 0, exponents + p)
    sizes = np.abs(significands).view(np.uint64) >> np.maximum(-positions, 0).view(np.uint64)
    positions = np.maximum(positions, 0)
    place, shift = positions // LIMB_BITS, (positions % LIMB_BITS).view(np.uint64)
    low = sizes << shift
    high = (sizes >> np.uint64(1)) >> (np.uint64(LIMB_BITS - 1) - shift)
    negative = significands < 0
    carry = np.zeros(values.shape, dtype=np.uint64)
    for k in range(out.shape[-1]):
        word = np.uint64(offset >> (LIMB_BITS * k) & _MASK)
        part = np.where(place == k, low, np.where(place + 1 == k, high, 0)).astype(np.uint64)
        added, taken = word + part, word - part
        out[..., k] = np.where(negative, taken - carry, added + carry)
        over = (added < part) | (added + carry < carry)
        under = (word < part) | (taken < carry)
        carry = np.where(negative, under, over).astype(np.uint64)
