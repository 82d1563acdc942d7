"""Dyadic rationals m * 2^-p, the numbers in which theorems state their bounds."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction


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
