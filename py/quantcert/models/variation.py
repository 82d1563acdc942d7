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
from quantcert.models.bounds import SOFT_CAP_LIPSCHITZ, Bounds, score_error
from quantcert.models.net import Scoring

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


def check_scores(scoring: Scoring, change: Dyadic, q: Bounds, k: Bounds) -> bool:
    """`checkScores`: whether the score of a query and a key changes at most by `change`."""
    error = _scored_error(scoring, q, k)
    return at_most(times(error, error), times(whole(scoring.root), times(change, change)))


def score_change(scoring: Scoring, q: Bounds, k: Bounds) -> Dyadic:
    """The smallest claim that passes `check_scores`, up to rounding."""
    error = _scored_error(scoring, q, k).fraction
    return root_up(error * error / scoring.root)


def _scored_error(scoring: Scoring, q: Bounds, k: Bounds) -> Dyadic:
    """Of a query times a key, times the Lipschitz constant of what becomes of a score."""
    return times(ONE if scoring.cap is None else SOFT_CAP_LIPSCHITZ, score_error(q, k))


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
