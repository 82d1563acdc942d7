"""Mixtral from config.json and shapes: a Llama with routed experts."""

import pytest

from quantcert.models.architecture import Unsupported, read_architecture
from quantcert.models.net import (
    Architecture,
    Attention,
    Linear,
    Mixture,
    Point,
    RmsNorm,
    Routed,
    nodes,
)
from tests.support.architectures import Shapes, mixtral_config, mixtral_shapes


def read(config: dict[str, object], shapes: Shapes) -> Architecture:
    network = read_architecture(config, shapes)
    assert isinstance(network, Architecture)
    return network


def test_the_mlp_of_a_layer_is_a_router_and_its_experts() -> None:
    network = read(mixtral_config(), mixtral_shapes())
    assert network.family == "mixtral"
    block = network.blocks[4]
    assert block.name == "layer 1 mlp"
    routed = next(net for net in nodes(block.net) if isinstance(net, Routed))
    assert (routed.name, routed.dim, routed.k) == ("layer 1 mlp router", 8, 2)
    assert isinstance(routed.router, Point)
    assert isinstance(routed.router.x, Linear)
    stem = "model.layers.1.block_sparse_moe"
    assert network.matrices[routed.router.x.matrix].tensor == f"{stem}.gate.weight"
    assert len(routed.experts) == 3
    for number, expert in enumerate(routed.experts):
        linear = [net for net in nodes(expert) if isinstance(net, Linear)]
        tensors = [network.matrices[net.matrix].tensor for net in linear]
        names = [f"{stem}.experts.{number}.{role}.weight" for role in ("w2", "w1", "w3")]
        assert tensors == names


def test_all_tensors_are_used_and_all_places_have_different_names() -> None:
    network = read(mixtral_config(), mixtral_shapes())
    uses = {use.tensor for use in (*network.matrices, *network.vectors)}
    assert uses == set(mixtral_shapes())
    names = [p.name for b in network.blocks for p in nodes(b.net) if isinstance(p, Point)]
    assert len(names) == len(set(names))


def test_the_gate_matrix_is_that_of_the_function() -> None:
    """`w1` goes through SiLU and `w3` does not."""
    network = read(mixtral_config(), mixtral_shapes())
    gates = {
        net.name.split()[-1]: network.matrices[net.x.matrix].tensor.split(".")[-2]
        for net in nodes(network.blocks[2].net)
        if isinstance(net, Point) and isinstance(net.x, Linear) and "expert 0" in net.name
    }
    assert gates == {"gate": "w1", "up": "w3"}


def test_if_all_experts_are_selected_nothing_is_routed() -> None:
    network = read(mixtral_config() | {"num_experts_per_tok": 3}, mixtral_shapes())
    mixed = [net for net in nodes(network.blocks[2].net) if isinstance(net, Mixture | Routed)]
    assert [type(net) for net in mixed] == [Mixture]


def test_numbers_that_are_not_given() -> None:
    config = mixtral_config()
    for key in ("rms_norm_eps", "num_experts_per_tok"):
        del config[key]
    network = read(config, mixtral_shapes())
    nets = [part for block in network.blocks for part in nodes(block.net)]
    assert network.frequencies == ((1.0,),)
    assert {net.epsilon.fraction for net in nets if isinstance(net, RmsNorm)} == {1e-5}
    assert {net.k for net in nets if isinstance(net, Routed)} == {2}


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"sliding_window": 0}, "sliding_window must be null or an integer >= 1, is 0"),
        ({"hidden_act": "tanh"}, 'is "tanh"'),
        ({"num_experts_per_tok": 4}, "num_experts_per_tok must be at most 3, is 4"),
        (
            {"head_dim": None, "rope_scaling": {"type": "dynamic", "factor": 2.0}},
            "head_dim must be an integer for rope_type dynamic, is null",
        ),
        ({"architectures": ["MixtralForSequenceClassification"]}, "MixtralForSequenceClass"),
    ],
)
def test_what_is_not_supported(change: dict[str, object], reason: str) -> None:
    result = read_architecture(mixtral_config() | change, mixtral_shapes())
    assert isinstance(result, Unsupported)
    assert reason in result.reason


def test_a_window_is_that_of_all_layers() -> None:
    network = read(mixtral_config() | {"sliding_window": 8}, mixtral_shapes())
    nets = [part for block in network.blocks for part in nodes(block.net)]
    assert [net.mask for net in nets if isinstance(net, Attention)] == [8, 8]
