"""RMSNorm in integers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from quantcert.integer.narrow import fitting_shifts
from quantcert.integer.rounding import Ints, root_floor, round_div, round_shift

NORM_BITS = 24
"""Bits of the integers whose squares are added."""

FACTOR_UNIT = 16
"""Factors are integers in units of `2**-16`."""


@dataclass(frozen=True)
class Norm:
    """The constants of a norm of n entries.

    Attributes:
        factors: `[n]`, `round(gamma * sqrt(n) * 2**16)`.
        epsilon: `round(epsilon * n * 2**(2 * unit))`.
    """

    factors: Ints
    epsilon: int


def rms_norm(norm: Norm, values: Ints, unit: int) -> Ints:
    """`round_div(x' * factor * 2**(unit - 16), max(1, floor(sqrt(q))))`.

    x' is `round_shift(x, k)` with the least k >= 0 that makes all |x'| < 2**23, and
    `q = sum of x'**2 + round_shift(epsilon, 2 * k)`.

    Args:
        norm: the constants.
        values: `[..., n]`, wide.
        unit: at least 16.

    Returns:
        `[..., n]`, wide.
    """
    shifts = fitting_shifts(values, (1 << (NORM_BITS - 1)) - 1)
    x = round_shift(values, shifts)
    epsilons = round_shift(np.full_like(shifts, norm.epsilon), np.minimum(2 * shifts, 62))
    squares = (x * x).sum(axis=-1, keepdims=True) + epsilons
    divisors = np.maximum(root_floor(squares), 1)
    return round_div(x * (norm.factors << (unit - FACTOR_UNIT)), divisors)
