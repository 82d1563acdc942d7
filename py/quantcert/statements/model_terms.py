"""Nets, plans and numbers of a model as Lean terms of a known type.

Lean's time grows with the number of numerals, so equal numbers are written once where they can be.
"""

from __future__ import annotations

from collections.abc import Mapping

from quantcert.exact.dyadic import Dyadic
from quantcert.models.bounds import Bounds, exact_bounds
from quantcert.models.certificates import MatrixCert, MatrixNorms, ModelCert, VectorCert
from quantcert.models.net import (
    Activate,
    Add,
    Attention,
    Bias,
    Input,
    LayerNorm,
    Linear,
    Lookup,
    Mask,
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
    Scoring,
    Seq,
    SoftCap,
)
from quantcert.models.plan import (
    AttentionPlan,
    LeafPlan,
    MixturePlan,
    NormPlan,
    OnePlan,
    Plan,
    SeqPlan,
    TwoPlan,
)
from quantcert.models.region import Region, Size, assumed_low, assumed_size
from quantcert.models.sizes import NO_SIZE

NO_CAP = Dyadic(0, 0)
"""The `cap` of a `Scoring` without one."""


def size_term(size: Size) -> str:
    """A `Size`."""
    if size == NO_SIZE:
        return ".zero"
    if size.entry == size.head == size.norm:
        return f"(.ofNorm {size.entry})"
    return f"⟨{size.entry}, {size.head}, {size.norm}⟩"


def bounds_term(bounds: Bounds) -> str:
    """A `Bounds`."""
    if bounds == exact_bounds(bounds.original):
        return f"(.exact {size_term(bounds.original)})"
    parts = (bounds.original, bounds.quantized, bounds.error)
    return f"⟨{', '.join(map(size_term, parts))}⟩"


def matrix_term(cert: MatrixCert) -> str:
    """A `MatrixCert`."""
    norms = (_norms_term(part) for part in (cert.original, cert.quantized, cert.error))
    return f"⟨{cert.rows}, {cert.columns}, {', '.join(norms)}⟩"


def vector_term(cert: VectorCert) -> str:
    """A `VectorCert`."""
    return f"⟨{cert.dim}, {size_term(cert.size)}⟩"


def certificate_facts(cert: ModelCert) -> dict[str, object]:
    """What the template of a `ModelCert` asks for."""
    return {
        "head_dim": cert.head_dim,
        "vocabulary": cert.vocabulary,
        "max_length": cert.max_length,
        "matrices": [matrix_term(matrix) for matrix in cert.matrices],
        "vectors": [vector_term(vector) for vector in cert.vectors],
    }


def net_term(net: Net, region: Region | None) -> str:
    """A `Net`: points of which nothing is assumed are left out."""

    def term(x: Net) -> str:
        return net_term(x, region)

    match net:
        case Input():
            return ".input"
        case Lookup():
            return f"(.lookup {net.rows} {net.dim} {net.matrix} {index_term(net.index)})"
        case Linear():
            return f"(.linear {net.rows} {net.columns} {net.matrix} {term(net.x)})"
        case Bias():
            return f"(.bias {net.dim} {net.vector} {term(net.x)})"
        case Scale():
            return f"(.scale {net.dim} {net.factor} {term(net.x)})"
        case RmsNormHeads():
            numbers = f"{net.heads} {net.head_dim} {net.factors} {net.epsilon}"
            return f"(.rmsNormHeads {numbers} {assumed_low(region, net.name)} {term(net.x)})"
        case RmsNorm() | LayerNorm():
            vectors = str(net.factors)
            if isinstance(net, LayerNorm):
                vectors += f" {net.offsets}"
            kind = "layerNorm" if isinstance(net, LayerNorm) else "rmsNorm"
            low = assumed_low(region, net.name)
            return f"(.{kind} {net.dim} {vectors} {net.epsilon} {low} {term(net.x)})"
        case Activate():
            function = "gelu" if net.function == "gelu_tanh" else net.function
            return f"(.activate {net.dim} .{function} {term(net.x)})"
        case SoftCap():
            return f"(.softCap {net.dim} {net.cap} {term(net.x)})"
        case Add():
            return f"(.add {net.dim} {term(net.x)} {term(net.y)})"
        case Mul():
            return f"(.mul {net.dim} {term(net.x)} {term(net.y)})"
        case Rope():
            return f"(.rope {net.heads} {net.half} {net.angles} {term(net.x)})"
        case Attention():
            shape = f"{net.groups} {net.group} {net.head_dim} {mask_term(net.mask)}"
            operands = " ".join(map(term, (net.query, net.key, net.value)))
            return f"(.attention {shape} {scoring_term(net.scoring)} {operands})"
        case Mixture():
            experts = _by_number([term(expert) for expert in net.experts], ".input")
            return f"(.mixture {len(net.experts)} {net.dim} {term(net.router)} {experts})"
        case Routed():
            experts = _by_number([term(expert) for expert in net.experts], ".input")
            numbers = f"{len(net.experts)} {net.k} {net.dim} {assumed_low(region, net.name)}"
            kind = "routedShares" if net.shares else "routed"
            return f"(.{kind} {numbers} {term(net.router)} {experts})"
        case Seq():
            return f"(.seq {term(net.first)} {term(net.second)})"
        case Point():
            size = assumed_size(region, net.name)
            x = term(net.x)
            return x if size is None else f"(.region {net.dim} {size_term(size)} {x})"


def scoring_term(scoring: Scoring) -> str:
    """A `Scoring`."""
    return f"⟨{scoring.root}, {NO_CAP if scoring.cap is None else scoring.cap}⟩"


def index_term(index: str | PaddedPosition | int) -> str:
    """A `RowIndex`."""
    match index:
        case PaddedPosition(pad):
            return f"(.paddedPosition {pad})"
        case int():
            return f"(.fixed {index})"
        case _:
            return f".{index}"


def mask_term(mask: Mask) -> str:
    """A `Mask`."""
    return f"(.window {mask})" if isinstance(mask, int) else f".{mask}"


def plan_term(plan: Plan, named: Mapping[Bounds, str]) -> str:
    """A `Plan`; bounds that have a name are written as it."""

    def term(x: Plan) -> str:
        return plan_term(x, named)

    def claim(bounds: Bounds) -> str:
        return named.get(bounds) or bounds_term(bounds)

    match plan:
        case LeafPlan():
            return f"(.leaf {claim(plan.claim)})"
        case OnePlan():
            return f"(.one {claim(plan.claim)}\n  {term(plan.x)})"
        case NormPlan():
            hint = plan.hint
            numbers = (hint.root, hint.low, hint.low_hat, hint.shift, hint.gain)
            claims = f"{claim(plan.claim)} ⟨{', '.join(map(str, numbers))}⟩"
            return f"(.norm {claims}\n  {term(plan.x)})"
        case TwoPlan():
            return f"(.two {claim(plan.claim)}\n  {term(plan.x)}\n  {term(plan.y)})"
        case AttentionPlan():
            claims = f"{claim(plan.claim)} {plan.change} {plan.tv}"
            operands = "\n  ".join(map(term, (plan.query, plan.key, plan.value)))
            return f"(.attention {claims}\n  {operands})"
        case MixturePlan():
            claims = f"{claim(plan.claim)} {claim(plan.each)} {plan.tv}"
            other = f".leaf {claim(plan.each)}"
            experts = _by_number([term(expert) for expert in plan.experts], other)
            return f"(.mixture {claims}\n  {term(plan.router)}\n  {experts})"
        case SeqPlan():
            return f"(.seq {term(plan.first)}\n  {term(plan.second)})"


def _norms_term(norms: MatrixNorms) -> str:
    numbers: tuple[Dyadic, ...] = (
        norms.max_abs,
        norms.row_sum,
        norms.row_norm,
        norms.head_norm,
        norms.op_norm,
    )
    return f"⟨{', '.join(map(str, numbers))}⟩"


def _by_number(terms: list[str], other: str) -> str:
    """A function of a natural number: `terms`, and `other` for all numbers after them."""
    return f"(elementOf ({other}) [{', '.join(terms)}])"
