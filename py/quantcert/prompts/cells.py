"""Enclosures of one number, computed exactly as `Cell` in `lean/QuantCert/Cert/Prompt/Cell.lean`.

A cell in units of `2**-p` encloses the numbers within `rad` of `pos - neg`. The kernel computes
with the same three natural numbers, so that a claim is accepted if and only if it is here.
"""

from __future__ import annotations

from collections.abc import Iterable
from math import isqrt
from typing import NamedTuple


class Cell(NamedTuple):
    """The midpoint `pos - neg` and the radius `rad`, all natural numbers."""

    pos: int
    neg: int
    rad: int

    @property
    def mid(self) -> int:
        """The midpoint."""
        return self.pos - self.neg

    @property
    def lower(self) -> int:
        """The lower end, zero if it is negative."""
        return max(self.pos - self.neg - self.rad, 0)

    @property
    def upper(self) -> int:
        """The upper end, zero if it is negative."""
        return max(self.pos + self.rad - self.neg, 0)


class Claim(NamedTuple):
    """A claimed midpoint and radius."""

    mid: int
    rad: int


ZERO = Cell(0, 0, 0)


def exactly(n: int) -> Cell:
    """The integer `n`, without a radius."""
    return Cell(n, 0, 0) if n >= 0 else Cell(0, -n, 0)


def add(c: Cell, d: Cell) -> Cell:
    """The sum."""
    return Cell(c.pos + d.pos, c.neg + d.neg, c.rad + d.rad)


def negative(c: Cell) -> Cell:
    """The negative."""
    return Cell(c.neg, c.pos, c.rad)


def mul(c: Cell, d: Cell) -> Cell:
    """The product; its units are the product of the units."""
    return Cell(
        c.pos * d.pos + c.neg * d.neg,
        c.pos * d.neg + c.neg * d.pos,
        abs(c.mid) * d.rad + c.rad * (abs(d.mid) + d.rad),
    )


def shift(c: Cell, s: int) -> Cell:
    """The same in units of `2**-s` times the size."""
    return Cell(c.pos << s, c.neg << s, c.rad << s)


def rounded(c: Cell, s: int) -> Cell:
    """The same in units `2**s` times as large, rounded outward."""
    return Cell(c.pos >> s, c.neg >> s, (c.rad >> s) + 2)


def convert(c: Cell, p: int, q: int) -> Cell:
    """What is in units of `2**-p`, in units of `2**-q`."""
    return shift(c, q - p) if p <= q else rounded(c, p - q)


def add_at(p: int, q: int, c: Cell, d: Cell) -> Cell:
    """The sum of cells in units of `2**-p` and `2**-q`, in the finer of these units."""
    return add(shift(c, max(q - p, 0)), shift(d, max(p - q, 0)))


def total(cells: Iterable[Cell]) -> Cell:
    """The sum of cells."""
    pos = neg = rad = 0
    for c in cells:
        pos, neg, rad = pos + c.pos, neg + c.neg, rad + c.rad
    return Cell(pos, neg, rad)


def covering(c: Cell, s: int) -> Claim:
    """The nearest midpoint in units `2**s` times as large, and the least radius around it."""
    mid = (c.mid + (1 << s >> 1)) >> s
    return Claim(mid, -(-(abs(c.mid - (mid << s)) + c.rad) >> s))


def quotient(q: int, numerator: Cell, denominator: Cell) -> Claim:
    """A midpoint and the least radius in units of `2**-q` that are accepted as the quotient.

    The denominator must be positive: `denominator.lower > 0`.
    """
    mid = ((numerator.mid << q + 1) // denominator.mid + 1) >> 1
    difference = add(shift(numerator, q), negative(mul(exactly(mid), denominator)))
    return Claim(mid, -(-(abs(difference.mid) + difference.rad) // denominator.lower))


def inverse_root(n: int, p: int, q: int, squares: Cell) -> Claim:
    """A midpoint and radius in units of `2**-q` that are accepted as `1 / √(squares / n)`.

    `squares` is in units of `2**-p`, and positive: `squares.lower > 0`.
    """
    one = n << q + q + p
    low = isqrt(one // squares.upper)
    high = isqrt(-(-one // squares.lower) - 1) + 1
    mid = (low + high) >> 1
    return Claim(mid, max(high - mid, mid - low))
