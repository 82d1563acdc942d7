"""Experts of their own or stacked: the same network, of other parts."""

from dataclasses import replace

import pytest

from quantcert.models.architecture import read_architecture
from quantcert.models.net import Architecture, Linear, Point, nodes
from quantcert.pairing.parts import TensorPart
from tests.support.architectures import Shapes, mixtral_config, mixtral_shapes
from tests.support.layouts import shapes_of, stack
from tests.support.recorded_networks import network, reason

STEM = "model.layers.1.block_sparse_moe.experts"
GATE_UP, DOWN = f"{STEM}.gate_up_proj", f"{STEM}.down_proj"


def read(shapes: Shapes) -> Architecture:
    found = read_architecture(mixtral_config(), shapes)
    assert isinstance(found, Architecture), found
    return found


def test_stacked_experts_make_the_same_network_of_other_parts() -> None:
    single, stacked = read(mixtral_shapes()), read(shapes_of(stack, mixtral_shapes()))
    assert replace(stacked, matrices=single.matrices) == single
    pairs = {a.tensor: b for a, b in zip(single.matrices, stacked.matrices, strict=True)}
    for expert in range(3):
        own = {role: pairs[f"{STEM}.{expert}.{role}.weight"].part for role in ("w1", "w3", "w2")}
        assert own == {
            "w1": TensorPart(GATE_UP, (0, 12), leading=(expert,)),
            "w3": TensorPart(GATE_UP, (12, 24), leading=(expert,)),
            "w2": TensorPart(DOWN, leading=(expert,)),
        }
    others = [name for name, use in pairs.items() if use.tensor == name]
    assert len(others) == len(single.matrices) - 2 * 3 * 3


def test_the_gate_of_a_stack_is_above_up() -> None:
    found = network("qwen3_moe", "stacked")
    gates = {
        net.name.split()[-1]: found.matrices[net.x.matrix].part.rows
        for block in found.blocks
        for net in nodes(block.net)
        if isinstance(net, Point) and isinstance(net.x, Linear) and "expert 0" in net.name
    }
    assert gates == {"gate": (0, 4), "up": (4, 8)}


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"num_local_experts": 4}, "gate.weight: shape [3, 8], config.json asks for [4, 8]"),
        ({"intermediate_size": 10}, "gate_up_proj: shape [3, 24, 8], config.json asks for [3, 20"),
    ],
)
def test_a_stack_of_another_shape(changes: dict[str, object], expected: str) -> None:
    assert expected in reason("mixtral", "stacked", **changes)


@pytest.mark.parametrize(("taken", "kept"), [(GATE_UP, DOWN), (DOWN, GATE_UP)])
def test_half_a_stack(taken: str, kept: str) -> None:
    shapes = shapes_of(stack, mixtral_shapes())
    del shapes[taken]
    found = read_architecture(mixtral_config(), shapes)
    assert f"tensor {taken} is missing; config.json asks for it" in str(found)
    assert kept in shapes


def test_experts_stored_in_both_ways() -> None:
    """One of them would be ignored: the network is not read."""
    shapes = mixtral_shapes() | shapes_of(stack, mixtral_shapes())
    found = read_architecture(mixtral_config(), shapes)
    assert ".experts.0.w1.weight is stored, but the network of config.json" in str(found)
