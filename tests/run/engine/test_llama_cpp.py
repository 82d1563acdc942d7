"""llama.cpp's logits beside golden ones: those of the network it runs are within, others not."""

import numpy as np
import pytest
from typer.testing import CliRunner

pytest.importorskip("xllamacpp")
pytest.importorskip("gguf")

from bench.copies import write_float32_copy
from bench.llama_cpp import logits
from quantcert.cli.main import app
from tests.support.engine_prompts import write_golden_of
from tests.support.gguf_models import FAMILIES, VOCABULARY, uniformly, write_model, write_original

TOKENS = (3, 5, 7)
FLOAT32 = "0.0005"
"""What float32 and a cache of float16 cost in a model of this size."""


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    """A folder with an original, a copy of it in Q4_0, that copy in float32, and golden logits."""
    folder, family = tmp_path_factory.mktemp("llama"), FAMILIES["llama"]
    write_original(folder / "original", family)
    quantized = folder / "quantized.gguf"
    write_model(quantized, family, kinds=uniformly("Q4_0"), tokens=True)
    write_float32_copy(quantized, folder / "float32.gguf")
    write_golden_of(folder / "golden", quantized, folder / "original", TOKENS)
    return folder


def check(model, file: str, slack: str, tokens=TOKENS, *options: str):
    found = logits(model / file, tokens, VOCABULARY)
    np.save(model / "logits.npy", found)
    arguments = ("check-engine", model / "golden", model / "logits.npy", "--slack", slack)
    return CliRunner().invoke(app, [str(a) for a in (*arguments, *options)])


def test_the_engine_computes_the_quantized_network(model):
    result = check(model, "float32.gguf", FLOAT32)
    assert result.exit_code == 0, result.output
    assert "WITHIN: all 60 logits" in result.stdout


def test_rounded_activations_are_seen(model):
    """llama.cpp rounds what a quantized matrix is given to 8 bits."""
    assert check(model, "quantized.gguf", FLOAT32).exit_code == 1
    assert check(model, "quantized.gguf", "0.02").exit_code == 0


def test_it_does_not_compute_the_original_nor_other_tokens(model):
    original = ("--network", "original")
    assert check(model, "float32.gguf", "0.02", TOKENS, *original).exit_code == 1
    assert check(model, "float32.gguf", "0.02", (3, 5, 8)).exit_code == 1
