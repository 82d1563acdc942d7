"""Every kind of network that is read as a Llama gives logits near those in real numbers."""

import json

import numpy as np
import pytest

from quantcert.errors import CheckpointError
from quantcert.formats import open_quantized
from quantcert.forward import BlockWeights, QuantizedWeights, evaluate
from quantcert.integer import Run, build_program
from quantcert.integer.build import network_of
from quantcert.quantizer import quantize_checkpoint
from tests.support.checkpoints import write_checkpoint
from tests.support.gguf_models import FAMILIES

TOKENS = [3, 5, 1, 7, 2, 0]


def quantized(folder, family, **settings):
    """A checkpoint of the family with random weights, biases included."""
    rng = np.random.default_rng(3)
    shapes = FAMILIES[family].shapes
    tensors = {name: rng.standard_normal(s).astype(np.float32) / 2 for name, s in shapes.items()}
    original = write_checkpoint(folder / "original", tensors)
    (original / "config.json").write_text(json.dumps(FAMILIES[family].config | settings))
    quantize_checkpoint(original, folder / "quantized", "grid35", 32)
    return open_quantized(folder / "quantized")


def difference(checkpoint):
    network = network_of(checkpoint)
    x = np.zeros((len(TOKENS), 0))
    for block in network.blocks:
        weights = BlockWeights(QuantizedWeights(checkpoint))
        x = evaluate(network, block.net, np.array(TOKENS), weights, x)
    return np.abs(Run(build_program(checkpoint)).read(TOKENS) / 2**20 - x).max() / np.abs(x).max()


YARN = {"rope_type": "yarn", "factor": 4.0, "original_max_position_embeddings": 16}


@pytest.mark.parametrize(
    ("family", "settings"),
    [
        ("llama with biases", {}),
        ("mistral", {}),
        ("qwen2", {}),
        ("phi3", {"sliding_window": None}),
        ("llama", {"rope_scaling": YARN}),
    ],
)
def test_logits_are_near_those_in_real_numbers(tmp_path, family, settings):
    assert difference(quantized(tmp_path, family, **settings)) < 1e-3


@pytest.mark.parametrize("family", ["qwen3", "gemma2", "mixtral", "phi3"])
def test_other_operations_are_refused(tmp_path, family):
    with pytest.raises(CheckpointError, match="the integer program computes RMSNorm"):
        build_program(quantized(tmp_path, family))
