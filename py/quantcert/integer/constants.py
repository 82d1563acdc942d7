"""The integers that stand for real constants: rounded half up, exactly where it says so."""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction

import numpy as np

from quantcert.integer.exponential import LOG_UNIT
from quantcert.integer.norm import FACTOR_UNIT, Norm
from quantcert.integer.rope import ANGLE_UNIT, Rotation

_LOG2_E = Fraction("1.44269504088896340735992468100189213742664595415298593413544940693110921918")


def round_half_up(value: Fraction) -> int:
    """`floor(value + 1/2)`."""
    return math.floor(value + Fraction(1, 2))


def rounded_root(value: Fraction) -> int:
    """`floor(sqrt(value) + 1/2)`, exactly, for value >= 0."""
    return (math.isqrt(math.floor(4 * value)) + 1) // 2


def log2_e_times(factor: Fraction) -> int:
    """`round(log2(e) * factor * 2**16)`."""
    return round_half_up(_LOG2_E * factor * (1 << LOG_UNIT))


def score_factor(root: int) -> int:
    """`round(log2(e) / sqrt(root) * 2**16)`."""
    return rounded_root(_LOG2_E**2 * (1 << 2 * LOG_UNIT) / root)


def norm_constants(gamma: Sequence[Fraction], epsilon: Fraction, unit: int) -> Norm:
    """The constants of a norm, exactly rounded."""
    n = len(gamma)
    factors = [
        int(math.copysign(1, g)) * rounded_root(g * g * n * (1 << 2 * FACTOR_UNIT)) for g in gamma
    ]
    whole = round_half_up(epsilon * n * (1 << 2 * unit))
    return Norm(np.array(factors, np.int64), whole)


def rotation_table(frequencies: Sequence[float], scale: float, positions: int) -> Rotation:
    """`round(scale * cos(t * f) * 2**15)` and the same of sines, from float64.

    An entry is the nearest integer, or next to it where float64 cannot tell.
    """
    angles = np.outer(np.arange(positions), np.array(frequencies, np.float64))
    one = scale * (1 << ANGLE_UNIT)
    cosines, sines = (np.floor(one * f(angles) + 0.5).astype(np.int64) for f in (np.cos, np.sin))
    return Rotation(cosines, sines)
