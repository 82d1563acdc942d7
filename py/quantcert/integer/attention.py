"""Grouped-query causal attention on narrow queries, keys and values."""

from __future__ import annotations

from dataclasses import dataclass

from quantcert.integer.exponential import half_power
from quantcert.integer.narrow import Narrow
from quantcert.integer.rounding import Ints, round_div, round_shift

EXTRA_BITS = 8
"""Bits that an output may have below those of the coarsest value."""


@dataclass(frozen=True)
class Scores:
    """What makes weights of scores.

    Attributes:
        factor: M, `round(log2(e) / sqrt(root) * 2**16)`.
        table: of powers of one half.
    """

    factor: int
    table: Ints


def attend(scores: Scores, query: Narrow, keys: Narrow, values: Narrow, unit: int) -> Ints:
    """The output of one head at one position.

    Args:
        scores: the constants.
        query: `[head_dim]`, its shift `[1]`.
        keys: `[positions, head_dim]`, shifts `[positions, 1]`: those that the position attends to.
        values: as `keys`.
        unit: of wide integers.

    Returns:
        `[head_dim]`, wide.
    """
    weights = half_powers_of_scores(scores, query, keys, unit)
    coarsest = values.shifts.max()
    terms = round_shift(weights[:, None] * values.codes, coarsest - values.shifts)
    extra = min(int(coarsest), EXTRA_BITS)
    quotients = round_div(terms.sum(axis=0) << extra, weights.sum())
    return quotients << (int(coarsest) - extra)


def half_powers_of_scores(scores: Scores, query: Narrow, keys: Narrow, unit: int) -> Ints:
    """The weight of each position, not yet divided by their sum, `[positions]`."""
    products = keys.codes @ query.codes
    exponents = 2 * unit - query.shifts - keys.shifts[:, 0]
    logarithms = round_shift(products * scores.factor, exponents)
    return half_power(scores.table, logarithms.max() - logarithms)
