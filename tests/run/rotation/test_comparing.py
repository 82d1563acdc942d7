"""Every number of a rotated original is compared; the first that differs is named."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file, save_file

from quantcert.certificate import Rule
from quantcert.containers import open_checkpoint
from quantcert.run.rotation.comparing import rotation_fault
from tests.support.rotations import Rotated, rotated_pair


def altered(pair: Rotated, name: str, place: tuple[int, ...]) -> str:
    """What is found after one number of the rotated original was changed."""
    (file,) = pair.rotated.glob("*.safetensors")
    tensors = load_file(file)
    tensors[name] = tensors[name].copy()
    tensors[name][place] += np.float32(2.0**-12)
    save_file(tensors, file)
    fault = rotation_fault(pair.open())
    assert fault is not None
    assert (fault.rule, fault.tensor) == (Rule.ROTATION, name)
    return fault.message


@pytest.mark.parametrize("residual", [False, True])
def test_nothing_is_found_of_what_rotate_writes(tmp_path: Path, residual: bool) -> None:
    assert rotation_fault(rotated_pair(tmp_path, residual).open()) is None


def test_a_rotated_weight_that_differs_is_named(tmp_path: Path) -> None:
    name = "model.layers.1.self_attn.o_proj.weight"
    message = altered(rotated_pair(tmp_path), name, (3, 5))
    assert message.startswith(f"tensor {name}: row 3, column 5 is ")


def test_a_weight_that_is_not_rotated_is_named(tmp_path: Path) -> None:
    name = "model.layers.0.mlp.down_proj.weight"
    assert altered(rotated_pair(tmp_path), name, (1, 2)).startswith(
        f"tensor {name}: element [1, 2] is "
    )


def test_a_factor_that_is_folded_must_be_one(tmp_path: Path) -> None:
    name = "model.layers.0.input_layernorm.weight"
    message = altered(rotated_pair(tmp_path, residual=True), name, (4,))
    assert message == f"tensor {name}: entry 4 is 1.000244140625, must be 1"


def test_a_tensor_that_is_missing_is_named(tmp_path: Path) -> None:
    pair = rotated_pair(tmp_path)
    opened = pair.open()
    (file,) = pair.rotated.glob("*.safetensors")
    tensors = load_file(file)
    del tensors["model.layers.0.mlp.up_proj.weight"]
    save_file(tensors, file)
    fault = rotation_fault(replace(opened, base=open_checkpoint(pair.rotated)))
    assert fault is not None
    assert fault.message == "tensor model.layers.0.mlp.up_proj.weight: is in one of both only"
