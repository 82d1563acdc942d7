"""What a net computes, by `Net.eval` of the Lean library, on the positions of one window."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from quantcert.errors import CheckpointError
from quantcert.forward.functions import (
    Array,
    attention,
    center,
    gelu,
    gelu_tanh,
    largest_scores,
    mean_square,
    padded_positions,
    relu,
    rms_norm,
    rope,
    silu,
    soft_cap,
    softmax,
)
from quantcert.forward.weights import BlockWeights
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
    MatrixUse,
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
)

_FUNCTIONS = {"relu": relu, "gelu": gelu, "gelu_tanh": gelu_tanh, "silu": silu}


class Observer(Protocol):
    """Is shown activations while a net is evaluated."""

    def point(self, name: str, x: Array) -> None:
        """The activations at a `Point`, `[positions, dim]`."""

    def norm(self, name: str, rms: Array) -> None:
        """The root mean squares of the (centred) input of a norm, or of each of its heads.

        `[positions, 1]` or `[positions, heads, 1]`.
        """

    def gap(self, name: str, gaps: Array) -> None:
        """How far the scores that a router selects exceed the others, `[positions]`."""

    def linear(self, use: MatrixUse, x: Array, y: Array) -> None:
        """The input and the output of a linear layer."""


def evaluate(
    architecture: Architecture,
    net: Net,
    tokens: NDArray[np.int64],
    weights: BlockWeights,
    x: Array,
    observer: Observer | None = None,
) -> Array:
    """The activations that `net` computes.

    Args:
        architecture: names the tensors of the net's matrices and vectors.
        net: a net of one of the architecture's blocks.
        tokens: `[positions]`, the token at each position.
        weights: the network's weights.
        x: `[positions, dim]`, what the net is given.
        observer: is shown the activations on the way.

    Returns:
        `[positions, dim of the output]`.

    Raises:
        CheckpointError: if a tensor cannot be read, or the input of a norm overflows.
    """
    return _Pass(architecture, tokens, weights, observer).run(net, x)


def look_up(net: Lookup, table: Array, tokens: NDArray[np.int64]) -> Array:
    """The rows of a table that positions look up, `[positions, dim]`."""
    if net.index == "token":
        return table[tokens]
    if net.index == "position":
        return table[: len(tokens)]
    if isinstance(net.index, PaddedPosition):
        return table[padded_positions(tokens, net.index.pad)]
    return np.repeat(table[net.index : net.index + 1], len(tokens), axis=0)


class _Pass:
    def __init__(
        self,
        architecture: Architecture,
        tokens: NDArray[np.int64],
        weights: BlockWeights,
        observer: Observer | None,
    ) -> None:
        self._architecture, self._tokens = architecture, tokens
        self._weights, self._observer = weights, observer

    def run(self, net: Net, x: Array) -> Array:
        match net:
            case Input():
                return x
            case Seq(first, second):
                return self.run(second, self.run(first, x))
            case Add(_, left, right):
                return self.run(left, x) + self.run(right, x)
            case Mul(_, left, right):
                return self.run(left, x) * self.run(right, x)
            case Bias(_, vector, operand):
                return self.run(operand, x) + self._vector(vector)
            case Scale(_, factor, operand):
                return float(factor.fraction) * self.run(operand, x)
            case Activate(_, function, operand):
                return _FUNCTIONS[function](self.run(operand, x))
            case SoftCap(_, cap, operand):
                return soft_cap(self.run(operand, x), float(cap.fraction))
            case Lookup():
                return self._lookup(net)
            case Linear():
                return self._linear(net, self.run(net.x, x))
            case RmsNorm() | RmsNormHeads() | LayerNorm():
                return self._norm(net, self.run(net.x, x))
            case Rope():
                return self._rope(net, self.run(net.x, x))
            case Attention():
                q, k, v = (self.run(operand, x) for operand in (net.query, net.key, net.value))
                return attention(q, k, v, net)
            case Mixture(_, router, experts):
                return self._mixture(softmax(self.run(router, x)), experts, x)
            case Routed():
                return self._mixture(self._gates(net, self.run(net.router, x)), net.experts, x)
            case Point():
                return self._point(net, self.run(net.x, x))

    def _lookup(self, net: Lookup) -> Array:
        table = self._weights.matrix(self._architecture.matrices[net.matrix])
        return look_up(net, table, self._tokens)

    def _linear(self, net: Linear, x: Array) -> Array:
        use = self._architecture.matrices[net.matrix]
        y: Array = x @ self._weights.matrix(use).T
        if self._observer is not None:
            self._observer.linear(use, x, y)
        return y

    def _norm(self, net: RmsNorm | RmsNormHeads | LayerNorm, x: Array) -> Array:
        if isinstance(net, RmsNormHeads):
            x = x.reshape(len(x), net.heads, net.head_dim)
        operand = center(x) if isinstance(net, LayerNorm) else x
        square = mean_square(operand)
        if not np.isfinite(square).all():
            raise CheckpointError(f"{net.name}: the input overflows in float64")
        if self._observer is not None:
            self._observer.norm(net.name, np.sqrt(square))
        result = rms_norm(operand, float(net.epsilon.fraction), self._vector(net.factors))
        if isinstance(net, LayerNorm):
            return result + self._vector(net.offsets)
        return result.reshape(len(x), -1)

    def _rope(self, net: Rope, x: Array) -> Array:
        return rope(x, net.heads, net.half, self._architecture.frequencies[net.angles])

    def _mixture(self, gates: Array, experts: Sequence[Net], x: Array) -> Array:
        """The experts' outputs, mixed with the gates `[positions, experts]`."""
        outputs = np.stack([self.run(expert, x) for expert in experts])
        mixed: Array = np.einsum("ne,end->nd", gates, outputs)
        return mixed

    def _gates(self, net: Routed, scores: Array) -> Array:
        """The softmax of the scores that are selected, or of all; the others become 0."""
        selected = largest_scores(scores, net.k)
        if self._observer is not None and net.k < len(net.experts):
            inside = np.where(selected, scores, np.inf).min(axis=-1)
            outside = np.where(selected, -np.inf, scores).max(axis=-1)
            self._observer.gap(net.name, inside - outside)
        return softmax(scores) * selected if net.shares else softmax(scores, selected)

    def _point(self, net: Point, x: Array) -> Array:
        if self._observer is not None:
            self._observer.point(net.name, x)
        return x

    def _vector(self, number: int) -> Array:
        return self._weights.vector(self._architecture.vectors[number])
