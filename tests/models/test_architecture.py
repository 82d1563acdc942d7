"""Which networks are read, and the reasons why others are not."""

import json
from pathlib import Path

import numpy as np
import pytest

from quantcert.containers import open_checkpoint
from quantcert.models.architecture import (
    Unsupported,
    checkpoint_architecture,
    read_architecture,
)
from quantcert.models.families import FAMILIES
from quantcert.models.net import Architecture, Bias, Linear, operations
from tests.support.architectures import (
    Shapes,
    bert_config,
    bert_shapes,
    llama_config,
    llama_shapes,
)
from tests.support.checkpoints import write_checkpoint


@pytest.mark.parametrize(
    ("config", "shapes"),
    [(bert_config(), bert_shapes()), (llama_config(), llama_shapes())],
)
def test_every_number_of_a_tensor_is_its_place(config: dict[str, object], shapes: Shapes) -> None:
    network = read_architecture(config, shapes)
    assert isinstance(network, Architecture)
    for node in operations(network):
        if isinstance(node, Linear):
            use = network.matrices[node.matrix]
            assert (use.rows, use.columns) == (node.rows, node.columns) == shapes[use.tensor]
        if isinstance(node, Bias):
            assert shapes[network.vectors[node.vector].tensor] == (node.dim,)


@pytest.mark.parametrize("kind", [None, "gpt-5", ["llama"], 3])
def test_an_unknown_model_type_is_a_reason(kind: object) -> None:
    result = read_architecture({"model_type": kind}, {})
    assert isinstance(result, Unsupported)
    assert f"model_type {kind!r} is not supported" in result.reason
    assert all(family in result.reason for family in FAMILIES)


def test_families_are_found_by_their_modules() -> None:
    assert {"bert", "llama", "mistral", "mixtral", "qwen2", "quantcert_mixture"} <= set(FAMILIES)
    assert all(family.model_type == kind for kind, family in FAMILIES.items())


@pytest.mark.parametrize(
    ("name", "shape", "reason"),
    [
        (
            "encoder.layer.1.output.dense.weight",
            (16, 8),
            "tensor encoder.layer.1.output.dense.weight: shape [16, 8], "
            "config.json asks for [8, 16]",
        ),
        ("embeddings.LayerNorm.bias", (9,), "config.json asks for [8]"),
        ("embeddings.LayerNorm.bias", None, "tensor embeddings.LayerNorm.beta is missing"),
    ],
)
def test_tensors_that_do_not_fit_are_a_reason(
    name: str, shape: tuple[int, ...] | None, reason: str
) -> None:
    shapes = bert_shapes() | ({} if shape is None else {name: shape})
    if shape is None:
        del shapes[name]
    result = read_architecture(bert_config(), shapes)
    assert isinstance(result, Unsupported)
    assert reason in result.reason


def test_a_tensor_of_another_dtype_is_a_reason(tmp_path: Path) -> None:
    tensors = {name: np.ones(shape, np.float32) for name, shape in bert_shapes().items()}
    name = "encoder.layer.0.output.LayerNorm.weight"
    for dtype, supported in ((np.float16, True), (np.float64, True), (np.int32, False)):
        folder = write_checkpoint(tmp_path / dtype.__name__, {**tensors, name: np.ones(8, dtype)})
        (folder / "config.json").write_text(json.dumps(bert_config()))
        found = checkpoint_architecture(open_checkpoint(folder))
        if supported:
            assert isinstance(found, Architecture)
        else:
            assert isinstance(found, Unsupported)
            assert f"tensor {name}: dtype " in found.reason
