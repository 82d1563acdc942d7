"""Tiny networks of every operation, with integer weights, for enclosures of prompts."""

import math
from collections.abc import Callable
from dataclasses import dataclass, field, replace

import numpy as np

from quantcert.exact.dyadic import Dyadic
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
    Mask,
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
)
from quantcert.prompts.boxes import Box, exact_box
from quantcert.prompts.cells import Claim
from quantcert.prompts.network import Angles, IntegerMatrix, PromptNetwork

EPSILON = Dyadic(11, 20)
ANGLE_BITS = 30
WEIGHT_BITS = 5
VOCABULARY = 5


@dataclass
class Weights:
    """Random weights, numbered as they are asked for."""

    generator: np.random.Generator
    matrices: list[IntegerMatrix] = field(default_factory=list)
    vectors: list[Box] = field(default_factory=list)

    def matrix(self, rows: int, columns: int) -> int:
        scaled = self.generator.standard_normal((rows, columns)) * 2**WEIGHT_BITS
        entries = np.array(
            [[round(v / math.sqrt(columns)) for v in row] for row in scaled], dtype=object
        )
        self.matrices.append(IntegerMatrix(WEIGHT_BITS, entries))
        return len(self.matrices) - 1

    def vector(self, dim: int, around: float = 1.0) -> int:
        values = (around + 0.2 * self.generator.standard_normal(dim)) * 2**WEIGHT_BITS
        self.vectors.append(exact_box(WEIGHT_BITS, [[round(v) for v in values]]))
        return len(self.vectors) - 1

    def linear(self, rows: int, columns: int, x: Net | None = None) -> Linear:
        return Linear(rows, columns, self.matrix(rows, columns), x or Input())

    def rms_norm(self, dim: int) -> RmsNorm:
        return RmsNorm("norm", dim, self.vector(dim), EPSILON, Input())

    def layer_norm(self, dim: int) -> LayerNorm:
        offsets = self.vector(dim, 0.0)
        return LayerNorm("norm", dim, self.vector(dim), offsets, EPSILON, Input())


def network(
    build: Callable[[Weights], list[Net]], tokens: tuple[int, ...], *, bell: bool = False
) -> PromptNetwork:
    """A network with random weights that reads the tokens, with the constants of one GELU."""
    weights = Weights(np.random.default_rng(7))
    nets = build(weights)
    values = (1 / math.sqrt(2 * math.pi),) if bell else (math.sqrt(2 / math.pi), 0.044715)
    constants = Box(40, (tuple(Claim(round(v * 2**40), 1) for v in values),))
    known = PromptNetwork(
        tuple(nets),
        tokens,
        tuple(weights.matrices),
        tuple(weights.vectors),
        (_angles(len(tokens)),),
    )
    return replace(known, bell=constants) if bell else replace(known, gelu=constants)


def _angles(length: int) -> Angles:
    def box(function: Callable[[float], float]) -> Box:
        rows = ((round(function(t) * 2**ANGLE_BITS),) for t in range(length))
        return Box(ANGLE_BITS, tuple(tuple(Claim(v, 1) for v in row) for row in rows))

    return Angles(1, box(math.cos), box(math.sin))


def llama(w: Weights) -> list[Net]:
    """Grouped causal attention with rotary embedding, and a gate with SiLU."""
    query = Rope(2, 1, w.linear(4, 2))
    key = Rope(1, 1, w.linear(2, 2))
    attention = Attention(1, 2, 2, "causal", query, key, w.linear(2, 2))
    gate = Activate(3, "silu", w.linear(3, 2))
    return [
        Lookup(VOCABULARY, 2, w.matrix(VOCABULARY, 2), "token"),
        Add(2, Input(), Seq(w.rms_norm(2), w.linear(2, 4, attention))),
        Add(2, Input(), Seq(w.rms_norm(2), w.linear(2, 3, Mul(3, gate, w.linear(3, 2))))),
        Seq(w.rms_norm(2), w.linear(VOCABULARY, 2)),
    ]


def bert(w: Weights, function: Function = "gelu_tanh") -> list[Net]:
    """Positions, full attention, biases, LayerNorm after the residual."""
    positions = Lookup(3, 2, w.matrix(3, 2), "position")
    words = Lookup(VOCABULARY, 2, w.matrix(VOCABULARY, 2), "token")
    parts = [Bias(2, w.vector(2, 0.0), w.linear(2, 2)) for _ in range(3)]
    attention = Attention(2, 1, 1, "full", *parts)
    inner = Activate(3, function, Bias(3, w.vector(3, 0.0), w.linear(3, 2)))
    return [
        Seq(Add(2, words, positions), w.layer_norm(2)),
        Seq(Add(2, Input(), w.linear(2, 2, attention)), w.layer_norm(2)),
        Point("end", 2, Seq(Add(2, Input(), w.linear(2, 3, inner)), w.layer_norm(2))),
    ]


def relu(w: Weights) -> list[Net]:
    """The same with the rectifier."""
    return bert(w, "relu")


def erf(w: Weights) -> list[Net]:
    """The same with the GELU by the error function."""
    return bert(w, "gelu")


def gemma(w: Weights, mask: Mask = 2) -> list[Net]:
    """A window, norms of heads, caps of scores and of logits, a scaled embedding."""
    table = Lookup(VOCABULARY, 2, w.matrix(VOCABULARY, 2), "token")
    query, key = (
        Rope(1, 1, RmsNormHeads("heads", 1, 2, w.vector(2), EPSILON, w.linear(2, 2)))
        for _ in range(2)
    )
    cap = Dyadic(3, 1)
    attention = Attention(1, 1, 2, mask, query, key, w.linear(2, 2), root=3, cap=cap)
    return [
        Scale(2, Dyadic(3, 1), table),
        Add(2, Input(), Seq(w.rms_norm(2), w.linear(2, 2, attention))),
        SoftCap(VOCABULARY, Dyadic(5, 0), Seq(w.rms_norm(2), w.linear(VOCABULARY, 2))),
    ]


def experts(w: Weights) -> list[Net]:
    """All experts, the best two of three, and the best with the shares of all."""

    def three() -> tuple[Net, ...]:
        return tuple(Activate(2, "silu", w.linear(2, 2)) for _ in range(3))

    return [
        Lookup(VOCABULARY, 2, w.matrix(VOCABULARY, 2), "token"),
        Mixture(2, w.linear(3, 2), three()),
        Add(2, Input(), Routed("router", 2, 2, w.linear(3, 2), three())),
        Add(2, Input(), Routed("router", 2, 1, w.linear(3, 2), three(), shares=True)),
    ]


NETWORKS: dict[str, PromptNetwork] = {
    build.__name__: network(build, (1, 4, 2), bell=build is erf)
    for build in (llama, bert, relu, erf, gemma, experts)
}
