"""Numbers as digits of one large natural number, for certificates over digit vectors.

The numbers of a block, in units of 2^-p and with an offset that makes them non-negative, become
digits in base 2^64 or 2^128. The bytes of the result, in order, are the little-endian bytes of
the natural number with these digits, the first digit being the least significant.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from quantcert.exact.dyadic import scale_to_float64, smallest_p, span

_WORD = 64
_MASK = (1 << _WORD) - 1


def digits(values: NDArray[Any], p: int, offset: int, limbs: int = 1) -> NDArray[np.uint64]:
    """`value * 2**p + offset` of every number, as `limbs` 64-bit words.

    Args:
        values: float16, bfloat16 or float32, any shape.
        p: makes every number an integer in units of 2^-p.
        offset: added to each; large enough for the most negative number.
        limbs: 1 for digits in base 2^64, 2 for base 2^128.

    Returns:
        `[*values.shape, limbs]` little-endian uint64, the lower word first.

    Raises:
        ValueError: if p is too small, if a sum might be negative or exceed its digit (judged by
            the power of two above the largest magnitude), or for another number of limbs.
    """
    if limbs not in (1, 2):
        raise ValueError(f"a digit has {limbs} limbs, must be 1 or 2")
    bounds = span(values)
    if bounds.p > p and smallest_p(values) > p:
        raise ValueError(f"p = {p} is too small, the numbers need {smallest_p(values)}")
    bits = bounds.bits(p)
    room = 1 << bits if bounds.high > bounds.low else 0
    if offset < room or offset + room > 1 << (_WORD * limbs):
        raise ValueError(
            f"magnitudes below 2**{bits} with offset {offset} do not fit in {_WORD * limbs} bits"
        )
    scaled = scale_to_float64(values, p)
    result = np.empty((*values.shape, limbs), dtype="<u8")
    if limbs == 1:  # magnitudes are below 2**63, because both they and the offset fit
        np.add(scaled.astype(np.int64).view(np.uint64), np.uint64(offset), out=result[..., 0])
    else:
        _two_limbs(scaled, offset, result)
    return result


def _two_limbs(scaled: NDArray[np.float64], offset: int, out: NDArray[np.uint64]) -> None:
    """128-bit sums by words; a float64 of 24 significant bits is cut into words exactly."""
    sizes = np.abs(scaled)
    upper = np.floor(np.ldexp(sizes, -_WORD))
    low = (sizes - np.ldexp(upper, _WORD)).astype(np.uint64)
    high = upper.astype(np.uint64)
    offset_low, offset_high = np.uint64(offset & _MASK), np.uint64(offset >> _WORD)
    negative = scaled < 0
    low_sum = np.where(negative, offset_low - low, offset_low + low)
    carry = np.where(negative, offset_low < low, low_sum < low).astype(np.uint64)
    out[..., 0] = low_sum
    out[..., 1] = np.where(negative, offset_high - high - carry, offset_high + high + carry)
