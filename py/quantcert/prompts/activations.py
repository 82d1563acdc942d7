"""Boxes of SiLU, of GELU by the hyperbolic tangent, and of soft caps.

See `lean/QuantCert/Cert/Prompt/Activation.lean` and `SoftCap.lean`.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cache

from quantcert.exact.dyadic import Dyadic
from quantcert.prompts.boxes import Box
from quantcert.prompts.cells import (
    Cell,
    Claim,
    add,
    add_at,
    convert,
    exactly,
    mul,
    negative,
    quotient,
    shift,
)
from quantcert.prompts.entries import CellAt, claimed
from quantcert.prompts.exponential import ExpTable, exp_table


def gated(table: ExpTable, p: int, q: int, x: Cell, v: Cell) -> Claim:
    """`x` times the logistic function of `v`; `x` in units of `2**-p`, the claim of `2**-q`."""
    numerator, denominator = table.sigmoid(v)
    return quotient(q, mul(x, numerator), shift(denominator, p))


def silu(length: int, dim: int, table: ExpTable, x: Box) -> Box:
    """SiLU of every entry, in units of the box and the table: `Silu.lean`.

    It is enclosed at the midpoint; its Lipschitz constant 11/10 carries the radius over.
    """
    return Box(x.scale, tuple(_silu_row(table, row[:dim]) for row in x.claims[:length]))


def _silu_row(table: ExpTable, row: Sequence[Claim]) -> tuple[Claim, ...]:
    """SiLU at one position: the exponentials of all entries are computed at once."""
    one, error = 1 << table.scale, table.error + 1
    powers = table.products([abs(given.mid) for given in row])

    def claim(given: Claim, power: int) -> Claim:
        numerator, denominator = (one if given.mid >= 0 else power), power + one
        mid = ((given.mid * numerator << 1) // denominator + 1) >> 1
        left = abs(given.mid * numerator - mid * denominator)
        left += (abs(given.mid) + abs(mid)) * error
        return Claim(mid, -(-(10 * left + (11 * given.rad << table.scale)) // (10 << table.scale)))

    return tuple(map(claim, row, powers))


def tanh_gelu(length: int, dim: int, table: ExpTable, constants: Box, x: Box, scale: int) -> Box:
    """GELU by the hyperbolic tangent of every entry."""
    cube_scale = constants.scale + 3 * x.scale
    p = constants.scale + max(x.scale, cube_scale)

    def argument(t: int, i: int) -> Cell:
        c = x.cell(t, i)
        cube = mul(constants.cell(0, 1), mul(mul(c, c), c))
        inner = add_at(x.scale, cube_scale, c, cube)
        return _to(table, p, mul(exactly(2), mul(constants.cell(0, 0), inner)))

    return _gates(length, dim, table, x, scale, argument)


def erf_gelu(
    length: int, dim: int, table: ExpTable, constant: Box, fewest: int, x: Box, scale: int
) -> Box:
    """GELU by the error function of every entry: `ErfGelu.lean`.

    The series of an entry has `fewest` quotients, and more the larger its square is.
    """
    p, r, q = x.scale, constant.scale, table.scale
    product_scale = r + q + 2 * p + q
    mid_scale = max(p + 1, product_scale)

    def middle(c: Cell) -> Cell:
        square = c.mid * c.mid
        if _in_tail(p, square):
            return shift(Cell(max(c.mid, 0), 0, 1), mid_scale - p)
        low, terms = (square << q) >> 2 * p, fewest + (3 * square >> 2 * p + 1)
        least, most = _series(q, low, terms, 1, 0), _series(q, low + 1, terms, 2, 1)
        power = table.near(_to(table, 2 * p + 1, exactly(-square)))
        bell = mul(power, mul(exactly(square), Cell(least, 0, most - least)))
        return add_at(p + 1, product_scale, exactly(c.mid), mul(constant.cell(0, 0), bell))

    def cell(t: int, i: int) -> Cell:
        c = x.cell(t, i)
        return add_at(mid_scale, p + 7, middle(c), Cell(0, 0, 145 * c.rad))

    return claimed(length, dim, max(mid_scale, p + 7), scale, cell)


def erf_table(x: Box) -> ExpTable:
    """A table for the density, which is multiplied with the more the smaller it is."""
    squares = (c.mid * c.mid for row in x.claims for c in row)
    largest = max((s for s in squares if not _in_tail(x.scale, s)), default=0)
    lost = math.ceil(largest / 4**x.scale * math.log2(math.e) / 2)
    return exp_table(x.scale + lost)


@cache
def erf_terms(p: int) -> int:
    """The fewest quotients with which the rest of every series is below the unit `2**-p`."""
    return max(_missing(p, k / 4) for k in range(6 * p + 1))


def _missing(p: int, square: float) -> int:
    """The quotients that a square needs beyond those that all of its size have."""
    if 2 * square >= 3 * p:
        return 0
    count, term = 0, -square / 2 * math.log2(math.e) + math.log2(square + 1)
    while 2 * square > 2 * count + 1 or term > -p:
        term += math.log2(max(square, 0.25) / (2 * count + 3))
        count += 1
    return count - int(3 * square / 2)


def _in_tail(p: int, square: int) -> bool:
    """`erfTail` in Lean: whether a square in units of `2**(-2 * p)` is large."""
    return 2 * square >= 3 * p << 2 * p


def divided(q: int, numerator: Cell, denominator: Cell) -> Cell:
    """The quotient in units of `2**-q`, as `Cell.divide` computes it."""
    mid = Cell((numerator.pos << q) // denominator.mid, (numerator.neg << q) // denominator.mid, 0)
    difference = add(shift(numerator, q), negative(mul(mid, denominator)))
    rad = (abs(difference.mid) + difference.rad) // denominator.lower + 1
    return mid._replace(rad=rad)


def soft_capped(table: ExpTable, p: int, q: int, cap: Dyadic, x: Cell) -> Cell:
    """The soft cap of `x`, which is in units of `2**-p`; the result is of `2**-(cap.p + q)`."""
    half = divided(table.argument, add(x, x), shift(exactly(cap.mantissa), p))
    numerator, denominator = table.sigmoid(shift(half, cap.p))
    tangent = add(add(numerator, numerator), negative(denominator))
    return mul(exactly(cap.mantissa), divided(q, tangent, denominator))


def capped(
    length: int, dim: int, table: ExpTable, cap_scale: int, cap: Dyadic, x: Box, scale: int
) -> Box:
    """The soft cap of every entry."""
    return claimed(
        length,
        dim,
        cap.p + cap_scale,
        scale,
        lambda t, i: soft_capped(table, x.scale, cap_scale, cap, x.cell(t, i)),
    )


def _series(q: int, square: int, terms: int, last: int, more: int) -> int:
    """`lowSum` and `highSum` in Lean: the sum with `last` at the end, and `more` for rounding."""
    value = last << q
    for k in range(terms - 1, -1, -1):
        value = (1 << q) + (square * value >> q) // (2 * k + 3) + more
    return value


def _to(table: ExpTable, p: int, c: Cell) -> Cell:
    """The cell in units of the arguments of the table."""
    return convert(c, p, table.argument)


def _gates(length: int, dim: int, table: ExpTable, x: Box, scale: int, argument: CellAt) -> Box:
    """Entries times the logistic function of an argument."""
    return Box(
        scale,
        tuple(
            tuple(gated(table, x.scale, scale, x.cell(t, i), argument(t, i)) for i in range(dim))
            for t in range(length)
        ),
    )
