"""Whether every claim of a plan follows; mirrors `Net.check` of the Lean library.

The kernel decides; this check tells beforehand whether it will accept.
"""

from __future__ import annotations

from quantcert.exact.dyadic import Dyadic, at_most, plus, times, whole
from quantcert.models import bounds as steps
from quantcert.models.bounds import Bounds, accepts
from quantcert.models.certificates import MatrixCert, ModelCert, VectorCert
from quantcert.models.net import (
    Activate,
    Add,
    Attention,
    Bias,
    Input,
    LayerNorm,
    Linear,
    Lookup,
    Mixture,
    Mul,
    Net,
    PaddedPosition,
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
from quantcert.models.planner import LIPSCHITZ, OneOperand
from quantcert.models.region import Region, assumed_low, assumed_size
from quantcert.models.sizes import NO_SIZE, norm_size
from quantcert.models.variation import check_scores, check_selection, check_weights


def check_plan(
    net: Net, plan: Plan, cert: ModelCert, before: Bounds, dim: int, region: Region | None = None
) -> bool:
    """Whether every claim of the plan follows, if the net's input has the bounds `before`.

    The arguments are those of `planner.make_plan`.
    """
    return _Check(cert, before, dim, region).net(net, plan)


def check_hint(
    hint: NormHint, n: int, factor: Dyadic, epsilon: Dyadic, low: Dyadic, error: Dyadic
) -> bool:
    """`NormHint.check`: whether the numbers bound a norm; arguments as `planner.norm_hint`."""
    square_low_hat = times(hint.low_hat, hint.low_hat)
    shifted = at_most(plus(hint.low_hat, hint.shift), hint.low) and at_most(
        times(error, error), times(whole(n), times(hint.shift, hint.shift))
    )
    return (
        min(n, epsilon.mantissa, hint.low.mantissa, hint.low_hat.mantissa) >= 1
        and at_most(whole(n), times(hint.root, hint.root))
        and (at_most(hint.low, low) or at_most(times(hint.low, hint.low), epsilon))
        and (at_most(square_low_hat, epsilon) or shifted)
        and at_most(
            times(factor, factor),
            times(times(hint.gain, hint.gain), times(hint.low, hint.low_hat)),
        )
    )


class _Check:
    """Checks of nets that read the same input."""

    def __init__(self, cert: ModelCert, before: Bounds, dim: int, region: Region | None) -> None:
        self.cert = cert
        self.before = before
        self.dim = dim
        self.region = region

    def net(self, net: Net, plan: Plan) -> bool:
        """Whether the plan has the shape of the net and its claims follow."""
        match net, plan:
            case Input(), LeafPlan():
                return self._accepts(self.dim, self.before, plan.claim)
            case Lookup(), LeafPlan():
                cert = self._matrix(net.matrix, net.rows, net.dim)
                return (
                    cert is not None
                    and self._has_rows(net)
                    and self._accepts(net.dim, steps.lookup_step(cert), plan.claim)
                )
            case Linear() | Bias() | Scale() | Activate() | SoftCap() | Rope(), OnePlan():
                return self._operand(net, plan)
            case RmsNorm() | LayerNorm(), NormPlan():
                return self._norm(net, plan)
            case RmsNormHeads(), NormPlan():
                return self._norm_heads(net, plan)
            case Add() | Mul(), TwoPlan():
                step = steps.add_step if isinstance(net, Add) else steps.mul_step
                return self._operands(
                    (net.x, plan.x, net.dim), (net.y, plan.y, net.dim)
                ) and self._accepts(net.dim, step(plan.x.claim, plan.y.claim), plan.claim)
            case Attention(), AttentionPlan():
                return self._attention(net, plan)
            case Mixture() | Routed(), MixturePlan():
                return self._mixture(net, plan)
            case Seq(), SeqPlan():
                between, dim = plan.first.claim, output_dim(self.dim, net.first)
                return self.net(net.first, plan.first) and check_plan(
                    net.second, plan.second, self.cert, between, dim, self.region
                )
            case Point(), _:
                return self._point(net, plan)
            case _:
                return False

    def _accepts(self, dim: int, step: Bounds, claim: Bounds) -> bool:
        return accepts(self.cert.head_dim, dim, step, claim)

    def _operands(self, *operands: tuple[Net, Plan, int]) -> bool:
        """Whether plans of operands follow and their outputs have these dimensions."""
        return all(
            self.net(net, plan) and output_dim(self.dim, net) == dim for net, plan, dim in operands
        )

    def _matrix(self, number: int, rows: int, columns: int) -> MatrixCert | None:
        """The matrix, if there is one of these dimensions."""
        if not 0 <= number < len(self.cert.matrices):
            return None
        cert = self.cert.matrices[number]
        return cert if (cert.rows, cert.columns) == (rows, columns) else None

    def _vector(self, number: int, dim: int) -> VectorCert | None:
        """The vector, if there is one of this dimension."""
        if not 0 <= number < len(self.cert.vectors):
            return None
        cert = self.cert.vectors[number]
        return cert if cert.dim == dim else None

    def _has_rows(self, net: Lookup) -> bool:
        if net.index == "token":
            return self.cert.vocabulary <= net.rows
        if net.index == "position":
            return self.cert.max_length <= net.rows
        if isinstance(net.index, PaddedPosition):
            return net.index.pad + self.cert.max_length < net.rows
        return net.index < net.rows

    def _operand(self, net: OneOperand, plan: OnePlan) -> bool:
        step = self._operand_step(net, plan.x.claim)
        if step is None:
            return False
        dim = output_dim(self.dim, net)
        inner = net.columns if isinstance(net, Linear) else dim
        return self._operands((net.x, plan.x, inner)) and self._accepts(dim, step, plan.claim)

    def _operand_step(self, net: OneOperand, x: Bounds) -> Bounds | None:
        match net:
            case Linear():
                matrix = self._matrix(net.matrix, net.rows, net.columns)
                return None if matrix is None else steps.linear_step(matrix, x)
            case Bias():
                vector = self._vector(net.vector, net.dim)
                return None if vector is None else steps.bias_step(vector.size, x)
            case Scale():
                return steps.scale_step(net.factor, x)
            case Activate():
                return steps.activate_step(LIPSCHITZ[net.function], x)
            case SoftCap():
                return steps.soft_cap_step(net.cap, x) if net.cap.mantissa else None
            case Rope():
                return steps.rope_step(x) if self.cert.head_dim == 2 * net.half else None

    def _norm(self, net: RmsNorm | LayerNorm, plan: NormPlan) -> bool:
        factors = self._vector(net.factors, net.dim)
        offset = NO_SIZE
        if isinstance(net, LayerNorm):
            offsets = self._vector(net.offsets, net.dim)
            if offsets is None:
                return False
            offset = offsets.size
        if factors is None or not self._operands((net.x, plan.x, net.dim)):
            return False
        low, x = assumed_low(self.region, net.name), plan.x.claim
        factor = factors.size.entry
        limit = norm_size(times(plan.hint.root, factor))
        return check_hint(
            plan.hint, net.dim, factor, net.epsilon, low, x.error.norm
        ) and self._accepts(net.dim, steps.norm_step(limit, offset, plan.hint.gain, x), plan.claim)

    def _norm_heads(self, net: RmsNormHeads, plan: NormPlan) -> bool:
        factors, d = self._vector(net.factors, net.head_dim), net.head_dim
        if factors is None or not self._operands((net.x, plan.x, net.heads * d)):
            return False
        low, x = assumed_low(self.region, net.name), plan.x.claim
        factor = factors.size.entry
        step = steps.norm_heads_step(net.heads, times(plan.hint.root, factor), plan.hint.gain, x)
        return (
            self.cert.head_dim == d
            and check_hint(plan.hint, d, factor, net.epsilon, low, x.error.head)
            and self._accepts(net.heads * d, step, plan.claim)
        )

    def _attention(self, net: Attention, plan: AttentionPlan) -> bool:
        d, heads = net.head_dim, net.groups * net.group
        known = check_scores(net.scoring, plan.change, plan.query.claim, plan.key.claim)
        known = known and check_weights(plan.change, plan.tv)
        step = steps.attention_step(heads, plan.tv, known, plan.value.claim)
        return (
            self.cert.head_dim == d >= 1
            and net.scoring.root >= 1
            and net.mask != 0
            and self._operands(
                (net.query, plan.query, heads * d),
                (net.key, plan.key, net.groups * d),
                (net.value, plan.value, net.groups * d),
            )
            and self._accepts(heads * d, step, plan.claim)
        )

    def _mixture(self, net: Mixture | Routed, plan: MixturePlan) -> bool:
        count = len(net.experts)
        if not 1 <= count == len(plan.experts):
            return False
        change = plan.router.claim.error.entry
        known = check_weights(change, plan.tv)
        if isinstance(net, Routed):
            if not 1 <= net.k <= count:
                return False
            known = known and check_selection(change, assumed_low(self.region, net.name))
        step = steps.average_step(plan.tv, known, plan.each)
        pairs = list(zip(net.experts, plan.experts, strict=True))
        return (
            self._operands((net.router, plan.router, count))
            and self._operands(*((expert, inner, net.dim) for expert, inner in pairs))
            and all(self._accepts(net.dim, inner.claim, plan.each) for _, inner in pairs)
            and self._accepts(net.dim, step, plan.claim)
        )

    def _point(self, net: Point, plan: Plan) -> bool:
        size = assumed_size(self.region, net.name)
        if size is None:
            return self.net(net.x, plan)
        if not isinstance(plan, OnePlan):
            return False
        return self._operands((net.x, plan.x, net.dim)) and self._accepts(
            net.dim, steps.region_step(size, plan.x.claim), plan.claim
        )
