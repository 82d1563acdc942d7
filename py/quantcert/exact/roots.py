"""Square roots of rational numbers, rounded outward to about 48 significant bits."""

from __future__ import annotations

from fractions import Fraction
from math import isqrt

_BITS = 48


def root_above(value: Fraction) -> Fraction:
    """A rational r >= 0 with r**2 >= value, by at most about 2**-46 of it too large.

    A root that has no more than the significant bits kept here is returned exactly.
    """
    scaled, shift = _scaled(value)
    root = isqrt(scaled)
    exact = root * root == scaled and Fraction(scaled) / _power(2 * shift) == value
    return Fraction(root if exact else root + 1) / _power(shift)


def root_below(value: Fraction) -> Fraction:
    """A rational r >= 0 with r**2 <= value, by at most about 2**-46 of it too small."""
    scaled, shift = _scaled(value)
    return Fraction(isqrt(scaled)) / _power(shift)


def _scaled(value: Fraction) -> tuple[int, int]:
    """`floor(value * 4**shift)` and the shift that leaves its root about `_BITS` bits."""
    if value < 0:
        raise ValueError(f"{value} has no square root")
    size = value.numerator.bit_length() - value.denominator.bit_length()
    shift = _BITS - size // 2
    scaled = value * _power(2 * shift)
    return scaled.numerator // scaled.denominator, shift


def _power(exponent: int) -> Fraction:
    """2**exponent."""
    return Fraction(1 << exponent) if exponent >= 0 else Fraction(1, 1 << -exponent)
