"""A small network of the operations that the other families lack, as a family of tests."""

from __future__ import annotations

from quantcert.exact.dyadic import Dyadic
from quantcert.models.config import Settings
from quantcert.models.families import FAMILIES
from quantcert.models.family import Family
from quantcert.models.net import (
    Activate,
    Add,
    Architecture,
    Attention,
    Block,
    Input,
    Linear,
    Lookup,
    Mask,
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
)
from quantcert.models.parameters import Parameters, Place
from tests.support.architectures import Shapes

NAME = "operations"
_EPSILON = Dyadic(1, 17)


def operations_config() -> dict[str, object]:
    return {"model_type": NAME}


def operations_shapes() -> Shapes:
    shapes: Shapes = {
        "model.embed_tokens.weight": (20, 8),
        "positions.weight": (12, 8),
        "norm.weight": (8,),
    }
    for layer in range(2):
        shapes |= {
            f"{layer}.heads.weight": (16, 8) if layer == 0 else (8, 16),
            f"{layer}.heads.bias": (16,),
            f"{layer}.output.weight": (8, 8),
            f"{layer}.query_norm.weight": (2,),
            f"{layer}.key_norm.weight": (2,),
            f"{layer}.before.weight": (8,),
            f"{layer}.after.weight": (8,),
        }
    shapes |= {"gate.weight": (3, 8)} | {f"expert.{number}.weight": (8, 8) for number in range(3)}
    return shapes


def _read(settings: Settings, parameters: Parameters) -> Architecture:
    """Scaled embeddings, two layers of attention, experts with shares, capped logits."""
    del settings
    blocks = (
        Block("embeddings", _embeddings(parameters)),
        _attention(parameters, 0, 2, None),
        _attention(parameters, 1, "causal", Dyadic(5, 1)),
        Block("experts", _experts(parameters)),
        Block("head", _head(parameters)),
    )
    return Architecture(
        family=NAME,
        head_dim=2,
        vocabulary=20,
        max_length=10,
        output="logits",
        blocks=blocks,
        matrices=parameters.matrices,
        vectors=parameters.vectors,
        frequencies=((1.0,), (0.25,)),
    )


def _embeddings(parameters: Parameters) -> Net:
    tokens = Lookup(20, 8, parameters.matrix("model.embed_tokens.weight", 20, 8), "token")
    positions = Lookup(12, 8, parameters.matrix("positions.weight", 12, 8), PaddedPosition(1))
    return Point("embeddings output", 8, Add(8, Scale(8, Dyadic(181, 6), tokens), positions))


def _attention(parameters: Parameters, layer: int, mask: Mask, cap: Dyadic | None) -> Block:
    """With norms of heads and norms before and after, whose factors are stored less one.

    Queries, keys and values are of one tensor. The matrices of layer 1 are stored transposed.
    """
    name = f"layer {layer}"
    query, key = (
        _heads(parameters, layer, role, heads, first)
        for role, heads, first in (("query", 4, 0), ("key", 2, 8))
    )
    value = parameters.linear(
        f"{layer}.heads", 4, 8, Input(), bias=True, place=Place(12, 16, layer == 1)
    )
    mix = Point(f"{name} mix", 8, Attention(2, 2, 2, mask, query, key, value, root=3, cap=cap))
    place = Place(transposed=layer == 1)
    added = parameters.linear(f"{layer}.output", 8, 8, mix, bias=False, place=place)
    normed = Seq(_norm(parameters, f"{layer}.before", Input()), added)
    net = Add(8, Input(), _norm(parameters, f"{layer}.after", normed))
    return Block(name, Point(f"{name} output", 8, net))


def _heads(parameters: Parameters, layer: int, role: str, heads: int, first: int) -> Net:
    """With another table of angles in each layer."""
    name = f"{layer}.{role}"
    factors = parameters.vector(f"{name}_norm.weight", 2, plus_one=layer == 1)
    place = Place(first, 16, layer == 1)
    x = parameters.linear(f"{layer}.heads", 2 * heads, 8, Input(), bias=True, place=place)
    return Rope(heads, 1, RmsNormHeads(f"{name} norm", heads, 2, factors, _EPSILON, x), layer)


def _norm(parameters: Parameters, name: str, x: Net) -> Net:
    factors = parameters.vector(f"{name}.weight", 8, plus_one=True)
    return RmsNorm(f"{name} norm", 8, factors, _EPSILON, x)


def _experts(parameters: Parameters) -> Net:
    router = parameters.linear("gate", 3, 8, Input(), bias=False)
    experts = tuple(
        Activate(8, "gelu_tanh", parameters.linear(f"expert.{number}", 8, 8, Input(), bias=False))
        for number in range(3)
    )
    routed = Routed("experts router", 8, 2, router, experts, shares=True)
    return Point("experts output", 8, Add(8, Input(), routed))


def _head(parameters: Parameters) -> Net:
    norm = RmsNorm("head norm", 8, parameters.vector("norm.weight", 8), _EPSILON, Input())
    logits = Linear(20, 8, parameters.matrix("model.embed_tokens.weight", 20, 8), norm)
    return Point("head output", 20, SoftCap(20, Dyadic(3, 0), logits))


FAMILIES[NAME] = Family(model_type=NAME, classes=(), settings=(), read=_read)
