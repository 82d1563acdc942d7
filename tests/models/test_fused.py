"""Queries, keys and values, and gate and up: matrices of their own or parts of one."""

from dataclasses import replace

import pytest

from quantcert.models.architecture import read_architecture
from quantcert.models.net import Architecture
from quantcert.pairing.parts import TensorPart
from tests.support.architectures import Shapes
from tests.support.layouts import fuse, shapes_of, split
from tests.support.reference_models import recorded

STEM = "model.layers.0"


def read(family: str, case: str, shapes: Shapes) -> Architecture:
    found = read_architecture(recorded(family)[case].config, shapes)
    assert isinstance(found, Architecture), found
    return found


@pytest.mark.parametrize(
    ("family", "case"),
    [
        ("llama", "plain"),
        ("llama", "attention_bias, mlp_bias"),
        ("qwen2", "plain"),
        ("qwen3", "biases"),
        ("gemma3_text", "biases"),
        ("qwen3_moe", "dense layer"),
    ],
)
def test_fused_matrices_make_the_same_network_of_other_parts(family: str, case: str) -> None:
    shapes = recorded(family)[case].shapes
    own, found = read(family, case, shapes), read(family, case, shapes_of(fuse, shapes))
    assert replace(found, matrices=own.matrices, vectors=own.vectors) == own
    pairs = zip((*own.matrices, *own.vectors), (*found.matrices, *found.vectors), strict=True)
    parts = {a.tensor: b.part for a, b in pairs if a.tensor != b.tensor}
    stem = f"{STEM}.self_attn"
    heads, groups = (shapes[f"{stem}.{role}_proj.weight"][0] for role in ("q", "k"))
    places = {"q": (0, heads), "k": (heads, heads + groups), "v": (heads + groups,)}
    for role, rows in places.items():
        part = parts[f"{stem}.{role}_proj.weight"]
        assert part == TensorPart(f"{stem}.qkv_proj.weight", (*rows, heads + 2 * groups)[:2])
        bias = f"{stem}.{role}_proj.bias"
        assert (bias in shapes) == (bias in parts)
        if bias in shapes:
            assert parts[bias] == replace(part, tensor=f"{stem}.qkv_proj.bias")
    inner = shapes[f"{STEM}.mlp.gate_proj.weight"][0]
    for role, rows in (("gate", (0, inner)), ("up", (inner, 2 * inner))):
        part = parts[f"{STEM}.mlp.{role}_proj.weight"]
        assert part == TensorPart(f"{STEM}.mlp.gate_up_proj.weight", rows)


def test_a_family_that_fuses_them_may_be_stored_without() -> None:
    golden = recorded("phi3")["two groups, tied"]
    own = read("phi3", "two groups, tied", golden.shapes)
    parts = shapes_of(lambda tensors: split(tensors, heads=4, groups=2), golden.shapes)
    assert shapes_of(fuse, parts) == golden.shapes
    found = read("phi3", "two groups, tied", parts)
    assert replace(found, matrices=own.matrices) == own
    assert {use.part for use in found.matrices} == {
        TensorPart(name) for name, shape in parts.items() if len(shape) == 2
    }


def test_what_is_missing_is_asked_for_as_the_family_stores_it() -> None:
    golden = recorded("phi3")["plain"]
    none = {name: shape for name, shape in golden.shapes.items() if "qkv_proj" not in name}
    found = read_architecture(golden.config, none)
    assert "self_attn.qkv_proj.weight is missing" in str(found)
    golden = recorded("llama")["plain"]
    none = {name: shape for name, shape in golden.shapes.items() if "self_attn" not in name}
    assert "self_attn.q_proj.weight is missing" in str(read_architecture(golden.config, none))
