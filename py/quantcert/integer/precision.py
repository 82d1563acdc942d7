"""How the numbers of an integer program are written."""

from __future__ import annotations

from dataclasses import dataclass

UNIT = 20
"""Wide integers are in units of `2**-20`."""

ACTIVATION_BITS = (8, 16)
"""Bits that narrow integers may have."""


@dataclass(frozen=True)
class Precision:
    """How numbers are written.

    Attributes:
        unit: wide integers are in units of `2**-unit`.
        bits: of narrow integers, those of the cache included.
        by_block: whether inputs of linear layers have an exponent for each group of columns.
    """

    unit: int
    bits: int
    by_block: bool
