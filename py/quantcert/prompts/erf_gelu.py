"""Boxes of GELU by the error function: `lean/QuantCert/Cert/Prompt/ErfGelu.lean`.

Half the argument plus an even function: a series in blocks of eight quotients, times the square,
times the density. Where the argument is large it is the rectifier, up to a unit.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from math import isqrt
from typing import NamedTuple

import numpy as np

from quantcert.prompts.boxes import Box
from quantcert.prompts.cells import Cell, Claim, add, add_at, covering, mul, shift
from quantcert.prompts.exponential import ExpTable, exp_table
from quantcert.prompts.fixed import Fixed, constant
from quantcert.prompts.network import Integers

_BLOCK = 8
_PART, _MOST_PARTS = 384, 64  # entries of a part at most, and parts
_GUARD_BITS = 12  # of the table: errors of the exponential, the powers and the blocks
_CONSTANT_BITS = 64  # that constants of a block have beyond those of the powers
_TOGETHER = 2  # digits that are multiplied at a time (`roomyProducts` in Lean)
_FIELD = 16  # bits of width and blocks in the number that Lean reads
_FIRST = 2048  # bits of the first of two such numbers
_OTHER_WORK = 10  # of a part, in blocks of its series


@dataclass(frozen=True)
class ErfNumbers:
    """Arguments of at least `threshold` are large; the series has `blocks`; bits of a digit.

    A position is checked in `parts` of equal size, each with `small` if all its arguments are below
    the threshold of that.
    """

    threshold: int
    parts: int
    width: int
    blocks: int
    small: ErfNumbers | None = None

    @property
    def packed(self) -> int:
        """All in one, as Lean reads them."""
        small = self.single if self.small is None else self.small.single
        return self.single << _FIRST | small

    @property
    def single(self) -> int:
        """These numbers alone."""
        first = self.threshold << _FIELD | self.parts
        return (first << _FIELD | self.width) << _FIELD | self.blocks


class _Part(NamedTuple):
    """The arguments of a part of a position, and from which size on they are large."""

    cells: list[Cell]
    threshold: int


def erf_gelu(
    length: int, dim: int, table: ExpTable, bell: Box, x: Box, scale: int
) -> tuple[Box, ErfNumbers]:
    """GELU by the error function of every entry, and what Lean checks it with."""
    thresholds = _threshold(x), _small_threshold(x, dim)
    rows: list[Claim] = []
    peaks = dict.fromkeys(thresholds, 0)
    for part in _parts(length, dim, x, thresholds):
        claims, peak = _part_claims(table, bell, x, part, scale)
        rows += claims
        peaks[part.threshold] = max(peaks[part.threshold], peak)
    whole = tuple(tuple(rows[t * dim : t * dim + dim]) for t in range(length))
    out = Box(scale, whole)
    numbers, small = (
        ErfNumbers(
            threshold,
            erf_parts(dim),
            _width(table, bell, x, out, peaks[threshold]),
            _blocks(x.scale, threshold),
        )
        for threshold in thresholds
    )
    return out, replace(numbers, small=small)


def _parts(length: int, dim: int, x: Box, thresholds: tuple[int, int]) -> Iterator[_Part]:
    """The parts of all positions, each with the small threshold if that does."""
    size = dim // erf_parts(dim)
    for t in range(length):
        for start in range(0, dim, size):
            cells = [x.cell(t, i) for i in range(start, start + size)]
            largest, small = thresholds
            fits = max(abs(cell.mid) for cell in cells) < small
            yield _Part(cells, small if fits else largest)


def _part_claims(
    table: ExpTable, bell: Box, x: Box, part: _Part, scale: int
) -> tuple[list[Claim], int]:
    """Claims for a part, and the largest number that is computed for them."""
    sizes = _small(part.cells, part.threshold)
    even = _even(table, x.scale, sizes, part.threshold, _blocks(x.scale, part.threshold))
    found = (
        _cell(table.scale, x.scale, bell, part.threshold, *pair, even.err)
        for pair in zip(part.cells, even.digits, strict=True)
    )
    claims = [_claim(cell, table.scale, x.scale, bell.scale, scale) for cell in found]
    return claims, max(even.peak, even.max + even.err)


def _small_threshold(x: Box, dim: int) -> int:
    """The threshold below which all arguments of most parts are: as many as it pays for."""
    threshold, size = _threshold(x), dim // erf_parts(dim)
    sizes = [[abs(claim.mid) for claim in row] for row in x.claims]
    largest = sorted(max(row[i : i + size]) + 1 for row in sizes for i in range(0, dim, size))
    full = _blocks(x.scale, threshold) + _OTHER_WORK

    def work(count: int) -> int:
        """Of all parts, if `count` of them are below the threshold."""
        short = _blocks(x.scale, largest[count - 1]) + _OTHER_WORK
        return count * short + (len(largest) - count) * full

    counts = [n for n, size in enumerate(largest, 1) if size < threshold]
    best = min(counts, key=work, default=0)
    return largest[best - 1] if best else threshold


def erf_parts(dim: int) -> int:
    """The fewest parts of equal size of at most 384 entries, or one for all.

    What the kernel computes for a declaration is held until its end: a part is one.
    """
    fewest = -(-dim // _PART)
    return next((n for n in range(fewest, _MOST_PARTS) if dim % n == 0), 1)


def erf_table(x: Box) -> ExpTable:
    """A table for the density, which is multiplied with the more the smaller it is."""
    square = _threshold(x) ** 2 / 4**x.scale
    return exp_table(x.scale + math.ceil(square * math.log2(math.e) / 2) + _GUARD_BITS)


def _threshold(x: Box) -> int:
    """The size from which on arguments are in the tail (`erfTail` in Lean), or none is."""
    largest = max((abs(c.mid) for row in x.claims for c in row), default=0)
    tail = isqrt((3 * x.scale << 2 * x.scale) // 2) + 1
    return min(largest + 1, tail)


def _blocks(p: int, threshold: int) -> int:
    """As many that the rest of the series is below the unit for all that is not large."""
    square = threshold**2 / 4**p
    count, rest = 0, math.log2(square + 1)
    while count % _BLOCK or 2 * square > 2 * count or rest > -p:
        rest += math.log2(max(square, 2.0**-p) / (2 * count + 3))
        count += 1
    return max(count // _BLOCK, 1)


def _small(cells: list[Cell], threshold: int) -> Integers:
    """The sizes below the threshold, zero for others."""
    sizes = (abs(cell.mid) for cell in cells)
    return np.array([size if size < threshold else 0 for size in sizes], dtype=object)


def _even(table: ExpTable, p: int, sizes: Integers, threshold: int, blocks: int) -> Fixed:
    """`withEven` in Lean: the series times the square times the density."""
    q = table.scale
    size = Fixed(sizes, threshold, 0, threshold)
    square = size.mul(size)
    u = square.shift_up(q).drop(2 * p)
    half = square.shift_up(table.argument).drop(2 * p + 1)
    product = u.mul(_series(q, u, blocks)).drop(q)
    return product.mul(_density(table, half)).drop(q)


def _series(q: int, u: Fixed, blocks: int) -> Fixed:
    """`seriesFixed` in Lean."""
    count = len(u.digits)
    powers = [constant(count, 1 << q, 0)]
    while len(powers) <= _BLOCK:
        powers.append(powers[-1].mul(u).drop(q))
    *ys, top = powers
    rest = constant(count, 1 << q, 1 << q)
    for block in reversed(range(blocks)):
        c, acc = 1 << q + _CONSTANT_BITS, constant(count, 0, 0)
        for k, y in enumerate(ys, _BLOCK * block):
            acc = acc.plus_multiple(c, y)
            c //= 2 * k + 3
        rest = acc.plus_multiple(c, top.mul(rest).drop(q)).drop(q + _CONSTANT_BITS)
    return rest


def _density(table: ExpTable, half: Fixed) -> Fixed:
    """`bellFixed` in Lean: exponentials of minus half the squares."""
    values = np.array(table.products([int(v) for v in half.digits]), dtype=object)
    spread = table.spread(half.err, (1 << table.scale) + table.error)
    return Fixed(values, 1 << table.scale, table.error + spread + 1, half.peak)


def _cell(q: int, p: int, bell: Box, threshold: int, x: Cell, even: int, err: int) -> Cell:
    """`erfCell` in Lean."""
    large = abs(x.mid) >= threshold
    tail = Cell(abs(x.mid) * large, 0, 2 * large)
    body = mul(Cell(even, 0, err), bell.cell(0, 0))
    middle = add_at(p + 1, q + bell.scale, add(x._replace(rad=0), tail), body)
    return add_at(max(p + 1, q + bell.scale), p + 7, middle, Cell(0, 0, 145 * x.rad))


def _claim(cell: Cell, q: int, p: int, r: int, scale: int) -> Claim:
    """The least claim in units of `2**-scale` for what `erfCell` has computed."""
    found = max(p + 1, q + r, p + 7)
    return covering(shift(cell, max(scale - found, 0)), max(found - scale, 0))


def _width(table: ExpTable, bell: Box, x: Box, out: Box, peak: int) -> int:
    """Bits of a digit that hold all that is computed and compared."""
    constant_size = bell.cell(0, 0)
    factor = constant_size.pos + constant_size.neg + 2 * constant_size.rad
    fine = max(x.scale + 7, table.scale + bell.scale, out.scale)
    parts = (
        (2 << x.width) + 2 << fine - x.scale - 1,
        peak * factor << fine - table.scale - bell.scale,
        145 << x.radius_width + fine - x.scale - 7,
        (1 << out.width) + (1 << out.radius_width) << fine - out.scale,
    )
    least = max(2 * table.scale + 1, sum(parts).bit_length() + 2, x.width + 1)
    return min(max(least, _TOGETHER * (peak.bit_length() + 1)), (1 << _FIELD) - 1)
