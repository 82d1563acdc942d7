"""How much attention weights move: mirrors `checkTotalVariation` of the Lean library.

`exp t <= (1 - t / 2^k) ^ (-2^k)`, one quotient and k squarings, each rounded upward; with s such a
bound of exp(change), the total variation is at most `(s - 1) / (s + 1)`.
"""

from __future__ import annotations

from quantcert.exact.dyadic import (
    ONE,
    ZERO,
    Dyadic,
    at_most,
    plus,
    root_up,
    rounded_up,
    times,
    whole,
)
from quantcert.models.bounds import Bounds, score_error

BITS, SQUARINGS = 64, 16
"""The arguments of `checkTotalVariation` in `checkWeights`."""

LARGEST_CHANGE = 30
"""Of scores: beyond it, the bound of the total variation is 1 to all bits of a claim."""


def exp_upper(t: Dyadic, bits: int = BITS, k: int = SQUARINGS) -> Dyadic:
    """`expUpper bits k t`: an upper bound of exp(t), for t < 2^k."""
    one = 1 << (k + t.p)
    rest = one - t.mantissa
    value = Dyadic(((one << bits) + (rest - 1)) // rest, bits)
    for _ in range(k):
        value = _round_up(times(value, value), bits)
    return value


def exp_in_domain(t: Dyadic, k: int = SQUARINGS) -> bool:
    """`expInDomain k t`: whether t < 2^k."""
    return t.mantissa + 1 <= 1 << (k + t.p)


def check_weights(change: Dyadic, tv: Dyadic) -> bool:
    """`checkWeights`: whether scores that change by `change` move the weights by at most `tv`."""
    if not exp_in_domain(change):
        return False
    s = exp_upper(change)
    return at_most(s, plus(times(tv, plus(s, ONE)), ONE))


def check_selection(change: Dyadic, gap: Dyadic) -> bool:
    """`checkSelection`: whether scores that change by `change` keep those that are selected.

    `gap` is how far these exceed the others; if it is zero, the scores must not change.
    """
    return at_most(plus(change, change), gap)


def check_scores(d: int, change: Dyadic, q: Bounds, k: Bounds) -> bool:
    """`checkScores`: whether 1/√d times a query times a key changes at most by `change`."""
    error = score_error(q, k)
    return at_most(times(error, error), times(whole(d), times(change, change)))


def score_change(d: int, q: Bounds, k: Bounds) -> Dyadic:
    """The smallest claim that passes `check_scores`, up to rounding."""
    error = score_error(q, k).fraction
    return root_up(error * error / d)


def total_variation(change: Dyadic) -> Dyadic | None:
    """The smallest claim that passes `check_weights`, up to rounding; None if it says nothing."""
    if change.fraction > LARGEST_CHANGE:
        return None
    if not change.mantissa:
        return ZERO
    s = exp_upper(change).fraction
    return rounded_up((s - 1) / (s + 1))


def _round_up(value: Dyadic, bits: int) -> Dyadic:
    """`Dyadic.roundUp`: at most `bits` bits after the binary point."""
    drop = max(0, value.p - bits)
    return Dyadic((value.mantissa + ((1 << drop) - 1)) >> drop, value.p - drop)
