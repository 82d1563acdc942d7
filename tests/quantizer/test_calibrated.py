"""Checkpoints that are quantized while their network reads a text."""

import json
from functools import partial

import ml_dtypes
import numpy as np
import pytest

from quantcert.containers import open_checkpoint
from quantcert.errors import OutputError, QuantizeError
from quantcert.exact import decode_float64
from quantcert.formats import open_quantized
from quantcert.forward import OriginalWeights, QuantizedWeights
from quantcert.forward.compare import Window
from quantcert.forward.differentiate import differentiate
from quantcert.forward.quality import measure_quality
from quantcert.pairing.parts import TensorPart
from quantcert.quantizer import (
    Effort,
    Recipe,
    Rule,
    make_choice,
    quantize_by_recipe,
    with_budget,
)
from quantcert.quantizer.calibrated import network_of
from quantcert.quantizer.correction import best_ridge
from quantcert.quantizer.feedback import feedback_of
from quantcert.quantizer.matrix import quantize_matrix
from quantcert.quantizer.moments import Moments, Unseen, add_halves
from quantcert.quantizer.relevance import Reading, measure_relevance
from quantcert.quantizer.single import SingleWeights
from quantcert.quantizer.states import States
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


class Reads:
    """Second moments of what layers read, each position with the weight of its gradient."""

    def __init__(self, relevance):
        self.sums, self.relevance, self.window = {}, relevance, 0

    def reads(self, use, x):
        weight = self.relevance.of(use, self.window)
        self.sums[use.tensor] = self.sums.get(use.tensor, 0) + (x.T * weight) @ x

    def gradient(self, use, x, dy):
        raise AssertionError("nothing is taken back")

    looked_up = gradient


def reading_of(network, windows, folder):
    reading = Reading(network.base, network.architecture, windows, States(folder / "states"))
    reading.forward(lambda: None)
    return reading


def test_codes_are_those_that_the_inputs_of_each_layer_ask_for(tmp_path):
    network, windows, quantized = calibrated(tmp_path)
    reading = reading_of(network, windows, tmp_path)
    observer = Reads(measure_relevance(reading, lambda block: None, lambda: None))
    for number in range(len(network.architecture.blocks)):
        weights = SingleWeights(network.base)
        for observer.window in range(len(windows)):
            reading.through(number, observer.window, weights, observer)
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
        feedback = feedback_of(observer.sums[name]) if name in observer.sums else None
        wanted = quantize_matrix(original, choice.target, 4, feedback=feedback, sweeps=2)
        np.testing.assert_array_equal(found.codes, wanted.codes)
        np.testing.assert_array_equal(found.scales, wanted.scales)
        nearest = quantize_matrix(original, choice.target, 4)
        different += not np.array_equal(found.codes, nearest.codes)
    assert different == len(observer.sums) - 2  # all that a layer reads but the two left out


def test_layers_that_follow_give_what_the_original_gives_of_other_inputs(tmp_path):
    """The first layers read what the original reads; later ones are corrected by least squares."""
    recipe = Recipe(Effort.BEST, make_choice("grid3", 4), (Rule("*embed*", None),), follow=True)
    network, windows, quantized = calibrated(tmp_path, recipe=recipe)
    reading = reading_of(network, windows, tmp_path)
    relevance = measure_relevance(reading, lambda block: None, lambda: None)
    stored = {name: quantized.read(name) for name in quantized.matrices()}
    decoded = {TensorPart(name): decode_float64(matrix) for name, matrix in stored.items()}
    states, beside = [window.x for window in windows], [window.x for window in windows]
    checked = corrected = 0
    for block in network.architecture.blocks:
        moments = Moments(relevance)
        for place, window in enumerate(windows):
            read, moments.window = Wanted(), place
            run = partial(differentiate, network.architecture, block.net, window.tokens)
            states[place], _ = run(SingleWeights(network.base), states[place], read)
            moments.wanted = read.inputs
            run(SingleWeights(network.base), beside[place], moments)
            beside[place], _ = run(
                SingleWeights(network.base, decoded), beside[place], Moments(relevance)
            )
        for name, matrix in stored.items():
            if (inputs := moments.of(TensorPart(name))) is None:
                continue
            feedback = feedback_of(inputs.moments, group_size=4)
            weights = network.base.read(name).astype(np.float64)
            ridge = best_ridge(weights, inputs.halves)
            if ridge is not None:
                both = add_halves(inputs.halves)
                damped = both.moments + ridge * both.moments.trace() / len(both.moments) * np.eye(
                    len(both.moments)
                )
                weights += weights @ both.shift @ np.linalg.inv(damped)
                corrected += 1
            wanted = quantize_matrix(
                weights.astype(np.float32), recipe.choice.target, 4, feedback=feedback, sweeps=4
            )
            assert (matrix.codes == wanted.codes).mean() > 0.97, name
            checked += 1
    assert checked == len(stored)
    assert corrected > 1


class Wanted(Unseen):
    def __init__(self):
        self.inputs = {}

    def reads(self, use, x):
        self.inputs[use] = x


def test_a_run_that_was_interrupted_goes_on(tmp_path, monkeypatch):
    network = small_network(tmp_path, "llama")
    windows = calibration_windows(network.original, network.text, 40, 8)
    recipe, keep = Recipe(Effort.DEFAULT, make_choice("grid35", 4)), tmp_path / "keep"

    def run(out, progress=None, used=recipe, work=keep):
        quantize_by_recipe(network.original, tmp_path / out, used, windows, progress, work=work)

    def stop(done, total, name):
        if "layers.1" in name:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run("out", stop)
    assert not (tmp_path / "out").exists()
    kept = {file.name: file.read_bytes() for file in keep.glob("*.npz")}
    assert any("layers.0" in name for name in kept)
    made = []
    run("out", lambda done, total, name: made.append(name))
    assert not {f"{name}.npz" for name in made} & set(kept)
    run("whole", work=None)
    for file in ("model.safetensors", "config.json"):
        assert (tmp_path / "out" / file).read_bytes() == (tmp_path / "whole" / file).read_bytes()
    with pytest.raises(OutputError, match="keep: holds matrices of another run"):
        run("other", used=Recipe(Effort.BEST, recipe.choice))
    (tmp_path / "odd").mkdir()
    (tmp_path / "odd" / "file").touch()
    with pytest.raises(OutputError, match="odd: is not empty"):
        run("other", work=tmp_path / "odd")


def test_bits_per_weight_are_spent_and_not_more(tmp_path):
    free = Recipe(Effort.DEFAULT, make_choice("grid3", None), (Rule("*.q_proj.*", None),))
    _, _, quantized = calibrated(tmp_path, recipe=with_budget(free, 8))
    names = quantized.matrices()
    assert not any("q_proj" in name for name in names)
    weights = sum(np.prod(quantized.shape(name)) for name in names)
    bits = sum(quantized.bits_per_weight(name) * np.prod(quantized.shape(name)) for name in names)
    assert 7 < bits / weights <= 8
    assert len({quantized.scheme(name).format for name in names}) > 1


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


@pytest.mark.parametrize("family", ["gpt2", "phi3", "gemma2", "mixtral"])
def test_every_matrix_of_a_layer_is_calibrated_however_it_is_stored(tmp_path, family):
    """Transposed, fused and stacked matrices lose less of what their layers say than rounded."""
    made = next(iter(recorded(family).values()))
    tensors = {n: array.astype(np.float32) for n, array in reference_weights(made.shapes).items()}
    source = write_checkpoint(tmp_path / "source", tensors)
    (source / "config.json").write_text(json.dumps(made.config))
    base = open_checkpoint(source)
    network, rng = network_of(base), np.random.default_rng(3)
    ids = [rng.integers(0, network.vocabulary, min(12, network.max_length)) for _ in range(20)]
    windows = [Window(tokens, np.zeros((len(tokens), 0))) for tokens in ids]
    lost = []
    for effort in (Effort.FAST, Effort.DEFAULT, Effort.BEST):
        recipe = Recipe(effort, make_choice("grid3", 4), follow=effort is Effort.BEST)
        quantize_by_recipe(source, tmp_path / effort, recipe, windows)
        quantized = open_quantized(tmp_path / effort, base)
        weights = OriginalWeights(base), QuantizedWeights(quantized)
        found = measure_quality(network, *weights, windows, lambda done, total: None)
        lost.append(found.kl.mean)
    assert lost[1] < 0.9 * lost[0]
    assert lost[2] < 0.9 * lost[0]


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
