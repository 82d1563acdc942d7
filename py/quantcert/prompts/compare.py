"""How far two enclosed networks are apart: least claims that Lean accepts.

See `lean/QuantCert/Cert/Prompt/Tokens.lean`, `Divergence.lean` and `Perplexity.lean`.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from quantcert.exact.dyadic import Dyadic, dyadic_above
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
    total,
)
from quantcert.prompts.exponential import ExpTable

_RATIO_BITS = 20  # of a claimed ratio of perplexities
_FLOAT_BITS = 40  # to which a ratio from a logarithm in float64 is known, at least
_KL_BITS = 30  # of a claimed divergence


@dataclass(frozen=True)
class KlNumbers:
    """`KlData` in Lean: midpoints in the units of the table, and the divergence claimed."""

    table: ExpTable
    reference: int
    change: int
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

    The excess of `_kl_sum` is a convex function of the bound, made of straight pieces. Newton's
    steps never pass its root but by rounding, and each ends on another piece: there are finitely
    many.

    Raises:
        ArithmeticError: if boxes are so wide that Lean accepts no bound.
    """
    argument = table.argument
    change = round((_log_sum(x, t) - _log_sum(y, t)) * 2**argument)
    places = range(len(x.claims[t]))
    reference = max(
        max(convert(x.cell(t, i), x.scale, argument).mid for i in places),
        max(convert(y.cell(t, i), y.scale, argument).mid + change for i in places),
    )
    bound = Fraction(0)
    while True:
        numbers = KlNumbers(table, reference, change, dyadic_above(bound, _KL_BITS))
        excess, fall = _kl_sum(numbers, x, y, t)
        if excess <= 0:
            return numbers
        if fall <= 0:
            raise ArithmeticError(f"the logits at position {t} are too wide to bound a divergence")
        bound = numbers.bound.fraction + Fraction(excess, fall)


def probabilities(
    table: ExpTable, logits: Box, tokens: Sequence[int], scale: int
) -> tuple[Box, list[int]]:
    """The box of the probability of the token after each position but the last, and the references.

    The reference of a position is subtracted from all its logits, in the units of the table.
    """
    rows: list[tuple[Claim, ...]] = []
    references: list[int] = []
    for t, token in enumerate(tokens[1:]):
        cells = [
            convert(logits.cell(t, i), logits.scale, table.argument)
            for i in range(len(logits.claims[t]))
        ]
        reference = max(c.mid for c in cells)
        powers = [table.near(add(c, exactly(-reference))) for c in cells]
        rows.append((quotient(scale, powers[token], total(powers)),))
        references.append(reference)
    return Box(scale, tuple(rows)), references


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


def _log_sum(logits: Box, t: int) -> float:
    """The logarithm of the sum of the exponentials of the midpoints, in float64."""
    values = [float(Fraction(claim.mid, 1 << logits.scale)) for claim in logits.claims[t]]
    top = max(values)
    return top + math.log(sum(math.exp(v - top) for v in values))


def _kl_sum(numbers: KlNumbers, x: Box, y: Box, t: int) -> tuple[int, int]:
    """The upper end of `KlData.total` in Lean, and how fast it falls as the bound grows."""
    table, argument = numbers.table, numbers.table.argument
    finer = max(x.scale, y.scale)
    scale = max(finer, argument)
    one = exactly((1 << numbers.bound.p) + numbers.bound.mantissa)
    shift_by = max(scale, numbers.bound.p)
    terms: list[Cell] = []
    fall = 0
    for i in range(len(x.claims[t])):
        a = add(convert(x.cell(t, i), x.scale, argument), exactly(-numbers.reference))
        b = add(convert(y.cell(t, i), y.scale, argument), exactly(numbers.change))
        apart = add_at(x.scale, y.scale, x.cell(t, i), negative(y.cell(t, i)))
        apart = add_at(finer, argument, apart, exactly(-numbers.change))
        inner = add_at(scale, numbers.bound.p, apart, negative(one))
        power = table.near(a)
        fall += power.mid + (power.rad if inner.mid > 0 else -power.rad)
        terms.append(add(mul(power, inner), shift(table.near(_less(b, numbers)), shift_by)))
    whole = total(terms)
    return whole.mid + whole.rad, fall << shift_by


def _less(c: Cell, numbers: KlNumbers) -> Cell:
    return add(c, exactly(-numbers.reference))
