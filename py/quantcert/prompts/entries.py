"""Boxes of operations that work entry by entry, of norms, and of matrix products.

Each function claims the least radii that the checks of the same name in
`lean/QuantCert/Cert/Prompt` accept, in units of `2**-scale`.
"""

from __future__ import annotations

from collections.abc import Callable

from quantcert.exact.dyadic import Dyadic
from quantcert.prompts.boxes import Box
from quantcert.prompts.cells import (
    Cell,
    Claim,
    add,
    add_at,
    covering,
    exactly,
    inverse_root,
    mul,
    negative,
    quotient,
    shift,
    total,
)
from quantcert.prompts.network import Angles, Matrix, parts
from quantcert.prompts.products import matrix_products

CellAt = Callable[[int, int], Cell]
"""The enclosure of an entry at a position."""


def claimed(length: int, dim: int, p: int, scale: int, cell: CellAt) -> Box:
    """The box of cells in units of `2**-p`, in units of `2**-scale`, rounded if larger."""
    up, down = max(scale - p, 0), max(p - scale, 0)
    return Box(
        scale,
        tuple(
            tuple(covering(shift(cell(t, i), up), down) for i in range(dim)) for t in range(length)
        ),
    )


def sums(length: int, dim: int, x: Box, y: Box, scale: int) -> Box:
    """`x + y`."""
    p = max(x.scale, y.scale)
    return claimed(
        length, dim, p, scale, lambda t, i: add_at(x.scale, y.scale, x.cell(t, i), y.cell(t, i))
    )


def biased(length: int, dim: int, x: Box, v: Box, scale: int) -> Box:
    """`x` plus the vector `v`."""
    p = max(x.scale, v.scale)
    return claimed(
        length, dim, p, scale, lambda t, i: add_at(x.scale, v.scale, x.cell(t, i), v.cell(0, i))
    )


def products(length: int, dim: int, x: Box, y: Box, scale: int) -> Box:
    """`x * y`, entry by entry."""
    p = x.scale + y.scale
    return claimed(length, dim, p, scale, lambda t, i: mul(x.cell(t, i), y.cell(t, i)))


def multiples(length: int, dim: int, factor: Dyadic, x: Box, scale: int) -> Box:
    """`x` times a number."""
    p = factor.p + x.scale
    return claimed(length, dim, p, scale, lambda t, i: mul(exactly(factor.mantissa), x.cell(t, i)))


def rectified(length: int, dim: int, x: Box, scale: int) -> Box:
    """`max(x, 0)`."""

    def cell(t: int, i: int) -> Cell:
        c = x.cell(t, i)
        return Cell(max(c.mid, 0), 0, c.rad)

    return claimed(length, dim, x.scale, scale, cell)


def rotated(length: int, heads: int, angles: Angles, x: Box, scale: int) -> Box:
    """Rotary embedding of every head."""
    half, p, q = angles.half, angles.cos.scale + x.scale, angles.sin.scale + x.scale

    def cell(t: int, i: int) -> Cell:
        start, c = i - i % (2 * half), i % (2 * half)
        j = c % half
        low, high = x.cell(t, start + j), x.cell(t, start + half + j)
        if c < half:
            turned = negative(mul(angles.sin.cell(t, j), high))
            return add_at(p, q, mul(angles.cos.cell(t, j), low), turned)
        return add_at(p, q, mul(angles.cos.cell(t, j), high), mul(angles.sin.cell(t, j), low))

    return claimed(length, heads * 2 * half, max(p, q), scale, cell)


def inverse_roots(length: int, heads: int, dim: int, epsilon: Dyadic, x: Box, scale: int) -> Box:
    """The inverse root mean square of each head of `dim` entries."""
    p = max(2 * x.scale, epsilon.p)

    def root(t: int, h: int) -> Claim:
        cells = [x.cell(t, h * dim + c) for c in range(dim)]
        squares = total(mul(c, c) for c in cells)
        whole = add_at(2 * x.scale, epsilon.p, squares, exactly(dim * epsilon.mantissa))
        return inverse_root(dim, p, scale, whole)

    return Box(scale, tuple(tuple(root(t, h) for h in range(heads)) for t in range(length)))


def normed_cell(dim: int, factors: Box, x: Box, roots: Box) -> CellAt:
    """Entries after the norm, in units of the product of those of the three boxes."""
    return lambda t, i: mul(factors.cell(0, i % dim), mul(x.cell(t, i), roots.cell(t, i // dim)))


def normed(length: int, heads: int, dim: int, factors: Box, x: Box, roots: Box, scale: int) -> Box:
    """RMSNorm of each head of `dim` entries."""
    p = factors.scale + x.scale + roots.scale
    return claimed(length, heads * dim, p, scale, normed_cell(dim, factors, x, roots))


def centred(length: int, dim: int, x: Box, scale: int) -> Box:
    """The entries minus their mean."""
    count = shift(exactly(dim), x.scale)

    def row(t: int) -> tuple[Claim, ...]:
        whole = negative(total(x.cell(t, i) for i in range(dim)))
        scaled = (mul(exactly(dim), x.cell(t, i)) for i in range(dim))
        return tuple(quotient(scale, add(c, whole), count) for c in scaled)

    return Box(scale, tuple(map(row, range(length))))


def layer_normed(
    length: int, dim: int, factors: Box, offsets: Box, x: Box, roots: Box, scale: int
) -> Box:
    """LayerNorm of entries `x` whose mean is zero."""
    p = factors.scale + x.scale + roots.scale
    entry = normed_cell(dim, factors, x, roots)
    return claimed(
        length,
        dim,
        max(p, offsets.scale),
        scale,
        lambda t, i: add_at(p, offsets.scale, entry(t, i), offsets.cell(0, i)),
    )


def multiplied(length: int, matrix: Matrix, x: Box, scale: int) -> Box:
    """The matrix times the activations."""
    claims = x.claims[:length]
    mids = [[c.mid for c in row] for row in claims]
    radii = [[c.rad for c in row] for row in claims]
    found = [
        (
            part.scale + x.scale,
            matrix_products(part.entries, mids),
            matrix_products(part.sizes, radii),
        )
        for part in parts(matrix)
    ]
    out = min(scale, *(p for p, _, _ in found))
    rows = (
        tuple(
            covering(exactly(m)._replace(rad=r), p - out)
            for p, mid, rad in found
            for m, r in zip(mid[t], rad[t], strict=True)
        )
        for t in range(length)
    )
    return Box(out, tuple(rows))
