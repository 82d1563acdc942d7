"""The mixture of experts of vectors, from config.json and shapes."""

import pytest

from quantcert.models.architecture import Unsupported, read_architecture
from quantcert.models.net import (
    Architecture,
    Mixture,
    Net,
    Point,
    nodes,
)
from tests.support.architectures import Shapes, mixture_config, mixture_shapes


def read(config: dict[str, object], shapes: Shapes) -> Architecture:
    network = read_architecture(config, shapes)
    assert isinstance(network, Architecture), network
    return network


def names_of(net: Net) -> list[str]:
    return [node.name for node in nodes(net) if isinstance(node, Point)]


def test_a_mixture_is_one_block_with_its_gate_and_experts() -> None:
    network = read(mixture_config(), mixture_shapes())
    assert network.input_dim == 6
    assert network.head_dim == 1
    mixture = next(node for node in nodes(network.blocks[0].net) if isinstance(node, Mixture))
    assert len(mixture.experts) == 2
    assert isinstance(mixture.router, Point)
    assert mixture.router.dim == 2
    assert names_of(network.blocks[0].net)[:2] == ["mixture output", "mixture input"]
    assert len(network.matrices) == 6


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"hidden_act": "tanh"}, 'hidden_act must be "gelu" or "relu", is "tanh"'),
        ({"input_dim": None}, "input_dim must be an integer >= 1, is null"),
        ({"num_experts": 3}, "tensor gate.4.weight: shape [2, 5], config.json asks for [3, 5]"),
    ],
)
def test_what_is_not_supported(change: dict[str, object], reason: str) -> None:
    result = read_architecture(mixture_config() | change, mixture_shapes())
    assert isinstance(result, Unsupported)
    assert reason in result.reason


def test_a_number_without_default_must_be_given() -> None:
    config = mixture_config()
    del config["gate_hidden"]
    assert read_architecture(config, mixture_shapes()) == Unsupported(
        "config.json: gate_hidden is missing"
    )
