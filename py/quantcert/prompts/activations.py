"""Boxes of SiLU, of GELU by the hyperbolic tangent, and of soft caps.

See `lean/QuantCert/Cert/Prompt/Activation.lean` and `SoftCap.lean`.
"""

from __future__ import annotations

from collections.abc import Sequence

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
from quantcert.prompts.exponential import ExpTable


def gated(table: ExpTable, p: int, q: int, x: Cell, v: Cell) -> Claim:
    """`x` times the logistic function of `v`; `x` in units of `2**-p`, the claim of `2**-q`."""
    numerator, denominator = table.sigmoid(v)
    return quotient(q, mul(x, numerator), shift(denominator, p))


_PART_BITS = 300_000_000  # entries of a part of SiLU times the square of the bits


def silu_parts(dim: int, scale: int) -> int:
    """The fewest parts of equal size, each small enough to be held by the kernel."""
    fewest = min(max(-(-dim * scale * scale // _PART_BITS), 1), dim)
    return next(n for n in range(fewest, dim + 1) if dim % n == 0)


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
