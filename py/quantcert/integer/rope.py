"""Rotary position embedding with tables of integers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from quantcert.integer.rounding import Ints, round_shift

ANGLE_UNIT = 15
"""Cosines and sines are integers in units of `2**-15`."""


@dataclass(frozen=True)
class Rotation:
    """Cosines and sines of each position, `[positions, half]`, in units of `2**-15`."""

    cosines: Ints
    sines: Ints


def rotate(rotation: Rotation, heads: Ints, start: int) -> Ints:
    """Rotate entries i and half + i of each head.

    Args:
        rotation: the tables.
        heads: `[tokens, heads, 2 * half]`, wide.
        start: position of the first token.

    Returns:
        `[tokens, heads, 2 * half]`, wide.
    """
    cosines = rotation.cosines[start : start + len(heads), None]
    sines = rotation.sines[start : start + len(heads), None]
    first, second = np.split(heads, 2, axis=-1)
    turned = (first * cosines - second * sines, second * cosines + first * sines)
    return round_shift(np.concatenate(turned, axis=-1), ANGLE_UNIT)
