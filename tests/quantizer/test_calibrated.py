"""Checkpoints that are quantized while their network reads a text."""

import json

import ml_dtypes
import numpy as np
import pytest

from quantcert.containers import open_checkpoint
from quantcert.errors import QuantizeError
from quantcert.formats import open_quantized
from quantcert.forward import BlockWeights, OriginalWeights, evaluate
from quantcert.quantizer import Effort, Recipe, Rule, make_choice, quantize_by_recipe
from quantcert.quantizer.calibrated import network_of
from quantcert.quantizer.feedback import feedback_of
from quantcert.quantizer.matrix import quantize_matrix
from quantcert.quantizer.moments import MomentRecorder
from quantcert.quantizer.text import calibration_windows
from tests.support.checkpoints import weights, write_checkpoint
from tests.support.networks import small_network
from tests.support.reference_cases import weights as reference_weights
from tests.support.reference_models import recorded

RECIPE = Recipe(
    Effort.DEFAULT,
    make_choice("grid35", 4),
    (Rule("*.v_proj.*", make_choice("grid6", 4)), Rule("*.o_proj.*", None)),
)


def calibrated(tmp_path, family="llama", recipe=RECIPE):
    network = small_network(tmp_path, family)
    windows = calibration_windows(network.original, network.text, 40, 8)
    quantize_by_recipe(network.original, tmp_path / "out", recipe, windows)
    return network, windows, open_quantized(tmp_path / "out")


def test_codes_are_those_that_the_inputs_of_each_layer_ask_for(tmp_path):
    network, windows, quantized = calibrated(tmp_path)
    architecture, moments = network.architecture, MomentRecorder()
    kept = BlockWeights(OriginalWeights(network.base))
    for window in windows:
        x = window.x
        for block in architecture.blocks:
            x = evaluate(architecture, block.net, window.tokens, kept, x, moments)
    assert sorted(quantized.matrices()) == sorted(
        name
        for name in network.base.names()
        if len(network.base.info(name).shape) == 2 and "o_proj" not in name
    )
    different = 0
    for name in quantized.matrices():
        choice = make_choice("grid6" if "v_proj" in name else "grid35", 4)
        found, original = quantized.read(name), network.base.read(name)
        assert found.scheme.format == choice.target.name
        key = (name, ())
        feedback = feedback_of(moments.sums[key]) if key in moments.sums else None
        wanted = quantize_matrix(original, choice.target, 4, feedback=feedback)
        np.testing.assert_array_equal(found.codes, wanted.codes)
        np.testing.assert_array_equal(found.scales, wanted.scales)
        nearest = quantize_matrix(original, choice.target, 4)
        different += not np.array_equal(found.codes, nearest.codes)
    assert different == len(moments.sums) - 2  # all that a layer reads but the two left out


@pytest.mark.parametrize("family", ["bert", "mixtral"])
def test_networks_of_other_families_are_calibrated(tmp_path, family):
    recipe = Recipe(Effort.DEFAULT, make_choice("pair11", 4))
    network, _, quantized = calibrated(tmp_path, family, recipe)
    assert quantized.matrices()
    name = quantized.matrices()[-1]
    assert quantized.read(name).shape == quantized.shape(name)
    assert network_of(open_checkpoint(network.original)).family == network.architecture.family


def test_the_network_is_the_one_that_is_loaded(tmp_path):
    """The dtype of the tensors is that of the network: Gemma's factor of embeddings is rounded."""
    made = recorded("gemma2")["loaded in bfloat16"]
    config = {key: value for key, value in made.config.items() if key != "dtype"}
    found = {}
    for dtype in (np.float32, ml_dtypes.bfloat16):
        tensors = {n: array.astype(dtype) for n, array in reference_weights(made.shapes).items()}
        source = write_checkpoint(tmp_path / np.dtype(dtype).name, tensors)
        (source / "config.json").write_text(json.dumps(config))
        found[dtype] = network_of(open_checkpoint(source))
    assert found[np.float32] != found[ml_dtypes.bfloat16]


def test_a_recipe_of_two_families_of_formats_is_refused(tmp_path):
    recipe = Recipe(Effort.FAST, make_choice("grid3", 4), (Rule("b", make_choice("pair11", 4)),))
    source = write_checkpoint(tmp_path / "source", {"a": weights(2, 4), "b": weights(2, 4)})
    with pytest.raises(QuantizeError, match="tensor b: pair11 cannot stand in one folder"):
        quantize_by_recipe(source, tmp_path / "out", recipe)
    other = Recipe(Effort.FAST, recipe.rules[0].choice, (Rule("a", recipe.choice),))
    with pytest.raises(QuantizeError, match="tensor a: grid3 cannot stand in one folder"):
        quantize_by_recipe(source, tmp_path / "out", other)
    assert not (tmp_path / "out").exists()


def test_what_is_no_network_cannot_read_a_text(tmp_path):
    source = write_checkpoint(tmp_path / "source", {"a": weights(2, 4)})
    folder = tmp_path / "vectors"
    folder.mkdir()
    with pytest.raises(QuantizeError, match="source: cannot be calibrated: "):
        quantize_by_recipe(source, tmp_path / "out", Recipe(Effort.DEFAULT, RECIPE.choice))
    network = small_network(folder, "mixture")
    with pytest.raises(QuantizeError, match="reads vectors, not a text"):
        calibration_windows(network.original, network.text, 40, 8)
