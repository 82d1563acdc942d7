"""How fast the radii of enclosures grow along a network, predicted in float64.

Every operation is evaluated with the radius that `quantcert.prompts` would claim to first order, in
units of the rounding unit `2**-bits`. As long as radii are small beside what they are radii of,
they do not depend on the first unit, so that one pass in float64 says with how many bits the exact
one is to be made. From block to block units grow with the radii, as they do there. Nothing that is
proved rests on it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from quantcert.forward.evaluate import look_up
from quantcert.forward.functions import (
    Array,
    center,
    gelu,
    largest_scores,
    mean_square,
    rope,
    softmax,
    visible_positions,
)
from quantcert.forward.weights import BlockWeights, Weights
from quantcert.models.net import (
    Activate,
    Add,
    Architecture,
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
    RmsNormHeads,
    Rope,
    Routed,
    Scale,
    Seq,
    SoftCap,
)

_ROUNDING = 0.5
_DIVISION = 1.0
_TANH_GELU = 2 * np.sqrt(2 / np.pi), 0.044715
_ERF_GELU_SLOPE = 145 / 128
_SILU_SLOPE = 11 / 10


class Ball(NamedTuple):
    """Activations and their radii in rounding units, both `[positions, dim]`."""

    mid: Array
    rad: Array


@dataclass(frozen=True)
class Growth:
    """What a pass predicts: the output, and the largest radius within and after each block.

    All radii are in the first unit.
    """

    output: Ball
    widest: tuple[float, ...]
    after: tuple[float, ...]


def predict(
    architecture: Architecture, weights: Weights, tokens: Sequence[int], guard: float = math.inf
) -> Growth:
    """The growth of radii on a prompt, block by block.

    Before a block the unit grows as far as the largest radius has more than `guard` bits, and
    in the last one it is the first again.

    Raises:
        CheckpointError: if a tensor cannot be read or the input of a norm overflows.
    """
    nothing = np.zeros((len(tokens), 0))
    ball, widest, after, unit = Ball(nothing, nothing), [], [], 1.0
    for place, block in enumerate(architecture.blocks, 1):
        last = place == len(architecture.blocks)
        coarser = 1 / unit if last else 2.0 ** max(_bits(ball.rad) - guard, 0)
        here = _Pass(architecture, np.array(tokens, dtype=np.int64), BlockWeights(weights))
        ball, unit = here.run(block.net, Ball(ball.mid, ball.rad / coarser)), unit * coarser
        widest.append(unit * here.widest)
        after.append(unit * float(ball.rad.max(initial=0.0)))
    return Growth(Ball(ball.mid, unit * ball.rad), tuple(widest), tuple(after))


def _bits(radii: Array) -> int:
    """The least power of two above all radii, as its exponent."""
    return math.frexp(float(radii.max(initial=0.0)))[1]


class _Pass:
    """The operations of one block; `widest` is the largest radius so far."""

    def __init__(
        self, architecture: Architecture, tokens: NDArray[np.int64], weights: BlockWeights
    ) -> None:
        self._architecture, self._tokens, self._weights = architecture, tokens, weights
        self.widest = 0.0

    def run(self, net: Net, x: Ball) -> Ball:
        found = self._run(net, x)
        self.widest = max(self.widest, float(found.rad.max(initial=0.0)))
        return found

    def _run(self, net: Net, x: Ball) -> Ball:
        match net:
            case Input():
                return x
            case Point(x=operand):
                return self.run(operand, x)
            case Seq(first, second):
                return self.run(second, self.run(first, x))
            case Lookup():
                return self._lookup(net)
            case Add(_, left, right):
                a, b = self.run(left, x), self.run(right, x)
                return Ball(a.mid + b.mid, a.rad + b.rad)
            case Mul(_, left, right):
                return _product(self.run(left, x), self.run(right, x))
            case Linear():
                return self._linear(net, self.run(net.x, x))
            case Bias(_, vector, operand):
                a = self.run(operand, x)
                return Ball(a.mid + self._vector(vector), a.rad + _ROUNDING)
            case Scale(_, factor, operand):
                a, c = self.run(operand, x), float(factor.fraction)
                return Ball(c * a.mid, abs(c) * a.rad + _ROUNDING)
            case RmsNorm() | RmsNormHeads() | LayerNorm():
                return self._norm(net, self.run(net.x, x))
            case Rope():
                return self._rope(net, self.run(net.x, x))
            case Activate(_, function, operand):
                return _activated(function, self.run(operand, x))
            case SoftCap(_, cap, operand):
                return _capped(float(cap.fraction), self.run(operand, x))
            case Attention():
                return self._attention(net, x)
            case Mixture() | Routed():
                return self._mixture(net, x)

    def _lookup(self, net: Lookup) -> Ball:
        table = self._weights.matrix(self._architecture.matrices[net.matrix])
        rows = look_up(net, table, self._tokens)
        return Ball(rows, np.zeros(rows.shape))  # stored numbers have fewer bits than the unit

    def _linear(self, net: Linear, x: Ball) -> Ball:
        matrix = self._weights.matrix(self._architecture.matrices[net.matrix])
        return Ball(x.mid @ matrix.T, x.rad @ np.abs(matrix).T + _ROUNDING)

    def _norm(self, net: RmsNorm | RmsNormHeads | LayerNorm, x: Ball) -> Ball:
        shape = x.mid.shape
        if isinstance(net, RmsNormHeads):
            x = Ball(*(part.reshape(len(part), net.heads, net.head_dim) for part in x))
        if isinstance(net, LayerNorm):
            x = Ball(center(x.mid), x.rad + x.rad.mean(axis=-1, keepdims=True) + _DIVISION)
        root = 1 / np.sqrt(mean_square(x.mid) + float(net.epsilon.fraction))
        moved = (np.abs(x.mid) * x.rad).mean(axis=-1, keepdims=True)
        factors = self._vector(net.factors)
        rad = np.abs(factors) * (np.abs(x.mid) * (root**3 * moved + _DIVISION) + root * x.rad)
        mid = factors * x.mid * root
        if isinstance(net, LayerNorm):
            mid = mid + self._vector(net.offsets)
        return Ball(mid.reshape(shape), rad.reshape(shape) + _ROUNDING)

    def _rope(self, net: Rope, x: Ball) -> Ball:
        frequencies = self._architecture.frequencies[net.angles]
        angles = np.outer(np.arange(len(x.mid)), frequencies)[:, None, :]
        halves = x.rad.reshape(len(x.rad), net.heads, 2, net.half)
        cos, sin = np.abs(np.cos(angles)), np.abs(np.sin(angles))
        first, second = halves[:, :, 0], halves[:, :, 1]
        rad = np.stack((cos * first + sin * second, sin * first + cos * second), axis=2)
        mid = rope(x.mid, net.heads, net.half, frequencies)
        return Ball(mid, rad.reshape(x.rad.shape) + _ROUNDING)

    def _attention(self, net: Attention, x: Ball) -> Ball:
        query, key, value = (self.run(part, x) for part in (net.query, net.key, net.value))
        groups, group, dim = net.groups, net.group, net.head_dim
        q, k, v = (
            Ball(*(_by_head(part, groups, each, dim) for part in ball))
            for ball, each in ((query, group), (key, 1), (value, 1))
        )
        score = _scores(net, q, k)
        visible = visible_positions(len(x.mid), net.mask)
        share = softmax(score.mid, visible)
        moved = share * score.rad
        mid = share @ v.mid
        rad = share @ v.rad + _DIVISION
        for t in range(len(x.mid)):
            apart = np.abs(v.mid - mid[:, :, t, None])
            rad[:, :, t] += (moved[:, :, t, None] @ apart)[:, :, 0]
        return Ball(*(_by_position(part) for part in (mid, rad)))

    def _mixture(self, net: Mixture | Routed, x: Ball) -> Ball:
        router = self.run(net.router, x)
        outputs = [self.run(expert, x) for expert in net.experts]
        share = self._shares(net, router.mid)
        moved = share * router.rad
        mids = np.stack([ball.mid for ball in outputs])
        rads = np.stack([ball.rad for ball in outputs])
        mid = np.einsum("ne,end->nd", share, mids)
        rad = np.einsum("ne,end->nd", share, rads) + np.einsum("ne,end->nd", moved, np.abs(mids))
        rad += np.abs(mid) * moved.sum(axis=-1, keepdims=True) + _DIVISION
        return Ball(mid, rad)

    def _shares(self, net: Mixture | Routed, scores: Array) -> Array:
        if isinstance(net, Mixture):
            return softmax(scores)
        chosen = largest_scores(scores, net.k)
        return softmax(scores) * chosen if net.shares else softmax(scores, chosen)

    def _vector(self, number: int) -> Array:
        return self._weights.vector(self._architecture.vectors[number])


def _product(a: Ball, b: Ball) -> Ball:
    return Ball(a.mid * b.mid, np.abs(a.mid) * b.rad + a.rad * np.abs(b.mid) + _ROUNDING)


def _gate(x: Ball, argument: Ball) -> Ball:
    """`x` times the logistic function of an argument, whose exponential is in both parts of it."""
    small = np.exp(-np.abs(argument.mid))
    sigmoid = np.where(argument.mid < 0, small, 1.0) / (1 + small)
    steep = small / (1 + small) * (1 + sigmoid)
    rad = sigmoid * x.rad + np.abs(x.mid) * steep * argument.rad + _DIVISION
    return Ball(x.mid * sigmoid, rad)


def _activated(function: str, x: Ball) -> Ball:
    match function:
        case "relu":
            return Ball(np.maximum(x.mid, 0.0), x.rad)
        case "silu":
            return Ball(x.mid / (1 + np.exp(-x.mid)), _SILU_SLOPE * x.rad + _DIVISION)
        case "gelu_tanh":
            slope, cube = _TANH_GELU
            rad = slope * (1 + 3 * cube * x.mid**2) * x.rad
            return _gate(x, Ball(slope * (x.mid + cube * x.mid**3), rad))
        case _:
            return Ball(gelu(x.mid), _ERF_GELU_SLOPE * x.rad + _DIVISION)


def _capped(cap: float, x: Ball) -> Ball:
    small = np.exp(-2 * np.abs(x.mid) / cap)
    rad = 8 * small / (1 + small) * x.rad + cap * _DIVISION
    return Ball(cap * np.tanh(x.mid / cap), rad)


def _by_head(x: Array, groups: int, group: int, dim: int) -> Array:
    """`[groups, group, positions, dim]`."""
    return x.reshape(len(x), groups, group, dim).transpose(1, 2, 0, 3)


def _by_position(x: Array) -> Array:
    """`[positions, groups * group * dim]`."""
    return x.transpose(2, 0, 1, 3).reshape(x.shape[2], -1)


def _scores(net: Attention, query: Ball, key: Ball) -> Ball:
    """Scores before the softmax."""
    root = 1 / np.sqrt(net.scoring.root)
    mid, rad = (part.transpose(0, 1, 3, 2) for part in key)
    moved = np.abs(query.mid) @ rad + query.rad @ np.abs(mid)
    score = Ball(root * (query.mid @ mid), root * moved + _DIVISION)
    return score if net.cap is None else _capped(float(net.cap.fraction), score)
