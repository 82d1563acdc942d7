"""The table of quantizers: peers decode what they say, rows are judged as `evaluate` judges."""

import argparse

import numpy as np
import pytest

from bench import quality as module
from bench.peers import peers
from quantcert.formats import open_quantized
from quantcert.forward import OriginalWeights, QuantizedWeights
from quantcert.forward.quality import PredictionQuality, measure_quality
from quantcert.quantizer import Effort, Recipe, make_choice
from tests.support.networks import small_network

WEIGHTS = np.random.default_rng(0).standard_normal((64, 96)).astype(np.float32)
X = np.random.default_rng(1).standard_normal((500, 96)) * np.geomspace(0.05, 20, 96)


def test_peers_take_the_bits_that_their_format_has_and_mind_inputs():
    pytest.importorskip("xllamacpp")
    lost, sizes = {}, {}
    for peer in peers():
        decoded, bits = peer.quantize(WEIGHTS, X.T @ X)
        lost[peer.name] = float(np.square((decoded - WEIGHTS) @ X.T).sum())
        sizes[peer.name] = bits / WEIGHTS.size
    assert sizes["llama.cpp IQ3_S"] == sizes["llama.cpp Q3_K"] == 3.4375
    assert sizes["llama.cpp Q4_0"] == sizes["llama.cpp Q4_K"] == 4.5
    assert sizes["llama.cpp IQ4_XS"] == 4.25
    assert sizes["GPTQ 3 g128"] == 3 + 19 / 96
    for name in ("llama.cpp Q3_K", "llama.cpp IQ3_S", "llama.cpp IQ4_XS"):
        assert lost[f"{name}, imatrix"] < lost[name]
    odd, bits = peers()[0].quantize(WEIGHTS[:7], X.T @ X)
    assert odd.shape == (7, 96)
    assert bits == 4.5 * 96 * 8
    assert lost["GPTQ 3 g128"] < lost["RTN 3 g128"]
    assert lost["GPTQ 4 g128"] < lost["GPTQ 3 g128"] / 2


def table(tmp_path, monkeypatch, family, only=""):
    network = small_network(tmp_path, family)
    text = network.text.read_text()
    monkeypatch.setattr(module, "CACHE", tmp_path / "cache")
    monkeypatch.setattr(module, "_halves", lambda: (text, text))
    recipes = {"fast grid4": Recipe(Effort.FAST, make_choice("grid4", 4), module.LEFT)}
    monkeypatch.setattr(module, "recipes", lambda: recipes)
    others = [peer for peer in peers() if "g128" in peer.name]
    monkeypatch.setattr(module, "peers", lambda: others)
    given = argparse.Namespace(tokens=24, calibration=32, only=only)
    return network, module.measure(network.original, "small", given)


def test_rows_are_judged_as_evaluate_does(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "_LENGTH", 8)
    network, found = table(tmp_path, monkeypatch, "llama")
    assert next(iter(found)) == "fast grid4"
    assert len(found) == 5
    quantized = open_quantized(next((tmp_path / "cache" / "small").iterdir()))
    sizes = [
        (quantized.bits_per_weight(n), np.prod(quantized.shape(n))) for n in quantized.matrices()
    ]
    assert found["fast grid4"]["bits"] == pytest.approx(
        float(sum(bits * size for bits, size in sizes) / sum(size for _, size in sizes)), rel=1e-2
    )
    windows = module._windows(network.original, network.architecture, network.text.read_text(), 24)
    weights = OriginalWeights(network.base), QuantizedWeights(quantized)
    wanted = measure_quality(network.architecture, *weights, windows, lambda done, total: None)
    assert isinstance(wanted, PredictionQuality)
    assert found["fast grid4"]["kl"]["mean"] == pytest.approx(wanted.kl.mean, rel=1e-3)
    assert found["GPTQ 4 g128"]["kl"]["mean"] < found["RTN 3 g128"]["kl"]["mean"]
    assert "| fast grid4 |" in module._table(found)
    alone = table(tmp_path / "alone", monkeypatch, "llama", only="fast")[1]
    assert alone == {"fast grid4": found["fast grid4"]}


def test_sentences_of_a_model_of_embeddings_are_compared(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "_sentences", lambda *given: module._windows(*given))
    monkeypatch.setattr(module, "_LENGTH", 8)
    _, found = table(tmp_path, monkeypatch, "bert")
    assert 0.5 < found["RTN 3 g128"]["cosine"]["mean"] < found["RTN 4 g128"]["cosine"]["mean"] < 1
    assert "rank correlation" in module._table(found)
