"""SiLU and the gate's product."""

from __future__ import annotations

import numpy as np

from quantcert.integer.exponential import POWER_UNIT, half_power
from quantcert.integer.narrow import fitting_shifts
from quantcert.integer.rounding import Ints, round_div, round_shift

LOG2_E = 94548
"""`round(log2(e) * 2**16)`."""

FACTOR_LIMIT = (1 << 30) - 1
"""The largest magnitude of the factors of a gate's product."""


def silu(table: Ints, values: Ints, unit: int) -> Ints:
    """`round_shift(x * sigmoid, 24)`, wide.

    With `z = 2**-(|x| log2 e)` in units of `2**-24`, the sigmoid is `round_div(2**48, 2**24 + z)`
    for x >= 0 and `round_div(2**24 * z, 2**24 + z)` for x < 0.

    Args:
        table: of powers of one half.
        values: wide.
        unit: of wide integers.
    """
    one = np.int64(1) << POWER_UNIT
    z = half_power(table, round_shift(np.abs(values) * LOG2_E, unit))
    sigmoid = round_div(np.where(values < 0, z, one) << POWER_UNIT, one + z)
    return round_shift(values * sigmoid, POWER_UNIT)


def gated(table: Ints, gate: Ints, up: Ints, unit: int) -> Ints:
    """`silu(gate) * up`, wide.

    Both vectors are shifted by the least k, l >= 0 that make all magnitudes less than 2**30; the
    result is `round_shift(silu' * up', unit - k - l)`. Mostly both shifts are zero.

    Args:
        table: of powers of one half.
        gate: `[..., n]`, wide.
        up: `[..., n]`, wide.
        unit: of wide integers.
    """
    active = silu(table, gate, unit)
    shifts = [fitting_shifts(values, FACTOR_LIMIT) for values in (active, up)]
    product = round_shift(active, shifts[0]) * round_shift(up, shifts[1])
    return round_shift(product, unit - shifts[0] - shifts[1])
