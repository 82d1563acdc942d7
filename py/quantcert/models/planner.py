"""The smallest claims that the checks accept, rounded upward: a plan for every net."""

from __future__ import annotations

from fractions import Fraction

from quantcert.errors import CalibrationError
from quantcert.exact.dyadic import (
    ZERO,
    Dyadic,
    at_most,
    plus,
    root_down,
    root_up,
    rounded_down,
    times,
)
from quantcert.models import bounds as steps
from quantcert.models.bounds import Bounds, best_claim
from quantcert.models.certificates import ModelCert
from quantcert.models.net import (
    Activate,
    Add,
    Attention,
    Bias,
    Function,
    Input,
    LayerNorm,
    Linear,
    Lookup,
    Mixture,
    Mul,
    Net,
    Point,
    RmsNorm,
    RmsNormHeads,
    Rope,
    Routed,
    Scale,
    Seq,
    SoftCap,
    output_dim,
)
from quantcert.models.plan import (
    AttentionPlan,
    LeafPlan,
    MixturePlan,
    NormHint,
    NormPlan,
    OnePlan,
    Plan,
    SeqPlan,
    TwoPlan,
)
from quantcert.models.region import Region, assumed_low, assumed_size
from quantcert.models.sizes import NO_SIZE, larger_size, norm_size
from quantcert.models.variation import (
    check_scores,
    check_selection,
    check_weights,
    score_change,
    total_variation,
)
from quantcert.numbers import lower, upper

OneOperand = Linear | Bias | Scale | Activate | SoftCap | Rope
"""Operations whose plan is a `OnePlan`."""

LIPSCHITZ: dict[Function, Dyadic] = {
    "relu": Dyadic(1, 0),
    "gelu": Dyadic(1158, 10),
    "gelu_tanh": Dyadic(1158, 10),
    "silu": Dyadic(1127, 10),
}
"""`Activation.lipschitz`: 1, at least 113/100, at least 11/10."""


def make_plan(
    net: Net, cert: ModelCert, before: Bounds, dim: int, region: Region | None = None
) -> Plan:
    """The claims for a net whose input has `dim` entries with the bounds `before`.

    Args:
        net: an architecture's block.
        cert: bounds of the matrices and vectors that it names.
        before: bounds of its input.
        dim: entries of its input.
        region: what is assumed of the original activations; None for nothing.

    Raises CalibrationError if a norm or a router is assumed to have what the bounds exclude.
    """
    return _Planner(cert, before, dim, region).plan(net)


def norm_hint(n: int, factor: Dyadic, epsilon: Dyadic, low: Dyadic, error: Dyadic) -> NormHint:
    """The best hint for a norm over `n` entries with factors up to `factor`.

    `low` is what is assumed of the original root mean square, `error` bounds the error of the
    input. The quantized root mean square is at least √ε, and at least the original one less the
    error divided by √n.
    """
    floor = root_down(epsilon.fraction)
    original = low if low.fraction > floor.fraction else floor
    shift = root_up(error.fraction * error.fraction / n)
    rest = rounded_down(max(Fraction(0), original.fraction - shift.fraction))
    if rest.fraction > floor.fraction:
        quantized = rest
    else:
        quantized, shift = floor, ZERO
    gain = root_up(factor.fraction**2 / (original.fraction * quantized.fraction))
    return NormHint(root_up(Fraction(n)), original, quantized, shift, gain)


class _Planner:
    """Plans nets that read the same input."""

    def __init__(self, cert: ModelCert, before: Bounds, dim: int, region: Region | None) -> None:
        self.cert = cert
        self.before = before
        self.dim = dim
        self.region = region

    def plan(self, net: Net) -> Plan:
        """The claims for a net."""
        match net:
            case Input():
                return LeafPlan(self._best(self.dim, self.before))
            case Lookup():
                step = steps.lookup_step(self.cert.matrices[net.matrix])
                return LeafPlan(self._best(net.dim, step))
            case RmsNorm() | LayerNorm():
                return self._norm(net)
            case RmsNormHeads():
                return self._norm_heads(net)
            case Attention():
                return self._attention(net)
            case Mixture() | Routed():
                return self._mixture(net)
            case Seq():
                first = self.plan(net.first)
                dim = output_dim(self.dim, net.first)
                second = make_plan(net.second, self.cert, first.claim, dim, self.region)
                return SeqPlan(first, second)
            case Add() | Mul():
                x, y = self.plan(net.x), self.plan(net.y)
                combine = steps.add_step if isinstance(net, Add) else steps.mul_step
                return TwoPlan(self._best(net.dim, combine(x.claim, y.claim)), x, y)
            case Linear() | Bias() | Scale() | Activate() | SoftCap() | Rope():
                x = self.plan(net.x)
                step = self._operand_step(net, x.claim)
                return OnePlan(self._best(output_dim(self.dim, net), step), x)
            case Point():
                x = self.plan(net.x)
                size = assumed_size(self.region, net.name)
                if size is None:
                    return x
                return OnePlan(self._best(net.dim, steps.region_step(size, x.claim)), x)

    def _best(self, dim: int, step: Bounds) -> Bounds:
        return best_claim(self.cert.head_dim, dim, step)

    def _operand_step(self, net: OneOperand, x: Bounds) -> Bounds:
        match net:
            case Linear():
                return steps.linear_step(self.cert.matrices[net.matrix], x)
            case Bias():
                return steps.bias_step(self.cert.vectors[net.vector].size, x)
            case Scale():
                return steps.scale_step(net.factor, x)
            case Activate():
                return steps.activate_step(LIPSCHITZ[net.function], x)
            case SoftCap():
                return steps.soft_cap_step(net.cap, x)
            case Rope():
                return steps.rope_step(x)

    def _norm(self, net: RmsNorm | LayerNorm) -> NormPlan:
        x = self.plan(net.x)
        factor = self.cert.vectors[net.factors].size.entry
        low = assumed_low(self.region, net.name)
        self._possible(net.name, low, root_up(x.claim.original.norm.fraction**2 / net.dim))
        hint = norm_hint(net.dim, factor, net.epsilon, low, x.claim.error.norm)
        offset = self.cert.vectors[net.offsets].size if isinstance(net, LayerNorm) else NO_SIZE
        step = steps.norm_step(norm_size(times(hint.root, factor)), offset, hint.gain, x.claim)
        return NormPlan(self._best(net.dim, step), hint, x)

    def _norm_heads(self, net: RmsNormHeads) -> NormPlan:
        x = self.plan(net.x)
        factor = self.cert.vectors[net.factors].size.entry
        low = assumed_low(self.region, net.name)
        limit = root_up(x.claim.original.head.fraction**2 / net.head_dim)
        self._possible(net.name, low, limit)
        hint = norm_hint(net.head_dim, factor, net.epsilon, low, x.claim.error.head)
        step = steps.norm_heads_step(net.heads, times(hint.root, factor), hint.gain, x.claim)
        return NormPlan(self._best(net.heads * net.head_dim, step), hint, x)

    def _possible(self, name: str, low: Dyadic, limit: Dyadic) -> None:
        """Refuse a region in which no activations are: of which nothing would be proved."""
        if self.region is not None and not at_most(low, limit):
            raise CalibrationError(
                f"region measured on {self.region.origin}: norms/{name}: assumed to be at least "
                f"{lower(low.fraction)}, the other assumptions allow {upper(limit.fraction)}"
            )

    def _attention(self, net: Attention) -> AttentionPlan:
        query, key, value = self.plan(net.query), self.plan(net.key), self.plan(net.value)
        change = score_change(net.scoring, query.claim, key.claim)
        tv = total_variation(change)
        if tv is None:
            change = tv = ZERO
        known = check_scores(net.scoring, change, query.claim, key.claim)
        known = known and check_weights(change, tv)
        heads = net.groups * net.group
        step = steps.attention_step(heads, tv, known, value.claim)
        claim = self._best(heads * net.head_dim, step)
        return AttentionPlan(claim, change, tv, query, key, value)

    def _mixture(self, net: Mixture | Routed) -> MixturePlan:
        router = self.plan(net.router)
        experts = tuple(self.plan(expert) for expert in net.experts)
        each = experts[0].claim
        for expert in experts[1:]:
            each = _either(each, expert.claim)
        change = router.claim.error.entry
        tv = total_variation(change) or ZERO
        known = check_weights(change, tv)
        if isinstance(net, Routed):
            largest = router.claim.original.entry
            self._possible(net.name, assumed_low(self.region, net.name), plus(largest, largest))
            known = known and check_selection(change, assumed_low(self.region, net.name))
        step = steps.average_step(tv, known, each)
        return MixturePlan(self._best(net.dim, step), each, tv, router, experts)


def _either(s: Bounds, t: Bounds) -> Bounds:
    """Bounds that hold of both activations."""
    return Bounds(
        larger_size(s.original, t.original),
        larger_size(s.quantized, t.quantized),
        larger_size(s.error, t.error),
    )
