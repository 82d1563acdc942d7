"""How far two enclosed networks are apart: least claims that Lean accepts.

See `lean/QuantCert/Cert/Prompt/Tokens.lean`, `Divergence.lean` and `Perplexity.lean`.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from quantcert.exact.dyadic import Dyadic, dyadic_above
from quantcert.prompts.boxes import Box
from quantcert.prompts.cells import (
    Cell,
    Claim,
    add_at,
    exactly,
    mul,
    negative,
    quotient,
)
from quantcert.prompts.exponential import ExpTable

_RATIO_BITS = 20  # of a claimed ratio of perplexities
_FLOAT_BITS = 40  # to which a ratio from a logarithm in float64 is known, at least
_KL_BITS = 30  # of a claimed divergence


@dataclass(frozen=True)
class Powers:
    """`PowerData` in Lean: the number `top` is subtracted from all digits of the logits."""

    top: int
    radius: int


@dataclass(frozen=True)
class KlNumbers:
    """`KlData` in Lean, and the divergence claimed."""

    table: ExpTable
    original: Powers
    quantized: Powers
    distance: int
    bound: Dyadic


def next_token(logits: Box, t: int) -> int | None:
    """The token whose logit exceeds all others at position `t`, None if that is not decided."""
    row = logits.claims[t]
    best = max(range(len(row)), key=lambda i: row[i].mid)
    low = row[best].mid - row[best].rad
    others = (claim.mid + claim.rad for i, claim in enumerate(row) if i != best)
    return best if all(high < low for high in others) else None


def lead(logits: Box, t: int, token: int) -> Dyadic:
    """The largest number of units by more than which the next token's logit exceeds all others."""
    row = logits.claims[t]
    others = max(claim.mid + claim.rad for i, claim in enumerate(row) if i != token)
    return Dyadic(row[token].mid - row[token].rad - others - 1, logits.scale)


def largest_difference(t: int, x: Box, y: Box) -> Dyadic:
    """The least number that no difference of two logits at position `t` exceeds."""
    p = max(x.scale, y.scale)
    cells = (
        add_at(x.scale, y.scale, x.cell(t, i), negative(y.cell(t, i)))
        for i in range(len(x.claims[t]))
    )
    return Dyadic(max(abs(c.mid) + c.rad for c in cells), p)


def least_difference(t: int, x: Box, y: Box) -> Dyadic:
    """A number that some difference of two logits at position `t` reaches, zero if none is known.

    The largest that follows from the boxes.
    """
    p = max(x.scale, y.scale)
    cells = (
        add_at(x.scale, y.scale, x.cell(t, i), negative(y.cell(t, i)))
        for i in range(len(x.claims[t]))
    )
    return Dyadic(max(0, *(abs(c.mid) - c.rad for c in cells)), p)


def divergence(table: ExpTable, x: Box, y: Box, t: int) -> KlNumbers:
    """A bound of the divergence of the distribution of `y` from that of `x` at position `t`.

    `x`, `y` and the table are in the same units. The excess of `_kl_total` falls as the bound
    grows, in straight pieces: Newton's steps end.

    Raises:
        ArithmeticError: if boxes are so wide that Lean accepts no bound.
    """
    change = round((_log_sum(x, t) - _log_sum(y, t)) * 2**table.argument)
    reference = max(_largest(x, t), _largest(y, t) + change)
    first = Powers(reference + x.offset, _radius(x, t))
    second = Powers(reference - change + y.offset, _radius(y, t))
    pairs = zip(x.claims[t], y.claims[t], strict=True)
    distance = max(abs(a.mid - b.mid) for a, b in pairs)
    unbounded = KlNumbers(table, first, second, distance, Dyadic(0, _KL_BITS))
    sums = _kl_sums(unbounded, x, y, t)
    bound = Fraction(0)
    while True:
        numbers = replace(unbounded, bound=dyadic_above(bound, _KL_BITS))
        excess, fall = _kl_total(numbers, sums, x, y)
        if excess <= 0:
            return numbers
        if fall <= 0:
            raise ArithmeticError(f"the logits at position {t} are too wide to bound a divergence")
        bound = numbers.bound.fraction + Fraction(excess, fall)


def probabilities(
    table: ExpTable, logits: Box, tokens: Sequence[int], scale: int
) -> tuple[Box, list[Powers]]:
    """The box of the probability of the token after each position but the last.

    The second part is what the exponentials at each position are computed with.
    """
    rows: list[tuple[Claim, ...]] = []
    found: list[Powers] = []
    for t, token in enumerate(tokens[1:]):
        powers = Powers(_largest(logits, t) + logits.offset, _radius(logits, t))
        values = _exponentials(table, powers, logits, t)
        one = table.near_value(powers.radius, values[token])
        rows.append((quotient(scale, one, _sum_cell(table, powers, values)),))
        found.append(powers)
    return Box(scale, tuple(rows)), found


def perplexity_ratio(p: Box, q: Box) -> Dyadic:
    """A bound of the perplexity with the probabilities `q` over that with `p`.

    Raises:
        ArithmeticError: if a probability of `q` may be zero.
    """
    count = len(p.claims)
    if any(c[0].mid <= c[0].rad for c in q.claims):
        raise ArithmeticError("a probability of a token of the text may be zero")
    high = math.prod(c[0].mid + c[0].rad for c in p.claims)
    low = math.prod(c[0].mid - c[0].rad for c in q.claims)
    power = Fraction(high << count * q.scale, low << count * p.scale)
    logarithm = (math.log(power.numerator) - math.log(power.denominator)) / count
    ratio = dyadic_above(Fraction(math.exp(logarithm)), _RATIO_BITS)
    while ratio.fraction**count < power:
        ratio = Dyadic(ratio.mantissa + 1 + (ratio.mantissa >> _FLOAT_BITS), _RATIO_BITS)
    return ratio


def _largest(logits: Box, t: int) -> int:
    return max(claim.mid for claim in logits.claims[t])


def _radius(logits: Box, t: int) -> int:
    return max(claim.rad for claim in logits.claims[t])


def _exponentials(table: ExpTable, powers: Powers, logits: Box, t: int) -> list[int]:
    """`PowerData.digits` in Lean. Raises ArithmeticError for what `PowerData.fits` refuses."""
    arguments = [powers.top - logits.offset - claim.mid for claim in logits.claims[t]]
    if max(arguments) >> table.top or 2 * powers.radius > 1 << table.argument:
        raise ArithmeticError(f"the logits at position {t} are too wide to compare exponentials")
    return table.products(arguments)


def _sum_cell(table: ExpTable, powers: Powers, values: Sequence[int]) -> Cell:
    """`PowerData.sumCell` in Lean."""
    count, whole = len(values), sum(values)
    spread = table.spread(powers.radius, whole + count * table.error)
    return Cell(whole, 0, count * (table.error + 1) + spread)


def _log_sum(logits: Box, t: int) -> float:
    """The logarithm of the sum of the exponentials of the midpoints, in float64."""
    values = [float(Fraction(claim.mid, 1 << logits.scale)) for claim in logits.claims[t]]
    top = max(values)
    return top + math.log(sum(math.exp(v - top) for v in values))


def _kl_sums(numbers: KlNumbers, x: Box, y: Box, t: int) -> tuple[Cell, Cell, Cell]:
    """`gapCell` in Lean, and the sums of the exponentials of both networks."""
    table, first, second = numbers.table, numbers.original, numbers.quantized
    values = _exponentials(table, first, x, t)
    whole = _sum_cell(table, first, values)
    mids = (a.mid - b.mid for a, b in zip(x.claims[t], y.claims[t], strict=True))
    weighted = sum(v * d for v, d in zip(values, mids, strict=True))
    radius = first.radius + second.radius
    spread = radius * whole.pos + (numbers.distance + radius) * whole.rad
    gap = exactly(weighted)._replace(rad=spread)
    return gap, whole, _sum_cell(table, second, _exponentials(table, second, y, t))


def _kl_total(numbers: KlNumbers, sums: tuple[Cell, Cell, Cell], x: Box, y: Box) -> tuple[int, int]:
    """The upper end of `KlData.total` in Lean, and how fast it falls as the bound grows."""
    gap, first, second = sums
    p, scale = numbers.table.scale, x.scale
    fine = max(scale, numbers.bound.p)
    apart = numbers.original.top - x.offset - (numbers.quantized.top - y.offset)
    one = exactly((1 << numbers.bound.p) + numbers.bound.mantissa)
    level = add_at(scale, numbers.bound.p, exactly(apart), one)
    inner = add_at(p + scale, p + fine, gap, negative(mul(first, level)))
    total = add_at(p + fine, p, inner, second)
    fall = first.mid - first.rad if level.mid > 0 else first.mid + first.rad
    return total.mid + total.rad, fall << fine
