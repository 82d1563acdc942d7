"""Checkpoints as modules of PyTorch, where it and transformers are installed."""

import json
from pathlib import Path

import numpy as np
import pytest

from quantcert.errors import CheckpointError
from quantcert.exact.values import exact_values
from quantcert.formats import open_quantized, targets
from quantcert.quantizer import quantize_checkpoint
from tests.support.checkpoints import weights, write_checkpoint
from tests.support.exports import TOKENS, export, logits, quantized_llama
from tests.support.small_models import small_model

torch = pytest.importorskip("torch")
pytest.importorskip("transformers")
pytest.importorskip("accelerate")
module = pytest.importorskip("quantcert.torch")

FORMATS = sorted(targets())


def computed(model: object) -> np.ndarray:
    with torch.no_grad():
        return model(torch.tensor([TOKENS])).logits[0].double().numpy()


@pytest.mark.parametrize("name", FORMATS)
def test_a_model_computes_what_our_forward_pass_does(tmp_path: Path, name: str) -> None:
    source = quantized_llama(tmp_path, name)
    model = module.load(source)
    assert isinstance(model.model.layers[0].mlp.up_proj, module.QuantizedLinear)
    assert model.lm_head.quantized is model.model.embed_tokens.quantized
    assert np.abs(computed(model) - logits(source)).max() < 1e-6


@pytest.mark.parametrize("family", ["llama with biases", "qwen3"])
def test_biases_and_a_head_of_its_own(tmp_path: Path, family: str) -> None:
    source = quantized_llama(tmp_path, "pair11", family)
    assert np.abs(computed(module.load(source)) - logits(source)).max() < 1e-6


@pytest.mark.parametrize("name", FORMATS)
def test_decoding_is_exact_whatever_the_model_is_cast_to(tmp_path: Path, name: str) -> None:
    """Odd columns, ragged groups, half a byte of padding."""
    found = open_quantized(small_model(tmp_path, name).quantized)
    for matrix in map(found.read, found.matrices()):
        weight = module.QuantizedWeight(matrix).to(torch.bfloat16)
        expected = exact_values(matrix)
        np.testing.assert_array_equal(weight().double().numpy(), expected)
        rows = torch.tensor([3, 0, 3])
        np.testing.assert_array_equal(weight(rows).double().numpy(), expected[[3, 0, 3]])


def test_scales_in_float32_are_decoded_in_float64(tmp_path: Path) -> None:
    tensor = weights(4, 32) * np.float32(1e-7)
    write_checkpoint(tmp_path / "original", {"w": tensor})
    quantize_checkpoint(tmp_path / "original", tmp_path / "small", "pair11", 32)
    matrix = open_quantized(tmp_path / "small").read("w")
    weight = module.QuantizedWeight(matrix)
    assert weight().dtype == torch.float64
    np.testing.assert_array_equal(weight().numpy(), exact_values(matrix))


def test_exports_with_decoded_tables_are_loaded(tmp_path: Path) -> None:
    source = quantized_llama(tmp_path, "grid35")
    export(source, tmp_path / "packed", "compressed-tensors")
    model = module.load(tmp_path / "packed")
    assert isinstance(model.model.layers[0].mlp.up_proj, module.QuantizedLinear)
    assert np.abs(computed(model) - logits(source)).max() < 1e-6


def test_a_model_of_other_tensors_is_refused(tmp_path: Path) -> None:
    source = quantized_llama(tmp_path, "pair11")
    config = json.loads((source / "config.json").read_text())
    message = r"is no weight of|has no module|has no tensor for"
    for change in ({"intermediate_size": 64}, {"num_hidden_layers": 1}, {"num_hidden_layers": 3}):
        (source / "config.json").write_text(json.dumps({**config, **change}))
        with pytest.raises(CheckpointError, match=message):
            module.load(source)
