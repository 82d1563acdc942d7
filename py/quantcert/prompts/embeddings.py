"""Embeddings of a text by two enclosed encoders, and the cosine of their angle.

See `lean/QuantCert/Cert/Prompt/Embedding.lean`.
"""

from __future__ import annotations

from fractions import Fraction
from math import isqrt

from quantcert.exact.dyadic import Dyadic
from quantcert.prompts.boxes import Box
from quantcert.prompts.cells import Cell, Claim, mul, total

_COSINE_BITS = 40  # of a claimed cosine, which may be near one


def mean_pool(x: Box) -> Box:
    """The mean of the vectors at all positions: least claims, in the units of `x`."""
    length = len(x.claims)

    def claim(i: int) -> Claim:
        whole = total(x.cell(t, i) for t in range(length))
        mid = (2 * whole.mid + length) // (2 * length)
        return Claim(mid, -(-(abs(whole.mid - mid * length) + whole.rad) // length))

    return Box(x.scale, (tuple(map(claim, range(len(x.claims[0])))),))


def least_cosine(x: Box, y: Box) -> Dyadic | None:
    """The largest bound from below that Lean accepts for vectors in boxes of one position.

    None if a vector may be zero or the cosine negative.
    """
    low, first, second = _dot(x, y).lower, _squares(x), _squares(y)
    if not (low and first.lower and second.lower):
        return None
    square = (low * low << 2 * _COSINE_BITS) // (first.upper * second.upper)
    return Dyadic(isqrt(square), _COSINE_BITS)


def largest_cosine(x: Box, y: Box) -> Fraction:
    """A number that the cosine does not exceed; vectors that may be zero have one."""
    high, sizes = _dot(x, y).upper, _squares(x).lower * _squares(y).lower
    if not sizes:
        return Fraction(1)
    square = -(-(high * high << 2 * _COSINE_BITS) // sizes)
    return Fraction(isqrt(square) + 1, 1 << _COSINE_BITS)


def _squares(x: Box) -> Cell:
    """`squareCell` in Lean."""
    cells = (x.cell(0, i) for i in range(len(x.claims[0])))
    return total(mul(c, c) for c in cells)


def _dot(x: Box, y: Box) -> Cell:
    """`dotCell` in Lean."""
    return total(mul(x.cell(0, i), y.cell(0, i)) for i in range(len(x.claims[0])))
