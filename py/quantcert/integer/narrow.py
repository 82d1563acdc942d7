"""Narrow vectors: integers of 8 or 16 bits with an exponent for each vector."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from quantcert.integer.rounding import Ints, round_shift


@dataclass(frozen=True)
class Narrow:
    """Vectors `codes * 2**(shifts - unit)`, where `unit` is the program's.

    Attributes:
        codes: `[..., n]`, magnitudes up to `2**(bits - 1) - 1`.
        shifts: `[..., 1]`, not negative.
    """

    codes: Ints
    shifts: Ints


def narrow(values: Ints, bits: int) -> Narrow:
    """Wide vectors along the last axis, each shifted right as little as makes it fit.

    `k >= 0` is the least with every `|round_shift(v, k)| <= 2**(bits - 1) - 1`.

    Args:
        values: `[..., n]`, wide.
        bits: of the narrow integers.
    """
    shifts = fitting_shifts(values, (1 << (bits - 1)) - 1)
    return Narrow(round_shift(values, shifts), shifts)


def fitting_shifts(values: Ints, limit: int) -> Ints:
    """The least `k >= 0` with every `|round_shift(v, k)| <= limit` along the last axis, `[..., 1]`.

    `round_shift(., k)` is monotone, so that the extremes decide; it falls with k.
    """
    high = values.max(axis=-1, keepdims=True)
    low = values.min(axis=-1, keepdims=True)
    shifts: Ints = np.zeros_like(high)
    while True:
        too_large = (round_shift(high, shifts) > limit) | (round_shift(low, shifts) < -limit)
        if not too_large.any():
            return shifts
        shifts += too_large
