"""Dyadic rationals m * 2^-p, the numbers in which theorems state their bounds.

Rounding is outward: to a unit, or to a fixed number of significant bits. Sums and products have
the same mantissa and scale as `Dyadic.add` and `Dyadic.mul` in
`lean/QuantCert/Spec/Row/Dyadic.lean`.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from quantcert.exact.roots import root_above, root_below

SIGNIFICANT_BITS = 40
"""Bits of a claimed number."""


@dataclass(frozen=True)
class Dyadic:
    """The number `mantissa * 2**-p`, p >= 0."""

    mantissa: int
    p: int

    @property
    def fraction(self) -> Fraction:
        """The exact value."""
        return Fraction(self.mantissa, 1 << self.p)

    def __str__(self) -> str:
        """The Lean term: `⟨mantissa, p⟩`."""
        return f"⟨{self.mantissa}, {self.p}⟩"


ZERO = Dyadic(0, 0)
ONE = Dyadic(1, 0)


def dyadic_above(value: Fraction, p: int) -> Dyadic:
    """The smallest multiple of 2^-p that is at least `value`."""
    return Dyadic(-((-value.numerator << p) // value.denominator), p)


def dyadic_below(value: Fraction, p: int) -> Dyadic:
    """The largest multiple of 2^-p that is at most `value`."""
    return Dyadic((value.numerator << p) // value.denominator, p)


def exact_dyadic(value: Fraction) -> Dyadic | None:
    """`value` with the smallest p, or None if its denominator is not a power of two."""
    p = value.denominator.bit_length() - 1
    return Dyadic(value.numerator, p) if value.denominator == 1 << p else None


def whole(value: int) -> Dyadic:
    """A natural number."""
    return Dyadic(value, 0)


def plus(a: Dyadic, b: Dyadic) -> Dyadic:
    """The exact sum."""
    return Dyadic((a.mantissa << b.p) + (b.mantissa << a.p), a.p + b.p)


def times(a: Dyadic, b: Dyadic) -> Dyadic:
    """The exact product."""
    return Dyadic(a.mantissa * b.mantissa, a.p + b.p)


def at_most(a: Dyadic, b: Dyadic) -> bool:
    """Whether a <= b."""
    return a.mantissa << b.p <= b.mantissa << a.p


def smaller(a: Dyadic, b: Dyadic) -> Dyadic:
    """The smaller number; the first if they are equal."""
    return a if at_most(a, b) else b


def larger(a: Dyadic, b: Dyadic) -> Dyadic:
    """The larger number; the second if they are equal."""
    return b if at_most(a, b) else a


def rounded_up(value: Fraction) -> Dyadic:
    """The smallest dyadic number with `SIGNIFICANT_BITS` bits that is at least `value >= 0`."""
    return _rounded(value, upward=True)


def rounded_down(value: Fraction) -> Dyadic:
    """The largest dyadic number with `SIGNIFICANT_BITS` bits that is at most `value >= 0`."""
    return _rounded(value, upward=False)


def root_up(value: Fraction) -> Dyadic:
    """A claimed number that is at least the root of `value >= 0`."""
    return rounded_up(root_above(value))


def root_down(value: Fraction) -> Dyadic:
    """A claimed number that is at most the root of `value >= 0`."""
    return rounded_down(root_below(value))


def _rounded(value: Fraction, upward: bool) -> Dyadic:
    if value < 0:
        raise ValueError(f"{value} is negative, bounds are not")
    if not value:
        return ZERO
    size = value.numerator.bit_length() - value.denominator.bit_length() + 1
    shift = SIGNIFICANT_BITS - size
    scaled = value * (Fraction(1 << shift) if shift >= 0 else Fraction(1, 1 << -shift))
    mantissa = scaled.numerator // scaled.denominator
    mantissa += upward and mantissa * scaled.denominator != scaled.numerator
    return shortest(mantissa, shift)


def shortest(mantissa: int, p: int) -> Dyadic:
    """`mantissa * 2**-p`, for any p, with the smallest possible scale."""
    if p < 0:
        return Dyadic(mantissa << -p, 0)
    zeros = min(p, (mantissa & -mantissa).bit_length() - 1) if mantissa else p
    return Dyadic(mantissa >> zeros, p - zeros)
