"""Vectors that quantization leaves as they are, as one natural number each.

Entry i, in units of 2^-p and less `2**(width - 1)`, is digit i in base 2^width: `packedVector` in
the Lean library.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from numpy.typing import NDArray

from quantcert.exact.digits import LIMB_BITS, digits
from quantcert.exact.floats import span
from quantcert.exact.roots import root_above


@dataclass(frozen=True)
class PackedVector:
    """A vector of `dim` entries in units of 2^-p; `data` are the little-endian bytes of its number.

    With `added` to each entry, `max_abs` is its largest entry, exactly, and `norm` at least its
    Euclidean norm.
    """

    dim: int
    p: int
    width: int
    data: bytes
    max_abs: Fraction
    norm: Fraction


def pack_vector(values: NDArray[Any], added: int = 0) -> PackedVector:
    """A vector [dim] of float16, bfloat16 or float32 numbers; `added` counts for its sizes alone.

    Raises:
        ValueError: for another dtype, or a NaN or an infinity.
    """
    bounds = span(values)
    p = bounds.p
    limbs = bounds.bits(p) // LIMB_BITS + 1
    width = LIMB_BITS * limbs
    words = digits(values, p, 1 << (width - 1), limbs)
    exact = [Fraction(float(value)) + added for value in values]
    return PackedVector(
        dim=len(exact),
        p=p,
        width=width,
        data=words.tobytes(),
        max_abs=max((abs(value) for value in exact), default=Fraction(0)),
        norm=root_above(sum((value * value for value in exact), Fraction(0))),
    )
