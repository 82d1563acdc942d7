"""Nets compute what their definition says, and observers see every place on the way."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from quantcert.errors import CheckpointError
from quantcert.forward import BlockWeights, OriginalWeights, evaluate
from quantcert.forward.functions import Array
from quantcert.models import net as nets
from quantcert.models.net import Architecture, Net
from quantcert.pairing.parts import TensorPart
from tests.support.networks import FAMILIES, SmallNetwork, small_network
from tests.support.slow_eval import SlowEval


@pytest.fixture(scope="module", params=list(FAMILIES))
def network(request, tmp_path_factory) -> SmallNetwork:
    return small_network(tmp_path_factory.mktemp("network"), request.param)


def start(network: SmallNetwork) -> tuple[np.ndarray, Array]:
    """Tokens and vectors for the first block."""
    tokens = np.array([3, 0, 3, 17, 5])
    vectors = np.load(network.vectors)[:5]
    return tokens, vectors[:, : network.architecture.input_dim]


def test_as_defined(network: SmallNetwork) -> None:
    tokens, x = start(network)
    slow = SlowEval(network.architecture, network.base, tokens)
    weights = BlockWeights(OriginalWeights(network.base))
    expected = x.tolist()
    for block in network.architecture.blocks:
        x = evaluate(network.architecture, block.net, tokens, weights, x)
        expected = slow.eval(block.net, expected)
        np.testing.assert_allclose(x, expected, rtol=1e-12, atol=1e-12, err_msg=block.name)


class Seen:
    """Counts what an observer is shown."""

    def __init__(self) -> None:
        self.names: list[str] = []
        self.tensors: list[str] = []

    def point(self, name: str, x: Array) -> None:
        assert x.shape[0] == 5
        self.names.append(name)

    def norm(self, name: str, rms: Array) -> None:
        assert rms.shape[0] == 5
        assert rms.shape[-1] == 1
        self.names.append(name)

    def gap(self, name: str, gaps: Array) -> None:
        assert gaps.shape == (5,)
        assert (gaps > 0).all()
        self.names.append(name)

    def linear(self, use: nets.MatrixUse, x: Array, y: Array) -> None:
        assert len(x) == len(y) == 5
        self.tensors.append(use.tensor)


def test_every_place_is_observed_once(network: SmallNetwork) -> None:
    tokens, x = start(network)
    weights, seen = BlockWeights(OriginalWeights(network.base)), Seen()
    for block in network.architecture.blocks:
        x = evaluate(network.architecture, block.net, tokens, weights, x, seen)
    places = [place for block in network.architecture.blocks for place in parts(block.net)]
    kinds = nets.Point | nets.LayerNorm | nets.RmsNorm | nets.RmsNormHeads | nets.Routed
    named = [place.name for place in places if isinstance(place, kinds)]
    assert sorted(seen.names) == sorted(named)
    linear = [p.matrix for p in places if isinstance(p, nets.Linear)]
    matrices = network.architecture.matrices
    assert sorted(seen.tensors) == sorted(matrices[number].tensor for number in linear)


def parts(net: Net) -> Iterator[Net]:
    """The net and all nets in it."""
    yield net
    for value in vars(net).values():
        for entry in value if isinstance(value, tuple) else (value,):
            if isinstance(entry, Net):
                yield from parts(entry)


def test_norms_show_the_root_mean_square(tmp_path: Path) -> None:
    """LayerNorm that of the centred input, RMSNorm that of the input itself."""
    shown: dict[str, float] = {}

    class Norms(Seen):
        def norm(self, name: str, rms: Array) -> None:
            shown[name] = float(rms[0, 0])

    network = small_network(tmp_path, "bert")
    vectors = tuple(nets.VectorUse(TensorPart("embeddings.LayerNorm.weight"), 8) for _ in range(2))
    architecture = Architecture("test", 8, 20, 5, "hidden states", (), (), vectors)
    epsilon = network.architecture.blocks[0].net.x.epsilon
    both = nets.Add(
        8,
        nets.RmsNorm("rms", 8, 0, epsilon, nets.Input()),
        nets.LayerNorm("layer", 8, 0, 1, epsilon, nets.Input()),
    )
    x = np.array([[4.0, 2, 4, 2, 4, 2, 4, 2]])
    weights = BlockWeights(OriginalWeights(network.base))
    evaluate(architecture, both, np.array([0]), weights, x, Norms())
    assert shown == {"rms": np.sqrt(10.0), "layer": 1.0}
    with np.errstate(over="ignore"), pytest.raises(CheckpointError, match=r"rms: .* overflows"):
        evaluate(architecture, both, np.array([0]), weights, x * 1e200)


class Stored:
    """Weights that are given."""

    def __init__(self, matrices: dict[str, Array]) -> None:
        self.matrices = matrices

    def shape(self, name: str) -> tuple[int, ...]:
        return self.matrices[name].shape

    def rows(self, name: str, start: int, stop: int, leading: tuple[int, ...] = ()) -> Array:
        return self.matrices[name][start:stop]

    def vector(self, name: str) -> Array:
        raise NotImplementedError


def test_routers_show_the_gap_and_prefer_the_first_of_equal_scores() -> None:
    shown: list[list[float]] = []

    class Gaps(Seen):
        def gap(self, name: str, gaps: Array) -> None:
            assert name == "router"
            shown.append(gaps.tolist())

        def linear(self, use: nets.MatrixUse, x: Array, y: Array) -> None:
            assert use.tensor in matrices

    matrices = {f"expert {number}": np.diag([number, 1.0, 1.0]) for number in range(3)}
    uses = tuple(nets.MatrixUse(TensorPart(name), 3, 3) for name in matrices)
    architecture = Architecture("test", 3, 1, 2, "scores", (), uses, ())
    experts = tuple(nets.Linear(3, 3, number, nets.Input()) for number in range(3))
    x = np.array([[1.0, 1.0, 0.5], [0.0, 3.0, 1.0]])
    all_three = (np.exp(1) + 2 * np.exp(0.5)) / (2 * np.exp(1) + np.exp(0.5))
    for k, first in ((1, 0.0), (2, 0.5), (3, all_three)):
        net = nets.Routed("router", 3, k, nets.Input(), experts)
        weights = BlockWeights(Stored(matrices))
        y = evaluate(architecture, net, np.array([0, 0]), weights, x, Gaps())
        np.testing.assert_allclose(y[:, 0], [first, 0.0], rtol=1e-14)
        np.testing.assert_allclose(y[:, 1:], x[:, 1:], rtol=1e-15)
    assert shown == [[0.0, 2.0], [0.5, 1.0]]
