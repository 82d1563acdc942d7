"""The bounds of `Thm/{Softmax,Attention,Norm,Activation,Gate,Logits}` against random searches.

Each case draws many inputs and compares the quantity that a theorem bounds with its bound. A ratio
above one would refute the theorem as it is read here; the largest ratio shows how close to equality
the bound gets, and a test fails if a bound turns out to be looser than recorded.
"""

import math
from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray

Vector = NDArray[np.float64]
Trial = Callable[[np.random.Generator], tuple[float, float]]
TRIALS = 20_000
ROUNDING = 1e-9


def softmax(z: Vector) -> Vector:
    weights = np.exp(z - z.max())
    return weights / weights.sum()


def spread(z: Vector, zhat: Vector) -> float:
    return float(np.ptp(zhat - z))


def total_variation(p: Vector, q: Vector) -> float:
    return float(np.abs(p - q).sum() / 2)


def rms(x: Vector, eps: float) -> float:
    return math.sqrt(float(x @ x) / len(x) + eps)


def changed_scores(rng: np.random.Generator) -> tuple[Vector, Vector]:
    n = int(rng.integers(2, 5))
    z = rng.normal(size=n) * rng.uniform(0.1, 4)
    return z, z + rng.normal(size=n) * rng.uniform(0.01, 4)


def changed_vector(rng: np.random.Generator) -> tuple[Vector, Vector]:
    n = int(rng.integers(1, 5))
    x = rng.normal(size=n) * rng.uniform(0.01, 4)
    return x, x + rng.normal(size=n) * rng.uniform(0.01, 2)


def softmax_total_variation(rng: np.random.Generator) -> tuple[float, float]:
    z, zhat = changed_scores(rng)
    return total_variation(softmax(z), softmax(zhat)), math.tanh(spread(z, zhat) / 4)


def mixed_values(rng: np.random.Generator) -> tuple[float, float]:
    z, zhat = changed_scores(rng)
    p, q = softmax(z), softmax(zhat)
    v = rng.normal(size=len(z))
    vhat = v + rng.normal(size=len(z)) * rng.uniform(0, 1)
    bound = np.abs(v - vhat).max() + total_variation(p, q) * np.ptp(v)
    return abs(float(p @ v - q @ vhat)), float(bound)


def dot_product(rng: np.random.Generator) -> tuple[float, float]:
    q, qhat = changed_vector(rng)
    k = rng.normal(size=len(q))
    khat = k + rng.normal(size=len(q)) * rng.uniform(0, 1)
    norm = np.linalg.norm
    bound = norm(q - qhat) * (norm(k) + norm(k - khat)) + norm(q) * norm(k - khat)
    return abs(float(q @ k - qhat @ khat)), float(bound)


def rms_norm(rng: np.random.Generator) -> tuple[float, float]:
    x, xhat = changed_vector(rng)
    eps = 10 ** rng.uniform(-5, -1)
    r, rhat = rms(x, eps), rms(xhat, eps)
    observed = np.linalg.norm(x / r - xhat / rhat)
    return float(observed), float(np.linalg.norm(x - xhat) / math.sqrt(r * rhat))


def rms_norm_entry(rng: np.random.Generator) -> tuple[float, float]:
    x, xhat = changed_vector(rng)
    eps = 10 ** rng.uniform(-5, -1)
    r, rhat = rms(x, eps), rms(xhat, eps)
    delta, largest = np.abs(x - xhat).max(), np.abs(x / r).max()
    return float(np.abs(x / r - xhat / rhat).max()), float(delta * (1 + largest) / rhat)


def rms_norm_output(rng: np.random.Generator) -> tuple[float, float]:
    x, _ = changed_vector(rng)
    return float(np.linalg.norm(x / rms(x, 1e-5))), math.sqrt(len(x))


def layer_norm(rng: np.random.Generator) -> tuple[float, float]:
    x, xhat = changed_vector(rng)
    c, chat = x - x.mean(), xhat - xhat.mean()
    eps = 10 ** rng.uniform(-5, -1)
    r, rhat = rms(c, eps), rms(chat, eps)
    observed = np.linalg.norm(c / r - chat / rhat)
    return float(observed), float(np.linalg.norm(x - xhat) / math.sqrt(r * rhat))


def silu(x: float) -> float:
    return x / (1 + math.exp(-x))


def gelu(x: float) -> float:
    return x * (1 + math.erf(x / math.sqrt(2))) / 2


def gelu_tanh(x: float) -> float:
    return x * (1 + math.tanh(math.sqrt(2 / math.pi) * (x + 0.044715 * x**3))) / 2


def lipschitz(function: Callable[[float], float], constant: float) -> Trial:
    def trial(rng: np.random.Generator) -> tuple[float, float]:
        a = float(rng.normal() * 4)
        b = a + float(rng.normal() * 10 ** rng.uniform(-3, 1))
        return abs(function(a) - function(b)), constant * abs(a - b)

    return trial


def gated_product(rng: np.random.Generator) -> tuple[float, float]:
    a, b, da, db = (abs(float(x)) if rng.random() < 0.5 else float(x) for x in rng.normal(size=4))
    bound = abs(a * db) + abs(b * da) + abs(da * db)
    return abs(a * b - (a + da) * (b + db)), bound


def probability_ratio(rng: np.random.Generator) -> tuple[float, float]:
    z, zhat = changed_scores(rng)
    ratio = softmax(zhat) / softmax(z)
    return float(max(ratio.max(), (1 / ratio).max())), math.exp(spread(z, zhat))


def perplexity_ratio(rng: np.random.Generator) -> tuple[float, float]:
    positions = [changed_scores(rng) for _ in range(int(rng.integers(1, 4)))]
    losses = [math.log(softmax(z)[0] / softmax(zhat)[0]) for z, zhat in positions]
    mean_spread = sum(spread(z, zhat) for z, zhat in positions) / len(positions)
    return math.exp(sum(losses) / len(losses)), math.exp(mean_spread)


@pytest.mark.parametrize(
    ("trial", "reached"),
    [
        pytest.param(softmax_total_variation, 0.999, id="softmax"),
        pytest.param(mixed_values, 0.99, id="attention-output"),
        pytest.param(dot_product, 0.999, id="score"),
        pytest.param(rms_norm, 0.999, id="rms-norm"),
        pytest.param(rms_norm_entry, 0.8, id="rms-norm-entry"),
        pytest.param(rms_norm_output, 0.999, id="rms-norm-output"),
        pytest.param(layer_norm, 0.99, id="layer-norm"),
        pytest.param(lipschitz(silu, 1.1), 0.999, id="silu"),
        pytest.param(lipschitz(gelu, 1.13), 0.998, id="gelu"),
        pytest.param(lipschitz(gelu_tanh, 1.13), 0.998, id="gelu-tanh"),
        pytest.param(gated_product, 0.999, id="gated-product"),
        pytest.param(probability_ratio, 0.98, id="probability"),
        pytest.param(perplexity_ratio, 0.95, id="perplexity"),
    ],
)
def test_no_input_exceeds_the_bound(
    trial: Trial, reached: float, record_property: Callable[[str, object], None]
) -> None:
    rng = np.random.default_rng(0)
    worst = max(observed / bound for observed, bound in (trial(rng) for _ in range(TRIALS)))
    record_property("observed_over_bound", worst)
    print(f"largest observed / bound: {worst:.6f}")
    assert worst <= 1 + ROUNDING
    assert worst >= reached


def rotate(x: Vector, angles: Vector) -> Vector:
    half = len(angles)
    low, high = x[:half], x[half:]
    c, s = np.cos(angles), np.sin(angles)
    return np.concatenate([c * low - s * high, s * low + c * high])


def test_rotary_embedding_keeps_dot_products() -> None:
    rng = np.random.default_rng(0)
    for _ in range(200):
        half = int(rng.integers(1, 5))
        angles, x, y = rng.normal(size=half), rng.normal(size=2 * half), rng.normal(size=2 * half)
        assert rotate(x, angles) @ rotate(y, angles) == pytest.approx(x @ y)


def test_a_gap_above_the_spread_keeps_the_selected_experts() -> None:
    rng = np.random.default_rng(0)
    kept = changed = 0
    for _ in range(TRIALS):
        n = int(rng.integers(2, 6))
        k = int(rng.integers(1, n))
        z = rng.normal(size=n)
        zhat = z + rng.normal(size=n) * rng.uniform(0, 1)
        order = np.argsort(-z)
        gap = z[order[k - 1]] - z[order[k]]
        same = set(order[:k]) == set(np.argsort(-zhat)[:k])
        if gap > spread(z, zhat):
            kept += 1
            assert same
        else:
            changed += not same
    assert kept > 1000
    assert changed > 1000


def test_a_smaller_gap_does_not_keep_them() -> None:
    """The spread cannot be replaced by anything smaller: here gap and spread differ by 1e-9."""
    z, zhat = np.array([1.0, 0.0]), np.array([0.5, 0.5 + 1e-9])
    assert spread(z, zhat) - (z[0] - z[1]) == pytest.approx(1e-9, rel=1e-6)
    assert np.argmax(z) != np.argmax(zhat)
