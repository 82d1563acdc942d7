"""Powers of one half, by a table of 257 numbers and a line between neighbours."""

from __future__ import annotations

import math

import numpy as np

from quantcert.integer.rounding import Ints, round_shift

LOG_UNIT = 16
"""Arguments are integers in units of `2**-16`."""

POWER_UNIT = 24
"""Powers are integers in units of `2**-24`."""

TABLE_BITS = 8
"""Bits of an argument's fraction that choose the entry; the others lie between two entries."""

LARGEST = 31 << LOG_UNIT
"""The power of a larger argument is that of this one: zero."""

_BETWEEN = LOG_UNIT - TABLE_BITS


def power_table() -> Ints:
    """`round(2**(24 - h / 256))` for h = 0 .. 256, by eight integer roots of a power of two."""
    return np.array([_power(place) for place in range((1 << TABLE_BITS) + 1)], np.int64)


def _power(place: int) -> int:
    doubled = 1 << (((POWER_UNIT + 1) << TABLE_BITS) - place)
    for _ in range(TABLE_BITS):
        doubled = math.isqrt(doubled)
    return (doubled + 1) >> 1


def half_power(table: Ints, arguments: Ints) -> Ints:
    """`2**-u` in units of `2**-24`.

    With the whole part w, the table's place h and the rest l (8 bits) of u:
    `(T[h] + round_shift((T[h + 1] - T[h]) * l, 8)) >> w`.

    Args:
        table: `power_table()`.
        arguments: u, not negative, units of `2**-16`.
    """
    clamped = np.minimum(arguments, LARGEST)
    whole, fraction = clamped >> LOG_UNIT, clamped & ((1 << LOG_UNIT) - 1)
    place, rest = fraction >> _BETWEEN, fraction & ((1 << _BETWEEN) - 1)
    step = round_shift((table[place + 1] - table[place]) * rest, _BETWEEN)
    result: Ints = (table[place] + step) >> whole
    return result
