"""Copies that llama.cpp quantizes hold the original, and a run over one is measured."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from bench import formats as module
from bench.copies import write_copy, write_float32_copy
from bench.measure import Run, verify
from quantcert.containers import open_checkpoint
from quantcert.containers.gguf.container import open_gguf
from quantcert.formats import open_quantized
from quantcert.forward.weights import decode_float64
from quantcert.pairing.compare import compare_tensors
from tests.support.gguf_models import FAMILIES, uniformly, write_model, write_original

pytest.importorskip("xllamacpp")


@pytest.mark.parametrize("name", ["llama", "bert"])
def test_a_copy_holds_its_original(tmp_path: Path, name: str) -> None:
    """Rows of 64 columns are no blocks of 256: another type takes the place of the one asked."""
    original = write_original(tmp_path / "original", FAMILIES[name])
    write_copy(original, tmp_path / "m.gguf", "Q4_K")
    base = open_checkpoint(original)
    quantized = open_quantized(tmp_path / "m.gguf", base)
    assert compare_tensors(quantized, base).failed == ()
    assert {quantized.scheme(name).format for name in quantized.matrices()} == {"gguf-Q5_0"}


def test_a_copy_in_float32_holds_the_same_weights(tmp_path: Path) -> None:
    family = FAMILIES["llama"]
    source = write_model(tmp_path / "m.gguf", family, kinds=uniformly("Q4_0"), tokens=True)
    write_float32_copy(source, tmp_path / "copy.gguf")
    quantized, copy = open_quantized(source), open_quantized(tmp_path / "copy.gguf")
    assert copy.matrices() == []
    assert copy.checkpoint.config == quantized.checkpoint.config
    for name in quantized.matrices():
        decoded = decode_float64(quantized.read(name)).astype(np.float32)
        assert np.array_equal(copy.checkpoint.read(name), decoded)
    assert open_gguf(source).head.listed("tokenizer.ggml.tokens") == open_gguf(
        tmp_path / "copy.gguf"
    ).head.listed("tokenizer.ggml.tokens")


def test_a_run_is_measured(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def verified(*arguments: Any, cache: Path) -> Run:
        return verify(*arguments)  # with the library that all tests share

    monkeypatch.setattr(module, "verify_anew", verified)
    monkeypatch.setattr(module, "KINDS", ("Q8_0",))
    original = write_original(tmp_path / "original", FAMILIES["llama"])
    figures = module.copies("small", original, tmp_path, 1)
    assert figures["small_Q8_0_verdicts"] == "15 PROVED"
    assert figures["small_Q8_0_bits_per_weight"] == 8.5
    assert 0.001 < float(figures["small_Q8_0_max_error"]) < 0.004
    assert float(figures["small_Q8_0_times_own_format"]) > 0
    document = json.loads((tmp_path / "out-small_Q8_0" / "certificate.json").read_text())
    assert len(document["layers"]) == 15
