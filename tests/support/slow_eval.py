"""`Net.eval` of `lean/QuantCert/Spec/Model/Net.lean`, entry by entry and without NumPy."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

from quantcert.containers import Checkpoint
from quantcert.models import net as nets
from quantcert.models.net import Architecture, Net, PaddedPosition

Vector = list[float]
Activations = list[Vector]


class SlowEval:
    """Evaluates nets of one architecture on one text."""

    def __init__(self, architecture: Architecture, base: Checkpoint, tokens: Sequence[int]) -> None:
        self.architecture, self.tokens = architecture, tokens
        self.tensors = {name: base.read(name).astype(float).tolist() for name in base.names()}

    def eval(self, net: Net, x: Activations) -> Activations:
        method: Callable[[Net, Activations], Activations] = getattr(
            self, type(net).__name__.lower()
        )
        return method(net, x)

    def matrix(self, number: int) -> list[Vector]:
        use = self.architecture.matrices[number]
        stored: Any = self.tensors[use.tensor]
        for index in use.part.leading:
            stored = stored[index]
        if use.part.transposed:
            stored = [[row[i] for row in stored] for i in range(len(stored[0]))]
        return stored if use.part.rows is None else stored[slice(*use.part.rows)]

    def vector(self, number: int) -> Vector:
        use = self.architecture.vectors[number]
        stored = self.tensors[use.tensor]
        return [entry + use.plus_one for entry in stored[use.entries]]

    def input(self, net: nets.Input, x: Activations) -> Activations:
        return x

    def seq(self, net: nets.Seq, x: Activations) -> Activations:
        return self.eval(net.second, self.eval(net.first, x))

    def point(self, net: nets.Point, x: Activations) -> Activations:
        return self.eval(net.x, x)

    def lookup(self, net: nets.Lookup, x: Activations) -> Activations:
        return [self.matrix(net.matrix)[self.row(net.index, t)] for t in range(len(self.tokens))]

    def row(self, index: str | PaddedPosition | int, t: int) -> int:
        if isinstance(index, int):
            return index
        if isinstance(index, PaddedPosition):
            others = [token for token in self.tokens[: t + 1] if token != index.pad]
            return index.pad + (len(others) if self.tokens[t] != index.pad else 0)
        return self.tokens[t] if index == "token" else t

    def linear(self, net: nets.Linear, x: Activations) -> Activations:
        weights = self.matrix(net.matrix)
        return [[dot(row, v) for row in weights] for v in self.eval(net.x, x)]

    def bias(self, net: nets.Bias, x: Activations) -> Activations:
        b = self.vector(net.vector)
        return [[v[i] + b[i] for i in range(net.dim)] for v in self.eval(net.x, x)]

    def scale(self, net: nets.Scale, x: Activations) -> Activations:
        factor = net.factor.mantissa / 2**net.factor.p
        return [[factor * entry for entry in v] for v in self.eval(net.x, x)]

    def rmsnorm(self, net: nets.RmsNorm, x: Activations) -> Activations:
        return [self.normed(net, v) for v in self.eval(net.x, x)]

    def rmsnormheads(self, net: nets.RmsNormHeads, x: Activations) -> Activations:
        d, result = net.head_dim, []
        for v in self.eval(net.x, x):
            heads = [v[head * d : head * d + d] for head in range(net.heads)]
            result.append([entry for head in heads for entry in self.normed(net, head)])
        return result

    def layernorm(self, net: nets.LayerNorm, x: Activations) -> Activations:
        result = []
        for v in self.eval(net.x, x):
            mean = sum(v) / net.dim
            normed = self.normed(net, [entry - mean for entry in v])
            result.append([a + b for a, b in zip(normed, self.vector(net.offsets), strict=True)])
        return result

    def normed(self, net: nets.RmsNorm | nets.RmsNormHeads | nets.LayerNorm, v: Vector) -> Vector:
        rms = math.sqrt(dot(v, v) / len(v) + float(net.epsilon.fraction))
        return [g * (entry / rms) for g, entry in zip(self.vector(net.factors), v, strict=True)]

    def activate(self, net: nets.Activate, x: Activations) -> Activations:
        functions = {
            "relu": lambda v: max(v, 0.0),
            "gelu": lambda v: v * (1 - math.erf(-v / math.sqrt(2))) / 2,
            "gelu_tanh": lambda v: v / (1 + math.exp(-2 * inner_of_gelu_tanh(v))),
            "silu": lambda v: v / (1 + math.exp(-v)),
        }
        return [[functions[net.function](entry) for entry in v] for v in self.eval(net.x, x)]

    def softcap(self, net: nets.SoftCap, x: Activations) -> Activations:
        cap = float(net.cap.fraction)
        return [[soft_cap(entry, cap) for entry in v] for v in self.eval(net.x, x)]

    def add(self, net: nets.Add, x: Activations) -> Activations:
        pairs = zip(self.eval(net.x, x), self.eval(net.y, x), strict=True)
        return [[a + b for a, b in zip(u, v, strict=True)] for u, v in pairs]

    def mul(self, net: nets.Mul, x: Activations) -> Activations:
        pairs = zip(self.eval(net.x, x), self.eval(net.y, x), strict=True)
        return [[a * b for a, b in zip(u, v, strict=True)] for u, v in pairs]

    def rope(self, net: nets.Rope, x: Activations) -> Activations:
        frequencies, half = self.architecture.frequencies[net.angles], net.half
        result = []
        for t, v in enumerate(self.eval(net.x, x)):
            rotated = list(v)
            for head in range(net.heads):
                for i in range(half):
                    angle, at = t * frequencies[i], head * 2 * half + i
                    c, s = math.cos(angle), math.sin(angle)
                    rotated[at] = c * v[at] - s * v[at + half]
                    rotated[at + half] = s * v[at] + c * v[at + half]
            result.append(rotated)
        return result

    def attention(self, net: nets.Attention, x: Activations) -> Activations:
        q, k, v = (self.eval(operand, x) for operand in (net.query, net.key, net.value))
        d = net.head_dim
        result = []
        for t in range(len(x)):
            seen = positions_of(net.mask, t, len(x))
            out = []
            for head in range(net.groups * net.group):
                shared = head // net.group
                mine = q[t][head * d : head * d + d]
                keys = [k[j][shared * d : shared * d + d] for j in seen]
                scores = [dot(mine, key) / math.sqrt(net.scoring.root) for key in keys]
                if net.cap is not None:
                    scores = [soft_cap(score, float(net.cap.fraction)) for score in scores]
                values = [v[j][shared * d : shared * d + d] for j in seen]
                pairs = list(zip(softmax(scores), values, strict=True))
                out += [sum(p * value[c] for p, value in pairs) for c in range(d)]
            result.append(out)
        return result

    def mixture(self, net: nets.Mixture, x: Activations) -> Activations:
        gates = [softmax(v) for v in self.eval(net.router, x)]
        outs = [self.eval(expert, x) for expert in net.experts]
        return [
            [sum(p * out[t][c] for p, out in zip(gate, outs, strict=True)) for c in range(net.dim)]
            for t, gate in enumerate(gates)
        ]

    def routed(self, net: nets.Routed, x: Activations) -> Activations:
        outs = [self.eval(expert, x) for expert in net.experts]
        result = []
        for t, z in enumerate(self.eval(net.router, x)):
            preferred = sorted(range(len(z)), key=lambda e: (-z[e], e))[: net.k]
            shares = softmax(z)
            gate = softmax([z[e] for e in preferred])
            if net.shares:
                gate = [shares[e] for e in preferred]
            pairs = list(zip(gate, preferred, strict=True))
            result.append([sum(p * outs[e][t][c] for p, e in pairs) for c in range(net.dim)])
        return result


def dot(u: Vector, v: Vector) -> float:
    return math.fsum(a * b for a, b in zip(u, v, strict=True))


def positions_of(mask: nets.Mask, t: int, length: int) -> range:
    """The positions that position `t` attends to."""
    if mask == "full":
        return range(length)
    return range(0 if mask == "causal" else max(0, t + 1 - mask), t + 1)


def soft_cap(x: float, cap: float) -> float:
    up, down = math.exp(x / cap), math.exp(-x / cap)
    return cap * (up - down) / (up + down)


def inner_of_gelu_tanh(x: float) -> float:
    return math.sqrt(2 / math.pi) * (x + 0.044715 * x**3)


def softmax(scores: Vector) -> Vector:
    powers = [math.exp(score) for score in scores]
    return [power / math.fsum(powers) for power in powers]
