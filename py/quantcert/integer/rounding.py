"""The two roundings of the integer program: half up at a shift, and half up in a division."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
"""Integers; every number of a run stays below 2**63, which `quantcert.integer.ranges` shows."""


def round_shift(values: Ints, shift: Ints | int) -> Ints:
    """`floor((v + 2**(k - 1)) / 2**k)` for k > 0, and exactly `v * 2**-k` for k <= 0.

    Args:
        values: integers.
        shift: k, one for all or one for each.
    """
    right = np.maximum(shift, 0).astype(np.int64)
    left = np.maximum(-np.asarray(shift), 0).astype(np.int64)
    half = np.minimum(right, 1) << np.maximum(right - 1, 0)
    result: Ints = ((values + half) >> right) << left
    return result


def round_div(values: Ints, divisors: Ints | int) -> Ints:
    """`floor((2 * v + d) / (2 * d))` for divisors d > 0."""
    result: Ints = (2 * values + divisors) // (2 * np.asarray(divisors))
    return result


def root_floor(values: Ints) -> Ints:
    """`floor(sqrt(v))` of numbers from 0 up to 2**62.

    The root in float64 is off by one at most: v is rounded to 53 bits, its root lies below 2**31.
    """
    root = np.sqrt(values.astype(np.float64)).astype(np.int64)
    root -= root * root > values
    root += (root + 1) * (root + 1) <= values
    return root
