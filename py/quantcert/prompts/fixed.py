"""Nonnegative numbers of a vector in fixed point, with one error for all.

The same numbers as `Fixed` in `lean/QuantCert/Cert/Prompt/Fixed.lean`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from quantcert.prompts.network import Integers


@dataclass(frozen=True)
class Fixed:
    """Digits, none larger than `max`; the numbers are within `err` of them.

    `peak` is the largest number that digits must have held so far.
    """

    digits: Integers
    max: int
    err: int
    peak: int

    def mul(self, other: Fixed) -> Fixed:
        """The products; their units are the product of the units."""
        top = self.max * other.max
        err = self.max * other.err + self.err * (other.max + other.err)
        return Fixed(self.digits * other.digits, top, err, max(self.peak, other.peak, top))

    def drop(self, s: int) -> Fixed:
        """The same in units `2**s` times as large."""
        return Fixed(self.digits >> s, self.max >> s, (self.err >> s) + 2, max(self.peak, self.max))

    def shift_up(self, s: int) -> Fixed:
        """The same in units of `2**-s` times the size."""
        top = self.max << s
        return Fixed(self.digits << s, top, self.err << s, max(self.peak, top))

    def plus_multiple(self, c: int, v: Fixed) -> Fixed:
        """The sum with the products of `v` and a number that is within a unit of `c`."""
        top = self.max + v.max * c
        err = self.err + v.max + v.err * (c + 1)
        return Fixed(self.digits + v.digits * c, top, err, max(self.peak, v.peak, top))


def constant(count: int, c: int, err: int) -> Fixed:
    """The same number in each of `count` digits."""
    return Fixed(np.full(count, c, dtype=object), c, err, c)
