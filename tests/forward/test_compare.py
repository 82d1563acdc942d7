"""Two networks side by side: errors of each block alone and accumulated."""

import numpy as np
import pytest

from quantcert.errors import CheckpointError
from quantcert.forward import OriginalWeights, QuantizedWeights, evaluate
from quantcert.forward.compare import Window, compare
from quantcert.forward.measurement import Measurement
from quantcert.forward.weights import BlockWeights
from tests.support.networks import FAMILIES, SmallNetwork, small_network


@pytest.fixture(scope="module", params=list(FAMILIES))
def network(request, tmp_path_factory) -> SmallNetwork:
    return small_network(tmp_path_factory.mktemp("network"), request.param, "alt43")


def windows(network: SmallNetwork) -> list[Window]:
    dim = network.architecture.input_dim
    vectors = np.load(network.vectors)[:, :dim]
    tokens = np.random.default_rng(8).integers(0, 20, (3, 7))
    return [Window(row, vectors) for row in tokens]


def measured(network: SmallNetwork, quantized: bool = True) -> Measurement:
    original = OriginalWeights(network.base)
    other = QuantizedWeights(network.checkpoint) if quantized else original
    matrices = frozenset(network.checkpoint.matrices())
    steps: list[tuple[int, int]] = []
    result = compare(
        network.architecture,
        original,
        other,
        matrices,
        windows(network),
        lambda *s: steps.append(s),
    )
    total = 3 * len(network.architecture.blocks)
    assert steps == [(done, total) for done in range(1, total + 1)]
    return result


def test_a_network_equals_itself(network: SmallNetwork) -> None:
    observed = measured(network, quantized=False).observed
    assert {(block.alone, block.accumulated) for block in observed.blocks} == {(0.0, 0.0)}
    assert {(layer.error, layer.worst_case) for layer in observed.layers} == {(0.0, 0.0)}
    assert all(block.output > 0 for block in observed.blocks)


def test_errors_are_those_of_separate_passes(network: SmallNetwork) -> None:
    """`accumulated` follows both networks; `alone` feeds each block the original's input."""
    result = measured(network)
    weights = [
        BlockWeights(OriginalWeights(network.base)),
        BlockWeights(QuantizedWeights(network.checkpoint)),
    ]
    blocks = network.architecture.blocks
    expected = np.zeros((len(blocks), 3))
    for window in windows(network):
        x = x_quantized = window.x
        for number, block in enumerate(blocks):
            arguments = network.architecture, block.net, window.tokens
            y = evaluate(*arguments, weights[0], x)
            alone = np.abs(y - evaluate(*arguments, weights[1], x)).max()
            x, x_quantized = y, evaluate(*arguments, weights[1], x_quantized)
            found = np.abs(y).max(), alone, np.abs(x - x_quantized).max()
            expected[number] = np.maximum(expected[number], found)
    for block, row in zip(result.observed.blocks, expected, strict=True):
        assert [block.output, block.alone, block.accumulated] == row.tolist()
    first = result.observed.blocks[0]
    assert first.alone == first.accumulated > 0


def test_points_of_block_ends_are_the_outputs(network: SmallNetwork) -> None:
    result = measured(network)
    for block in result.observed.blocks:
        assert result.points[f"{block.block} output"].entry == block.output


def test_every_quantized_linear_layer_is_listed(network: SmallNetwork) -> None:
    """In the order of the network, with an error below what its worst row allows."""
    layers = measured(network).observed.layers
    names = [block.name for block in network.architecture.blocks]
    assert [names.index(layer.block) for layer in layers] == sorted(
        names.index(layer.block) for layer in layers
    )
    linear = [name for name in network.checkpoint.matrices() if "embeddings" not in name]
    if network.architecture.output == "logits":
        assert layers[-1].tensor == "model.embed_tokens.weight"
    else:
        assert {layer.tensor for layer in layers} == set(linear)
    for layer in layers:
        assert 0 < layer.error <= layer.worst_case * layer.input * (1 + 1e-12)


def test_logits_of_decoders_alone(network: SmallNetwork) -> None:
    logits = measured(network).observed.logits
    assert (logits is not None) == (network.architecture.output == "logits")
    if logits is not None:
        assert logits.probability_ratio > 1
        assert logits.original_perplexity != logits.quantized_perplexity


@pytest.mark.parametrize("factor", [1e200, 1e300])
def test_overflow_is_refused(network: SmallNetwork, factor: float) -> None:
    class Huge(OriginalWeights):
        def rows(
            self, name: str, start: int, stop: int, leading: tuple[int, ...] = ()
        ) -> np.ndarray:
            return super().rows(name, start, stop) * factor

    weights = Huge(network.base)
    arguments = network.architecture, weights, weights, set(), windows(network)
    with np.errstate(all="ignore"), pytest.raises(CheckpointError, match="overflows in float64"):
        compare(*arguments, lambda *step: None)
