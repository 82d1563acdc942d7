"""The functions of a network on float64 arrays whose last axis is a vector.

They follow the definitions in `lean/QuantCert/Spec`; each is accurate to a few units in the last
place of float64, and none of them overflows.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from quantcert.models.net import Attention, Frequencies, Mask

Array = NDArray[np.float64]
"""Numbers in float64."""

_SATURATED = 100.0  # beyond it, `gelu_tanh` is the rectifier to all bits


def relu(x: Array) -> Array:
    """`max(x, 0)`."""
    result: Array = np.maximum(x, 0.0)
    return result


def gelu(x: Array) -> Array:
    """`x * (1 + erf(x / √2)) / 2`, with the error function of the C library (below 1 ulp)."""
    scaled = (x / math.sqrt(2)).ravel().tolist()
    erf = np.fromiter(map(math.erf, scaled), np.float64, count=x.size).reshape(x.shape)
    result: Array = 0.5 * x * (1.0 + erf)
    return result


def gelu_tanh(x: Array) -> Array:
    """`x * (1 + tanh(√(2/π) * (x + 0.044715 * x**3))) / 2`."""
    inner = np.clip(x, -_SATURATED, _SATURATED)
    inner = math.sqrt(2 / math.pi) * (inner + 0.044715 * inner**3)
    result: Array = 0.5 * x * (1.0 + np.tanh(inner))
    return result


def soft_cap(x: Array, cap: float) -> Array:
    """`cap * tanh(x / cap)`."""
    result: Array = cap * np.tanh(x / cap)
    return result


def silu(x: Array) -> Array:
    """`x / (1 + exp(-x))`."""
    small = np.exp(-np.abs(x))
    result: Array = x * np.where(x < 0, small, 1.0) / (1.0 + small)
    return result


def softmax(scores: Array, visible: NDArray[np.bool_] | None = None) -> Array:
    """Softmax along the last axis, over the entries that are visible; the others become 0."""
    shown = scores if visible is None else np.where(visible, scores, -np.inf)
    powers = np.exp(shown - shown.max(axis=-1, keepdims=True))
    result: Array = powers / powers.sum(axis=-1, keepdims=True)
    return result


def largest_scores(scores: Array, k: int) -> NDArray[np.bool_]:
    """Which of the scores along the last axis are the `k` largest; of equal ones the first."""
    order = np.argsort(-scores, axis=-1, kind="stable")
    result = np.zeros(scores.shape, dtype=np.bool_)
    np.put_along_axis(result, order[..., :k], True, axis=-1)
    return result


def log_softmax(scores: Array) -> Array:
    """Logarithm of the softmax along the last axis."""
    shifted = scores - scores.max(axis=-1, keepdims=True)
    result: Array = shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))
    return result


def center(x: Array) -> Array:
    """The vectors minus their means."""
    result: Array = x - x.mean(axis=-1, keepdims=True)
    return result


def mean_square(x: Array) -> Array:
    """The mean of the squares of each vector, `[..., 1]`."""
    result: Array = np.square(x).mean(axis=-1, keepdims=True)
    return result


def rms_norm(x: Array, epsilon: float, factors: Array) -> Array:
    """`factors * x / √(mean square + epsilon)`."""
    result: Array = factors * (x / np.sqrt(mean_square(x) + epsilon))
    return result


def rope(x: Array, heads: int, half: int, frequencies: Frequencies) -> Array:
    """Rotary position embedding of `[positions, heads * 2 * half]`, halves of a head as pairs.

    Entries `i` and `half + i` of a head at position `t` are rotated by `t * frequencies[i]`.
    """
    angles = np.outer(np.arange(len(x)), frequencies)[:, None, :]
    split = x.reshape(len(x), heads, 2, half)
    first, second = split[:, :, 0], split[:, :, 1]
    cos, sin = np.cos(angles), np.sin(angles)
    rotated = np.stack((cos * first - sin * second, sin * first + cos * second), axis=2)
    return rotated.reshape(x.shape)


def attention(query: Array, key: Array, value: Array, shape: Attention) -> Array:
    """Attention of `groups * group` heads; `group` heads share a head of keys and values.

    Args:
        query: `[positions, groups * group * head_dim]`.
        key: `[positions, groups * head_dim]`.
        value: `[positions, groups * head_dim]`.
        shape: the numbers of heads, what they attend to, and how scores are made.

    Returns:
        `[positions, groups * group * head_dim]`.
    """
    positions, groups, d = len(query), shape.groups, shape.head_dim
    heads = query.reshape(positions, groups, shape.group, d).transpose(1, 2, 0, 3)
    keys = key.reshape(positions, groups, 1, d).transpose(1, 2, 3, 0)
    values = value.reshape(positions, groups, 1, d).transpose(1, 2, 0, 3)
    scores = heads @ keys / math.sqrt(shape.scoring.root)
    if shape.cap is not None:
        scores = soft_cap(scores, float(shape.cap.fraction))
    mixed: Array = softmax(scores, visible_positions(positions, shape.mask)) @ values
    return mixed.transpose(2, 0, 1, 3).reshape(positions, -1)


def visible_positions(positions: int, mask: Mask) -> NDArray[np.bool_] | None:
    """Which positions each one attends to, `[positions, positions]`; None for all."""
    if mask == "full":
        return None
    causal = np.tri(positions, dtype=np.bool_)
    return causal if mask == "causal" else causal & ~np.tri(positions, k=-mask, dtype=np.bool_)


def padded_positions(tokens: NDArray[np.int64], pad: int) -> NDArray[np.int64]:
    """`pad` plus the number of tokens so far that are not `pad`; `pad` for that token."""
    others = tokens != pad
    result: NDArray[np.int64] = np.where(others, pad + np.cumsum(others), pad)
    return result
