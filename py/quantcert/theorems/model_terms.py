"""Nets, plans and numbers of a model as Lean terms of a known type."""

from __future__ import annotations

from quantcert.network.bounds import Bounds
from quantcert.network.certificates import MatrixCert, MatrixNorms, ModelCert, VectorCert
from quantcert.network.net import (
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
    Point,
    RmsNorm,
    Rope,
    Routed,
    Seq,
)
from quantcert.network.plan import (
    AttentionPlan,
    LeafPlan,
    MixturePlan,
    NormPlan,
    OnePlan,
    Plan,
    SeqPlan,
    TwoPlan,
)
from quantcert.network.region import Region, Size, assumed_low, assumed_size
from quantcert.theorems.dyadic import Dyadic


def size_term(size: Size) -> str:
    """A `Size`."""
    return f"⟨{size.entry}, {size.head}, {size.norm}⟩"


def bounds_term(bounds: Bounds) -> str:
    """A `Bounds`."""
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
            index = f"(.fixed {net.index})" if isinstance(net.index, int) else f".{net.index}"
            return f"(.lookup {net.rows} {net.dim} {net.matrix} {index})"
        case Linear():
            return f"(.linear {net.rows} {net.columns} {net.matrix} {term(net.x)})"
        case Bias():
            return f"(.bias {net.dim} {net.vector} {term(net.x)})"
        case RmsNorm() | LayerNorm():
            vectors = str(net.factors)
            if isinstance(net, LayerNorm):
                vectors += f" {net.offsets}"
            kind = "layerNorm" if isinstance(net, LayerNorm) else "rmsNorm"
            low = assumed_low(region, net.name)
            return f"(.{kind} {net.dim} {vectors} {net.epsilon} {low} {term(net.x)})"
        case Activate():
            return f"(.activate {net.dim} .{net.function} {term(net.x)})"
        case Add():
            return f"(.add {net.dim} {term(net.x)} {term(net.y)})"
        case Mul():
            return f"(.mul {net.dim} {term(net.x)} {term(net.y)})"
        case Rope():
            return f"(.rope {net.heads} {net.half} {term(net.x)})"
        case Attention():
            causal = "true" if net.causal else "false"
            operands = " ".join(map(term, (net.query, net.key, net.value)))
            return f"(.attention {net.groups} {net.group} {net.head_dim} {causal} {operands})"
        case Mixture():
            experts = _by_number([term(expert) for expert in net.experts], ".input")
            return f"(.mixture {len(net.experts)} {net.dim} {term(net.router)} {experts})"
        case Routed():
            experts = _by_number([term(expert) for expert in net.experts], ".input")
            numbers = f"{len(net.experts)} {net.k} {net.dim} {assumed_low(region, net.name)}"
            return f"(.routed {numbers} {term(net.router)} {experts})"
        case Seq():
            return f"(.seq {term(net.first)} {term(net.second)})"
        case Point():
            size = assumed_size(region, net.name)
            x = term(net.x)
            return x if size is None else f"(.region {net.dim} {size_term(size)} {x})"


def plan_term(plan: Plan) -> str:
    """A `Plan`."""
    match plan:
        case LeafPlan():
            return f"(.leaf {bounds_term(plan.claim)})"
        case OnePlan():
            return f"(.one {bounds_term(plan.claim)}\n  {plan_term(plan.x)})"
        case NormPlan():
            hint = plan.hint
            numbers = (hint.root, hint.low, hint.low_hat, hint.shift, hint.gain)
            claims = f"{bounds_term(plan.claim)} ⟨{', '.join(map(str, numbers))}⟩"
            return f"(.norm {claims}\n  {plan_term(plan.x)})"
        case TwoPlan():
            operands = f"{plan_term(plan.x)}\n  {plan_term(plan.y)}"
            return f"(.two {bounds_term(plan.claim)}\n  {operands})"
        case AttentionPlan():
            claims = f"{bounds_term(plan.claim)} {plan.change} {plan.tv}"
            operands = "\n  ".join(map(plan_term, (plan.query, plan.key, plan.value)))
            return f"(.attention {claims}\n  {operands})"
        case MixturePlan():
            claims = f"{bounds_term(plan.claim)} {bounds_term(plan.each)} {plan.tv}"
            other = f".leaf {bounds_term(plan.each)}"
            experts = _by_number([plan_term(expert) for expert in plan.experts], other)
            return f"(.mixture {claims}\n  {plan_term(plan.router)}\n  {experts})"
        case SeqPlan():
            return f"(.seq {plan_term(plan.first)}\n  {plan_term(plan.second)})"


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
    cases = [f"| {number} => {term}" for number, term in enumerate(terms)]
    return f"(fun {' '.join([*cases, f'| _ => {other}'])})"
