"""Claims for every operation of a net; mirrors `Plan` in `lean/QuantCert/Cert/Model/Plan.lean`.

A plan has the shape of its net. A `Point` of which nothing is assumed is no operation: it has the
plan of its operand.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from quantcert.exact.dyadic import Dyadic
from quantcert.models.bounds import Bounds


@dataclass(frozen=True)
class NormHint:
    """Numbers that bound the error of a norm over n entries.

    `root` is at least √n, `low` and `low_hat` are at most the root mean squares of the original
    and the quantized input, `shift` is at least the error divided by √n, unless `low_hat` needs
    none, and the error grows at most by the factor `gain`.
    """

    root: Dyadic
    low: Dyadic
    low_hat: Dyadic
    shift: Dyadic
    gain: Dyadic


@dataclass(frozen=True)
class LeafPlan:
    """No operand."""

    claim: Bounds


@dataclass(frozen=True)
class OnePlan:
    """One operand."""

    claim: Bounds
    x: Plan


@dataclass(frozen=True)
class NormPlan:
    """One operand, of a norm."""

    claim: Bounds
    hint: NormHint
    x: Plan


@dataclass(frozen=True)
class TwoPlan:
    """Two operands."""

    claim: Bounds
    x: Plan
    y: Plan


@dataclass(frozen=True)
class AttentionPlan:
    """`change` bounds how much scores change, `tv` the total variation of the weights."""

    claim: Bounds
    change: Dyadic
    tv: Dyadic
    query: Plan
    key: Plan
    value: Plan


@dataclass(frozen=True)
class MixturePlan:
    """`each` bounds every expert, `tv` the total variation of the gate's weights.

    Also the plan of a `Routed`.
    """

    claim: Bounds
    each: Bounds
    tv: Dyadic
    router: Plan
    experts: tuple[Plan, ...]


@dataclass(frozen=True)
class SeqPlan:
    """One net after the other."""

    first: Plan
    second: Plan

    @property
    def claim(self) -> Bounds:
        """The claim of the second net."""
        return self.second.claim


Plan = LeafPlan | OnePlan | NormPlan | TwoPlan | AttentionPlan | MixturePlan | SeqPlan


def plan_claims(plan: Plan) -> Iterator[Bounds]:
    """All claims of a plan, those of operands first."""
    match plan:
        case LeafPlan():
            operands: tuple[Plan, ...] = ()
        case OnePlan() | NormPlan():
            operands = (plan.x,)
        case TwoPlan():
            operands = (plan.x, plan.y)
        case AttentionPlan():
            operands = (plan.query, plan.key, plan.value)
        case MixturePlan():
            operands = (plan.router, *plan.experts)
        case SeqPlan():
            operands = (plan.first, plan.second)
    for operand in operands:
        yield from plan_claims(operand)
    if isinstance(plan, MixturePlan):
        yield plan.each
    if not isinstance(plan, SeqPlan):
        yield plan.claim
