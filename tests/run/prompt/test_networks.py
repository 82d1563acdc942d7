"""Both networks of a prompt: what is opened, what is refused, and what the numbers are."""

import json
from fractions import Fraction

import numpy as np
import pytest

from quantcert.errors import CheckpointError
from quantcert.forward.evaluate import evaluate
from quantcert.forward.weights import BlockWeights, OriginalWeights, QuantizedWeights
from quantcert.run.prompt.networks import open_prompt, prompt_networks
from quantcert.run.prompt.precision import enclose_pair
from tests.support.checkpoints import edit_tensor
from tests.support.networks import small_network

TOKENS = (3, 5, 1)


@pytest.mark.parametrize("family", ["llama", "mixtral"])
def test_logits_of_float64_are_in_the_boxes(tmp_path, family):
    model = small_network(tmp_path, family, "alt43")
    inputs = open_prompt(model.quantized, model.original)
    pair = enclose_pair(prompt_networks(inputs, TOKENS), inputs.architecture, 60)
    sides = (OriginalWeights(inputs.original), QuantizedWeights(inputs.quantized))
    for side, weights in zip((pair.original, pair.quantized), sides, strict=True):
        exact = np.zeros((len(TOKENS), 0))
        for block in inputs.architecture.blocks:
            held = BlockWeights(weights)
            exact = evaluate(inputs.architecture, block.net, np.array(TOKENS), held, exact)
        mids = np.array([[c.mid / 2**side.logits.scale for c in r] for r in side.logits.claims])
        assert side.radius < 1e-9
        assert np.abs(mids - exact).max() < 1e-9
    assert pair.original.logits != pair.quantized.logits


def test_an_encoder_is_opened_and_a_network_that_reads_vectors_is_refused(tmp_path):
    model = small_network(tmp_path / "bert", "bert")
    assert open_prompt(model.quantized, model.original).encodes
    model = small_network(tmp_path / "mixture", "mixture")
    with pytest.raises(CheckpointError, match="gives scores, prompts need a network from tokens"):
        open_prompt(model.quantized, model.original)


def test_more_weights_than_allowed_are_refused(tmp_path):
    model = small_network(tmp_path, "llama")
    architecture = open_prompt(model.quantized, model.original).architecture
    count = sum(use.rows * use.columns for use in architecture.matrices)
    open_prompt(model.quantized, model.original, count)
    with pytest.raises(CheckpointError, match=f"has {count:,} weights, allowed: {count - 1:,} "):
        open_prompt(model.quantized, model.original, count - 1)


def test_an_unknown_network_is_refused(tmp_path):
    model = small_network(tmp_path, "llama")
    for folder in (model.original, model.quantized):
        config = json.loads((folder / "config.json").read_text())
        (folder / "config.json").write_text(json.dumps(config | {"model_type": "unheard_of"}))
    with pytest.raises(CheckpointError, match="the network is not read: model_type 'unheard_of'"):
        open_prompt(model.quantized, model.original)


def test_another_configuration_is_refused(tmp_path):
    model = small_network(tmp_path, "llama")
    file = model.quantized / "config.json"
    file.write_text(json.dumps(json.loads(file.read_text()) | {"rms_norm_eps": 1e-3}))
    with pytest.raises(CheckpointError, match=r"config\.json: .*rms_norm_eps"):
        open_prompt(model.quantized, model.original)


def test_each_network_has_its_own_vectors(tmp_path):
    model = small_network(tmp_path, "llama")

    def change(values: np.ndarray) -> None:
        values[2] *= 2

    edit_tensor(model.quantized / "model.safetensors", "model.norm.weight", change, np.float32)
    inputs = open_prompt(model.quantized, model.original)
    first, second = prompt_networks(inputs, TOKENS)
    uses = inputs.architecture.vectors
    place = [use.tensor for use in uses].index("model.norm.weight")
    for index, (a, b) in enumerate(zip(first.vectors, second.vectors, strict=True)):
        assert (a == b) == (index != place)
    ratios = [
        Fraction(b.mid, 1 << second.vectors[place].scale)
        / Fraction(a.mid, 1 << first.vectors[place].scale)
        for a, b in zip(
            first.vectors[place].claims[0], second.vectors[place].claims[0], strict=True
        )
    ]
    assert ratios == [2 if i == 2 else 1 for i in range(len(ratios))]
