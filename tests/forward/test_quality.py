"""Figures of quality, against the same figures from separate passes."""

import math

import numpy as np
import pytest

from quantcert.errors import CalibrationError
from quantcert.forward import BlockWeights, OriginalWeights, QuantizedWeights, evaluate
from quantcert.forward.compare import Window
from quantcert.forward.quality import (
    EmbeddingQuality,
    PredictionQuality,
    embedding_quality,
    measure_quality,
)
from tests.support.networks import SmallNetwork, small_network


@pytest.fixture(scope="module")
def network(tmp_path_factory) -> SmallNetwork:
    return small_network(tmp_path_factory.mktemp("network"), "llama", "alt43")


def windows(length=7):
    tokens = np.random.default_rng(8).integers(0, 18, (3, length))
    return [Window(row, np.zeros((length, 0))) for row in tokens]


def measured(network, quantized=True, of=None):
    original = OriginalWeights(network.base)
    other = QuantizedWeights(network.checkpoint) if quantized else original
    steps = []
    result = measure_quality(
        network.architecture, original, other, of or windows(), lambda *s: steps.append(s)
    )
    total = 3 * len(network.architecture.blocks)
    assert steps == [(done, total) for done in range(1, total + 1)]
    assert isinstance(result, PredictionQuality)
    return result


def logits(network, weights, window):
    x, kept = window.x, BlockWeights(weights)
    for block in network.architecture.blocks:
        x = evaluate(network.architecture, block.net, window.tokens, kept, x)
    return x


def test_a_network_equals_itself(network):
    found = measured(network, quantized=False)
    assert (found.kl.mean, found.kl_999, found.same_top.mean) == (0, 0, 1)
    assert found.perplexity_ratio.mean == 1
    assert found.perplexity == found.quantized_perplexity


def test_figures_are_those_of_separate_passes(network):
    found = measured(network)
    divergences, same, losses = [], [], []
    for window in windows():
        p, q = (
            np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)
            for scores in (
                logits(network, OriginalWeights(network.base), window),
                logits(network, QuantizedWeights(network.checkpoint), window),
            )
        )
        divergences += [math.fsum(a * math.log(a / b) for a, b in zip(*rows, strict=True))
                        for rows in zip(p, q, strict=True)]  # fmt: skip
        same += [a.argmax() == b.argmax() for a, b in zip(p, q, strict=True)]
        losses += [(-math.log(p[i, t]), -math.log(q[i, t]))
                   for i, t in enumerate(window.tokens[1:])]  # fmt: skip
    assert found.positions == len(divergences) == 21
    assert found.kl.mean == pytest.approx(np.mean(divergences))
    assert found.kl.error == pytest.approx(np.std(divergences, ddof=1) / math.sqrt(21))
    assert found.kl_median == pytest.approx(np.median(divergences))
    assert found.same_top.mean == pytest.approx(np.mean(same))
    before, after = np.mean(losses, axis=0)
    assert found.perplexity.mean == pytest.approx(math.exp(before))
    assert found.quantized_perplexity.mean == pytest.approx(math.exp(after))
    assert found.perplexity_ratio.mean == pytest.approx(math.exp(after - before))


def test_positions_are_compared_some_at_a_time(network, monkeypatch):
    whole = measured(network)
    monkeypatch.setattr("quantcert.forward.recorder._POSITIONS", 3)
    parts = measured(network)
    assert parts.kl.mean == pytest.approx(whole.kl.mean, rel=1e-12)
    assert parts.perplexity.mean == pytest.approx(whole.perplexity.mean, rel=1e-12)


def test_windows_of_one_token_are_refused(network):
    with pytest.raises(CalibrationError, match="no window of two tokens"):
        measured(network, of=windows(length=1))


def outputs(count, seed):
    rng = np.random.default_rng(seed)
    return [rng.standard_normal((rng.integers(1, 5), 8)) for _ in range(count)]


def test_embeddings_are_mean_vectors():
    first = outputs(6, 0)
    second = [x + 0.3 * y[: len(x)].mean() for x, y in zip(first, outputs(6, 1), strict=True)]
    found = embedding_quality(list(zip(first, second, strict=True)))
    cosines = []
    for x, y in zip(first, second, strict=True):
        a, b = x.mean(axis=0), y.mean(axis=0)
        cosines.append(a @ b / math.sqrt((a @ a) * (b @ b)))
    assert found.cosine.mean == pytest.approx(np.mean(cosines))
    assert found.least_cosine == pytest.approx(min(cosines))
    assert found.sentences == 6


def test_rank_correlation_is_spearmans():
    def similarities(states):
        means = [x.mean(axis=0) / np.linalg.norm(x.mean(axis=0)) for x in states]
        return [means[i] @ means[j] for i in range(5) for j in range(i + 1, 5)]

    first, second = outputs(5, 0), outputs(5, 2)
    found = embedding_quality(list(zip(first, second, strict=True)))
    ranks = [sorted(range(10), key=s.__getitem__) for s in map(similarities, (first, second))]
    places = [{pair: rank for rank, pair in enumerate(order)} for order in ranks]
    squares = sum((places[0][pair] - places[1][pair]) ** 2 for pair in range(10))
    assert found.rank_correlation == pytest.approx(1 - 6 * squares / (10 * 99))


def test_too_few_sentences_are_refused():
    with pytest.raises(CalibrationError, match="2 sentences: at least 3 are needed"):
        embedding_quality([(x, x) for x in outputs(2, 0)])


def test_equal_embeddings_are_equal():
    found = embedding_quality([(x, x) for x in outputs(4, 0)])
    assert isinstance(found, EmbeddingQuality)
    assert found.rank_correlation == pytest.approx(1)
    assert found.least_cosine == pytest.approx(1)
