"""What a net computes, and how what it computes turns on the activations within: reverse mode.

For quantizers, to whom a few digits are enough: arrays keep the dtype of the weights and of `x`,
which may be float32. `quantcert.forward.evaluate` is the reference for what is computed.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from quantcert.forward.evaluate import look_up
from quantcert.forward.functions import (
    center,
    largest_scores,
    mean_square,
    soft_cap,
    softmax,
    visible_positions,
)
from quantcert.forward.slopes import FUNCTIONS
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
    Point,
    RmsNorm,
    RmsNormHeads,
    Rope,
    Routed,
    Scale,
    Seq,
    SoftCap,
    VectorUse,
)

Floating = NDArray[Any]
"""float32 or float64."""

Pull = Callable[[Floating], Floating]
"""From the gradient of a number with respect to the output of a net to that of its input."""

Pair = tuple[Floating, Pull]


class Sources(Protocol):
    """Matrices and vectors of a block."""

    def matrix(self, use: MatrixUse) -> Floating:
        """`[rows, columns]`."""

    def vector(self, use: VectorUse) -> Floating:
        """A vector."""


class LinearObserver(Protocol):
    """Is shown what linear layers read and the gradients of what they write."""

    def reads(self, use: MatrixUse, x: Floating) -> None:
        """The input of a linear layer, `[positions, columns]`, on the way forward."""

    def gradient(self, use: MatrixUse, x: Floating, dy: Floating) -> None:
        """On the way back: the input, and the gradient of the output `[positions, rows]`."""

    def looked_up(self, use: MatrixUse, dy: Floating) -> None:
        """On the way back: the gradient of rows that were looked up, `[positions, dim]`."""


def differentiate(
    architecture: Architecture,
    net: Net,
    tokens: NDArray[np.int64],
    weights: Sources,
    x: Floating,
    observer: LinearObserver,
) -> Pair:
    """The activations that `net` computes, and what takes their gradient back to that of `x`.

    Args:
        architecture: names the tensors of the net's matrices and vectors.
        net: a net of one of the architecture's blocks.
        tokens: `[positions]`, the token at each position.
        weights: the block's weights.
        x: `[positions, dim]`, what the net is given.
        observer: is shown linear layers, forward at once and back when the result is called.
    """
    return _Tape(architecture, tokens, weights, observer).run(net, x)


class _Tape:
    def __init__(
        self,
        architecture: Architecture,
        tokens: NDArray[np.int64],
        weights: Sources,
        observer: LinearObserver,
    ) -> None:
        self._architecture, self._tokens = architecture, tokens
        self._weights, self._observer = weights, observer

    def run(self, net: Net, x: Floating) -> Pair:
        match net:
            case Input():
                return x, lambda dy: dy
            case Seq(first, second):
                inner, back = self.run(first, x)
                return _after(self.run(second, inner), back)
            case Lookup():
                return self._lookup(net, x)
            case Add() | Mul():
                return _two(net, self.run(net.x, x), self.run(net.y, x))
            case Attention():
                return _attend(net, [self.run(part, x) for part in (net.query, net.key, net.value)])
            case Mixture(_, router, experts):
                scores, back = self.run(router, x)
                return self._mix(_after(_softmax(scores, None), back), experts, x)
            case Routed():
                scores, back = self.run(net.router, x)
                return self._mix(_after(_routed(net, scores), back), net.experts, x)
            case _:
                operand, back = self.run(net.x, x)
                return _after(self._one(net, operand), back)

    def _one(self, net: Net, x: Floating) -> Pair:
        """An operation on one operand."""
        match net:
            case Point():
                return x, lambda dy: dy
            case Linear():
                return self._linear(self._architecture.matrices[net.matrix], x)
            case Bias(_, vector):
                return x + self._vector(vector), lambda dy: dy
            case Scale(_, factor):
                number = float(factor.fraction)
                return number * x, lambda dy: number * dy
            case Activate(_, function):
                value, slope = FUNCTIONS[function]
                return value(x), lambda dy: dy * slope(x)
            case SoftCap(_, cap):
                y = soft_cap(x, float(cap.fraction))
                return y, lambda dy: dy * (1 - np.square(y / float(cap.fraction)))
            case Rope():
                return _rope(net, x, self._architecture.frequencies[net.angles])
            case RmsNorm() | RmsNormHeads():
                dim = net.head_dim if isinstance(net, RmsNormHeads) else net.dim
                factors = self._vector(net.factors)
                return _rms_norm(x, dim, float(net.epsilon.fraction), factors)
            case LayerNorm():
                return self._layer_norm(net, x)
            case _:
                raise TypeError(f"{type(net).__name__} is no operation on one operand")

    def _lookup(self, net: Lookup, x: Floating) -> Pair:
        use = self._architecture.matrices[net.matrix]

        def back(dy: Floating) -> Floating:
            self._observer.looked_up(use, dy)
            return np.zeros_like(x)

        return look_up(net, self._weights.matrix(use), self._tokens), back

    def _linear(self, use: MatrixUse, x: Floating) -> Pair:
        matrix = self._weights.matrix(use)
        self._observer.reads(use, x)

        def back(dy: Floating) -> Floating:
            self._observer.gradient(use, x, dy)
            result: Floating = dy @ matrix
            return result

        return x @ matrix.T, back

    def _layer_norm(self, net: LayerNorm, x: Floating) -> Pair:
        factors, offsets = self._vector(net.factors), self._vector(net.offsets)
        y, back = _rms_norm(center(x), net.dim, float(net.epsilon.fraction), factors)
        return y + offsets, lambda dy: center(back(dy))

    def _vector(self, number: int) -> Floating:
        return self._weights.vector(self._architecture.vectors[number])

    def _mix(self, gates: Pair, experts: Sequence[Net], x: Floating) -> Pair:
        """The experts' outputs, mixed with the gates `[positions, experts]`."""
        shares, back = gates
        pairs = [self.run(expert, x) for expert in experts]
        y = sum(shares[:, [i]] * pair[0] for i, pair in enumerate(pairs))

        def pull(dy: Floating) -> Floating:
            slopes = np.stack([(dy * pair[0]).sum(axis=1) for pair in pairs], axis=1)
            parts = (pair[1](shares[:, [i]] * dy) for i, pair in enumerate(pairs))
            result: Floating = sum(parts, start=back(slopes))
            return result

        return np.asarray(y), pull


def _after(second: Pair, first: Pull) -> Pair:
    """The pull of what comes second, followed by that of what comes first."""
    y, back = second
    return y, lambda dy: first(back(dy))


def _two(net: Add | Mul, left: Pair, right: Pair) -> Pair:
    (a, back_a), (b, back_b) = left, right
    if isinstance(net, Add):
        return a + b, lambda dy: back_a(dy) + back_b(dy)
    return a * b, lambda dy: back_a(dy * b) + back_b(dy * a)


def _rms_norm(x: Floating, dim: int, epsilon: float, factors: Floating) -> Pair:
    """The norm of each `dim` consecutive entries."""
    split = x.reshape(len(x), -1, dim)
    root = np.sqrt(mean_square(split) + epsilon)
    unit = split / root

    def back(dy: Floating) -> Floating:
        slopes = dy.reshape(split.shape) * factors
        along = (slopes * unit).mean(axis=-1, keepdims=True)
        result: Floating = ((slopes - unit * along) / root).reshape(x.shape)
        return result

    return (factors * unit).reshape(x.shape), back


def _rope(net: Rope, x: Floating, frequencies: Sequence[float]) -> Pair:
    """See `quantcert.forward.functions.rope`; back it turns the other way."""
    angles = np.outer(np.arange(len(x)), frequencies)[:, None, :]
    cos, sin = np.cos(angles).astype(x.dtype), np.sin(angles).astype(x.dtype)

    def turn(vectors: Floating, sine: Floating) -> Floating:
        split = vectors.reshape(len(vectors), net.heads, 2, net.half)
        a, b = split[:, :, 0], split[:, :, 1]
        turned = np.stack((cos * a - sine * b, sine * a + cos * b), axis=2)
        return turned.reshape(vectors.shape)

    return turn(x, sin), lambda dy: turn(dy, -sin)


def _softmax(scores: Floating, visible: NDArray[np.bool_] | None) -> Pair:
    shares: Floating = softmax(scores, visible)

    def back(dy: Floating) -> Floating:
        result: Floating = shares * (dy - (shares * dy).sum(axis=-1, keepdims=True))
        return result

    return shares, back


def _routed(net: Routed, scores: Floating) -> Pair:
    """Which experts are selected counts as fixed."""
    selected = largest_scores(scores, net.k)
    if not net.shares:
        return _softmax(scores, selected)
    shares, back = _softmax(scores, None)
    return shares * selected, lambda dy: back(dy * selected)


def _attend(net: Attention, parts: Sequence[Pair]) -> Pair:
    """See `quantcert.forward.functions.attention`."""
    n, groups, d = len(parts[0][0]), net.groups, net.head_dim
    split = ((n, groups, net.group, d), (n, groups, 1, d), (n, groups, 1, d))
    q, k, v = (
        y.reshape(shape).transpose(1, 2, 0, 3) for (y, _), shape in zip(parts, split, strict=True)
    )
    root, cap = math.sqrt(net.scoring.root), net.scoring.cap
    scores = q @ k.swapaxes(2, 3) / root
    if cap is not None:
        scores = soft_cap(scores, float(cap.fraction))
    shares, of_scores = _softmax(scores, visible_positions(n, net.mask))

    def joined(heads: Floating) -> Floating:
        result: Floating = heads.transpose(2, 0, 1, 3).reshape(n, -1)
        return result

    def back(dy: Floating) -> Floating:
        dmixed = dy.reshape(split[0]).transpose(1, 2, 0, 3)
        slopes = of_scores(dmixed @ v.swapaxes(2, 3)) / root
        if cap is not None:
            slopes = slopes * (1 - np.square(scores / float(cap.fraction)))
        shared = slopes.swapaxes(2, 3) @ q, shares.swapaxes(2, 3) @ dmixed
        dk, dv = (part.sum(axis=1, keepdims=True) for part in shared)
        of_query, of_key, of_value = (pull for _, pull in parts)
        result: Floating = of_query(joined(slopes @ k)) + of_key(joined(dk)) + of_value(joined(dv))
        return result

    return joined(shares @ v), back
