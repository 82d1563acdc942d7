"""The steps of `Cert/Model/Step` in float64, and the sizes of activations.

Activations have a row for each position; sizes are the largest over the positions.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
ROUNDING = 1e-9


@dataclass(frozen=True)
class Size:
    """Bounds of the entries, of the norms of the heads, and of the norm."""

    entry: float
    head: float
    norm: float

    def plus(self, other: "Size") -> "Size":
        return Size(self.entry + other.entry, self.head + other.head, self.norm + other.norm)

    def times(self, c: float) -> "Size":
        return Size(c * self.entry, c * self.head, c * self.norm)

    def smaller(self, other: "Size") -> "Size":
        return Size(
            min(self.entry, other.entry), min(self.head, other.head), min(self.norm, other.norm)
        )

    def over(self, bound: "Size") -> float:
        """The largest ratio to the bound; a bound of zero must be met."""
        pairs = zip(
            (self.entry, self.head, self.norm), (bound.entry, bound.head, bound.norm), strict=True
        )
        return max((x / b if b > 0 else math.inf) if x > ROUNDING else 0.0 for x, b in pairs)


@dataclass(frozen=True)
class Bounds:
    """Sizes of the original activations, of the quantized ones and of their difference."""

    original: Size
    quantized: Size
    error: Size


@dataclass(frozen=True)
class Pair:
    """Activations of both networks: a row for each position, heads of `d` entries."""

    x: Array
    xhat: Array
    d: int

    def sizes(self) -> Bounds:
        return Bounds(*(size(a, self.d) for a in (self.x, self.xhat, self.x - self.xhat)))


def size(a: Array, d: int) -> Size:
    heads = np.linalg.norm(a.reshape(len(a), -1, d), axis=2)
    return Size(*(float(b.max()) for b in (np.abs(a), heads, np.linalg.norm(a, axis=1))))


def whole(heads: int, s: Size) -> Size:
    return Size(s.entry, s.head, heads * s.head)


def of_norm(c: float) -> Size:
    return Size(c, c, c)


def norm_step(s: Bounds, root: float, factor: float, offset: Size, gain: float) -> Bounds:
    output = of_norm(root * factor).plus(offset)
    return Bounds(output, output, of_norm(gain * s.error.norm))


def gain_of(n: int, factor: float, eps: float, low: float, error: float) -> float:
    """How much a norm enlarges an error, from the root mean square `low` of the original."""
    low = max(low, math.sqrt(eps))
    low_hat = max(low - error / math.sqrt(n), math.sqrt(eps))
    return factor / math.sqrt(low * low_hat)


def rotated(s: Size) -> Size:
    return Size(min(s.head, 2 * s.entry), s.head, s.norm)


def average_error(tv: float, v: Bounds) -> Size:
    return v.error.plus(v.original.smaller(v.quantized).times(2 * tv))


def score_change(d: int, q: Bounds, k: Bounds) -> float:
    """The smaller of two expansions of the change of a query times a key, over the root of `d`."""
    return min(
        q.original.head * k.error.head + q.error.head * k.quantized.head,
        q.quantized.head * k.error.head + q.error.head * k.original.head,
    ) / math.sqrt(d)


def operator_norm(w: Array) -> float:
    return float(np.linalg.norm(w, 2))


def applied(w: Array, d: int, s: Size) -> Size:
    """Bounds of the matrix `w` times a vector, from its norms."""
    rows = float(np.abs(w).sum(axis=1).max()), float(np.linalg.norm(w, axis=1).max())
    heads = max(operator_norm(block) for block in w.reshape(-1, d, w.shape[1]))
    entry = min(rows[0] * s.entry, rows[1] * s.norm)
    return Size(entry, heads * s.norm, operator_norm(w) * s.norm)


def linear_bounds(w: Array, what: Array, d: int, s: Bounds) -> Bounds:
    changed_input = applied(w - what, d, s.original).plus(applied(what, d, s.error))
    changed_matrix = applied(w - what, d, s.quantized).plus(applied(w, d, s.error))
    return Bounds(
        applied(w, d, s.original),
        applied(what, d, s.quantized),
        changed_input.smaller(changed_matrix),
    )


def sum_of(s: Bounds, t: Bounds) -> Bounds:
    return Bounds(s.original.plus(t.original), s.quantized.plus(t.quantized), s.error.plus(t.error))
