"""The steps of `Cert/Model/Step` against random searches.

Each trial draws the activations of an original and of a quantized network at a few positions,
measures their sizes, applies an operation to both, and compares the sizes of the results with what
the step makes of the sizes before. A ratio above one would refute the step as it is read here; the
largest ratio shows how close to equality a step gets, and a test fails if it turns out to be looser
than recorded.
"""

import math
from collections.abc import Callable

import numpy as np
import pytest

from tests.support.model_steps import (
    ROUNDING,
    Array,
    Bounds,
    Pair,
    Size,
    average_error,
    gain_of,
    linear_bounds,
    norm_step,
    of_norm,
    rotated,
    score_change,
    size,
    sum_of,
    whole,
)

TRIALS = 2_000

Trial = Callable[[np.random.Generator], tuple[Pair, Bounds]]


def draw(rng: np.random.Generator, positions: int, heads: int, d: int, change: float = 2.0) -> Pair:
    x = rng.normal(size=(positions, heads * d)) * rng.uniform(0.1, 3)
    return Pair(x, x + rng.normal(size=x.shape) * rng.uniform(0, change), d)


def softmax(z: Array) -> Array:
    weights = np.exp(z - z.max(axis=-1, keepdims=True))
    return np.asarray(weights / weights.sum(axis=-1, keepdims=True))


def normalized(x: Array, eps: float) -> Array:
    return np.asarray(x / np.sqrt((x**2).mean(axis=1, keepdims=True) + eps))


def rms_norm(rng: np.random.Generator) -> tuple[Pair, Bounds]:
    n, eps = int(rng.integers(1, 4)), 10 ** rng.uniform(-5, -1)
    before, gamma = draw(rng, 1, 1, n), rng.normal(size=n)
    s, factor = before.sizes(), float(np.abs(gamma).max())
    low = math.sqrt(float((before.x**2).mean()))
    gain = gain_of(n, factor, eps, low, s.error.norm)
    after = Pair(gamma * normalized(before.x, eps), gamma * normalized(before.xhat, eps), n)
    return after, norm_step(s, math.sqrt(n), factor, of_norm(0.0), gain)


def layer_norm(rng: np.random.Generator) -> tuple[Pair, Bounds]:
    n, eps = int(rng.integers(2, 4)), 10 ** rng.uniform(-5, -1)
    before, gamma, beta = draw(rng, 1, 1, n), rng.normal(size=n), rng.normal(size=(1, n))
    s, factor = before.sizes(), float(np.abs(gamma).max())
    x, xhat = (a - a.mean(axis=1, keepdims=True) for a in (before.x, before.xhat))
    gain = gain_of(n, factor, eps, math.sqrt(float((x**2).mean())), s.error.norm)
    after = Pair(gamma * normalized(x, eps) + beta, gamma * normalized(xhat, eps) + beta, n)
    return after, norm_step(s, math.sqrt(n), factor, size(beta, n), gain)


def rms_norm_heads(rng: np.random.Generator) -> tuple[Pair, Bounds]:
    heads, d, eps = *(int(i) for i in rng.integers(1, 4, size=2)), 10 ** rng.uniform(-5, -1)
    before, gamma = draw(rng, 1, heads, d), rng.normal(size=d)
    s, factor = before.sizes(), float(np.abs(gamma).max())
    x, xhat = (a.reshape(heads, d) for a in (before.x, before.xhat))
    low = math.sqrt(float((x**2).mean(axis=1).min()))
    gain = gain_of(d, factor, eps, low, s.error.head)
    after = ((gamma * normalized(a, eps)).reshape(1, -1) for a in (x, xhat))
    output = whole(heads, of_norm(math.sqrt(d) * factor))
    return Pair(*after, d), Bounds(output, output, whole(heads, of_norm(gain * s.error.head)))


def soft_cap(rng: np.random.Generator) -> tuple[Pair, Bounds]:
    before, cap = draw(rng, 1, 1, int(rng.integers(1, 4))), rng.uniform(0.1, 10)
    after = Pair(cap * np.tanh(before.x / cap), cap * np.tanh(before.xhat / cap), before.d)
    s = before.sizes()
    capped = (Size(min(a.entry, cap), a.head, a.norm) for a in (s.original, s.quantized))
    return after, Bounds(*capped, s.error)


def rotate(x: Array, angles: Array, half: int) -> Array:
    """`x` has a row for each position, `angles` a row of `half` angles for each position."""
    low, high = np.moveaxis(x.reshape(len(x), -1, 2, half), 2, 0)
    c, s = np.cos(angles)[:, None, :], np.sin(angles)[:, None, :]
    parts = np.stack([c * low - s * high, s * low + c * high], axis=2)
    return np.asarray(parts.reshape(x.shape))


def rope(rng: np.random.Generator) -> tuple[Pair, Bounds]:
    positions, heads, half = (int(i) for i in rng.integers(1, 3, size=3))
    before, angles = draw(rng, positions, heads, 2 * half), rng.normal(size=(positions, half)) * 3
    s = before.sizes()
    after = Pair(rotate(before.x, angles, half), rotate(before.xhat, angles, half), before.d)
    return after, Bounds(rotated(s.original), rotated(s.quantized), rotated(s.error))


def attend(
    q: Array,
    k: Array,
    v: Array,
    group: int,
    d: int,
    causal: bool,
    root: int = 0,
    cap: float = math.inf,
    window: int = 0,
) -> Array:
    """Attention of every position; `group` heads of `q` share a head of `k` and `v`.

    Scores are divided by the root of `root`, or of `d`; causal attention may have a window.
    """
    length = len(q)
    q, k, v = (a.reshape(length, -1, d) for a in (q, k, v))
    k, v = (np.repeat(a, group, axis=1) for a in (k, v))
    z = np.einsum("thd,jhd->htj", q, k) / math.sqrt(root or d)
    if cap < math.inf:
        z = cap * np.tanh(z / cap)
    if causal:
        seen = np.tril(np.ones((length, length), dtype=bool))
        z = np.where(seen & ~np.tril(seen, -window) if window else seen, z, -np.inf)
    output = np.einsum("htj,jhd->thd", softmax(z), v)
    return np.asarray(output.reshape(length, -1))


def attention(known: bool, change: float) -> Trial:
    """Attention to values that change by about `change`; with zero only the weights change."""

    def trial(rng: np.random.Generator) -> tuple[Pair, Bounds]:
        length, groups, group, d = (int(i) for i in rng.integers(1, 3, size=4))
        q = draw(rng, length, groups * group, d)
        k, v = draw(rng, length, groups, d), draw(rng, length, groups, d, change)
        causal = bool(rng.integers(2))
        after = Pair(
            attend(q.x, k.x, v.x, group, d, causal),
            attend(q.xhat, k.xhat, v.xhat, group, d, causal),
            d,
        )
        s = v.sizes()
        tv = math.tanh(score_change(d, q.sizes(), k.sizes()) / 2)
        error = average_error(tv, s) if known else s.original.plus(s.quantized)
        parts = (s.original, s.quantized, error)
        return after, Bounds(*(whole(groups * group, part) for part in parts))

    return trial


def windowed(rng: np.random.Generator) -> tuple[Pair, Bounds]:
    """Attention to a window, with capped scores and another divisor."""
    length, groups, group, d = (int(i) for i in rng.integers(1, 4, size=4))
    q = draw(rng, length, groups * group, d)
    k, v = draw(rng, length, groups, d), draw(rng, length, groups, d)
    root, window = (int(i) for i in rng.integers(1, 4, size=2))
    cap = rng.uniform(0.5, 20)
    after = Pair(
        attend(q.x, k.x, v.x, group, d, True, root, cap, window),
        attend(q.xhat, k.xhat, v.xhat, group, d, True, root, cap, window),
        d,
    )
    s = v.sizes()
    tv = math.tanh(score_change(root, q.sizes(), k.sizes()) / 2)
    parts = (s.original, s.quantized, average_error(tv, s))
    return after, Bounds(*(whole(groups * group, part) for part in parts))


def mixture(known: bool, change: float) -> Trial:
    """Experts whose outputs change by about `change`; with zero only the weights change."""

    def trial(rng: np.random.Generator) -> tuple[Pair, Bounds]:
        count, heads, d = int(rng.integers(2, 4)), int(rng.integers(1, 3)), int(rng.integers(1, 3))
        z = draw(rng, 1, 1, count)
        experts = draw(rng, count, heads, d, change)
        after = Pair(softmax(z.x) @ experts.x, softmax(z.xhat) @ experts.xhat, d)
        s, tv = experts.sizes(), math.tanh(z.sizes().error.entry / 2)
        error = average_error(tv, s) if known else s.original.plus(s.quantized)
        return after, Bounds(s.original, s.quantized, error)

    return trial


def top(z: Array, k: int) -> Array:
    """The `k` largest of each row of scores; the others become minus infinity."""
    order = np.argsort(-z, axis=-1, kind="stable")[:, :k]
    kept = np.full(z.shape, -np.inf)
    np.put_along_axis(kept, order, np.take_along_axis(z, order, axis=-1), axis=-1)
    return kept


def routed(known: bool, change: float, shares: bool = False) -> Trial:
    """Experts of which some are selected; `known` if no score changes by half the gap.

    With `shares` their weights are those of the softmax of all scores.
    """

    def trial(rng: np.random.Generator) -> tuple[Pair, Bounds]:
        count, heads, d = (int(i) for i in rng.integers((3, 1, 1), (5, 3, 3)))
        k = int(rng.integers(1, count))
        z = rng.normal(size=(1, count)) * rng.uniform(0.1, 5)
        largest = np.sort(z[0])[::-1]
        gap = float(largest[k - 1] - largest[k])
        limit = gap / 2 if known else 3 * gap
        zhat = z + rng.choice([-1.0, 1.0], size=z.shape) * rng.uniform(0, 1) * limit
        experts = draw(rng, count, heads, d, change)
        gates, gates_hat = softmax(top(z, k)), softmax(top(zhat, k))
        if shares:
            gates, gates_hat = softmax(z) * (gates > 0), softmax(zhat) * (gates_hat > 0)
        after = Pair(gates @ experts.x, gates_hat @ experts.xhat, d)
        s, tv = experts.sizes(), math.tanh(float(np.abs(z - zhat).max()) / 2)
        error = average_error(tv, s) if known else s.original.plus(s.quantized)
        return after, Bounds(s.original, s.quantized, error)

    return trial


def draw_weights(rng: np.random.Generator, rows: int, cols: int) -> tuple[Array, Array]:
    w = rng.normal(size=(rows, cols))
    return w, w + rng.normal(size=w.shape) * rng.uniform(0, 0.5)


def linear(rng: np.random.Generator) -> tuple[Pair, Bounds]:
    heads, d, cols = (int(i) for i in rng.integers(1, 3, size=3))
    before = draw(rng, 1, 1, cols)
    w, what = draw_weights(rng, heads * d, cols)
    after = Pair(before.x @ w.T, before.xhat @ what.T, d)
    return after, linear_bounds(w, what, d, before.sizes())


def block(change: float) -> Trial:
    """RMSNorm, attention and residual, with inputs that change by about `change`; with zero only
    the matrices change."""

    def trial(rng: np.random.Generator) -> tuple[Pair, Bounds]:
        length, heads, d = (int(i) for i in rng.integers(1, 3, size=3))
        n, eps = heads * d, 1e-2
        before = draw(rng, length, heads, d, change)
        s = before.sizes()
        low = math.sqrt(float((before.x**2).mean(axis=1).min()))
        gain = gain_of(n, 1.0, eps, low, s.error.norm)
        x, xhat = normalized(before.x, eps), normalized(before.xhat, eps)
        inner = norm_step(s, math.sqrt(n), 1.0, of_norm(0.0), gain)
        (wq, wqhat), (wk, wkhat), (wv, wvhat) = (draw_weights(rng, n, n) for _ in range(3))
        q, k = linear_bounds(wq, wqhat, d, inner), linear_bounds(wk, wkhat, d, inner)
        v = linear_bounds(wv, wvhat, d, inner)
        tv = math.tanh(score_change(d, q, k) / 2)
        parts = (v.original, v.quantized, average_error(tv, v))
        y = attend(x @ wq.T, x @ wk.T, x @ wv.T, 1, d, True)
        yhat = attend(xhat @ wqhat.T, xhat @ wkhat.T, xhat @ wvhat.T, 1, d, True)
        after = Pair(before.x + y, before.xhat + yhat, d)
        return after, sum_of(s, Bounds(*(whole(heads, part) for part in parts)))

    return trial


def ratio(trial: Trial, rng: np.random.Generator) -> tuple[float, float]:
    """Observed over bound: of the three sizes together, and of the error alone."""
    after, bound = trial(rng)
    observed = after.sizes()
    error = observed.error.over(bound.error)
    ranges = observed.original.over(bound.original), observed.quantized.over(bound.quantized)
    return max(error, *ranges), error


@pytest.mark.parametrize(
    ("trial", "reached"),
    [
        pytest.param(linear, 0.99, id="linear"),
        pytest.param(rms_norm, 0.95, id="rms-norm"),
        pytest.param(layer_norm, 0.7, id="layer-norm"),
        pytest.param(rms_norm_heads, 0.9, id="rms-norm-heads"),
        pytest.param(soft_cap, 0.99, id="soft-cap"),
        pytest.param(rope, 0.99, id="rope"),
        pytest.param(attention(known=True, change=2.0), 0.9, id="attention"),
        pytest.param(attention(known=True, change=0.0), 0.8, id="attention-weights"),
        pytest.param(attention(known=False, change=2.0), 0.9, id="attention-unknown-weights"),
        pytest.param(windowed, 0.9, id="attention-window"),
        pytest.param(mixture(known=True, change=2.0), 0.9, id="mixture"),
        pytest.param(mixture(known=True, change=0.0), 0.8, id="mixture-weights"),
        pytest.param(mixture(known=False, change=2.0), 0.9, id="mixture-unknown-weights"),
        pytest.param(routed(known=True, change=2.0), 0.9, id="routed"),
        pytest.param(routed(known=True, change=0.0), 0.5, id="routed-weights"),
        pytest.param(routed(known=False, change=2.0), 0.9, id="routed-unknown-selection"),
        pytest.param(routed(known=True, change=2.0, shares=True), 0.8, id="shares"),
        pytest.param(routed(known=True, change=0.0, shares=True), 0.4, id="shares-weights"),
        pytest.param(routed(known=False, change=2.0, shares=True), 0.8, id="shares-unknown"),
        pytest.param(block(change=2.0), 0.9, id="block"),
        pytest.param(block(change=0.0), 0.5, id="block-matrices"),
    ],
)
def test_no_activations_exceed_the_step(
    trial: Trial, reached: float, record_property: Callable[[str, object], None]
) -> None:
    rng = np.random.default_rng(0)
    ratios = [ratio(trial, rng) for _ in range(TRIALS)]
    worst, worst_error = (max(column) for column in zip(*ratios, strict=True))
    record_property("observed_over_bound", worst_error)
    print(f"largest observed / bound: {worst:.6f}, of the error: {worst_error:.6f}")
    assert worst <= 1 + ROUNDING
    assert worst_error >= reached
