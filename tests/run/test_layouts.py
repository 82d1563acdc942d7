"""Runs on checkpoints that store experts and projections otherwise than their originals."""

import json
from pathlib import Path

import ml_dtypes
import numpy as np
import pytest

from quantcert.certificate import Certificate, ScopeEvidence, Verdict
from quantcert.quantizer import quantize_checkpoint
from quantcert.run.options import Level, VerifyOptions
from quantcert.run.verify import verify_checkpoint
from quantcert.statements.checkpoint import CHECKPOINT_MODULE
from tests.support.checkpoints import write_checkpoint
from tests.support.foreign import write_foreign
from tests.support.layouts import Arrays, fuse, split, stack
from tests.support.reference_cases import weights
from tests.support.reference_models import recorded

QKV = "model.layers.0.self_attn.qkv_proj"
EXPERTS = "model.layers.0.block_sparse_moe.experts"


def single_layer(family: str, case: str) -> tuple[dict[str, object], Arrays]:
    """The first layer of a recorded case."""
    golden = recorded(family)[case]
    shapes = {name: shape for name, shape in golden.shapes.items() if ".layers.1." not in name}
    return golden.config | {"num_hidden_layers": 1}, weights(shapes)


CONFIG, SINGLE = single_layer("mixtral", "two of three")


def folder_of(folder: Path, config: dict[str, object], tensors: Arrays) -> Path:
    made = write_checkpoint(folder, tensors)
    (made / "config.json").write_text(json.dumps(config))
    return made


def verified(
    folder: Path,
    config: dict[str, object],
    original: Arrays,
    stored: Arrays,
    level: Level = Level.ROWS,
) -> Certificate:
    """The run on the quantized copy of `stored` with an original of other tensors.

    The copy is of a family that is not known, so that its tensors stay as they are.
    """
    base = folder_of(folder / "original", config, original)
    other = folder_of(folder / "other", {}, stored)
    quantize_checkpoint(other, folder / "quantized", "pair11", 4)
    file = folder / "quantized" / "config.json"
    file.write_text(json.dumps(config | json.loads(file.read_text())))
    options = VerifyOptions(folder / "quantized", base, None, None, wanted_level=level)
    return verify_checkpoint(options).certificate


def scope_of(certificate: Certificate) -> ScopeEvidence:
    assert certificate.network is not None, certificate
    (scope,) = certificate.network.scopes
    return scope


def test_experts_of_their_own_and_a_stacked_original(tmp_path: Path) -> None:
    """All is quantized: the theorem about the checkpoint is applied to its numbers."""
    found = verified(tmp_path, CONFIG, stack(SINGLE), SINGLE, Level.WEIGHTS)
    assert found.accepted
    scope = scope_of(found)
    assert {theorem.verdict for theorem in scope.theorems} == {Verdict.PROVED}
    assert f"{CHECKPOINT_MODULE}.error_all_inputs" in {theorem.name for theorem in scope.theorems}
    layer = next(one for one in found.layers if one.tensor == f"{EXPERTS}.1.w3.weight")
    assert f"{EXPERTS}.gate_up_proj (original)" in layer.tensor_sha256
    assert layer.original_parts == (f"{EXPERTS}.gate_up_proj, entry [1], rows 12 to 23",)
    gate = next(one for one in found.layers if one.tensor.endswith(".gate.weight"))
    assert gate.original_parts == ()
    listed = f"tensor {EXPERTS}.gate_up_proj of the original: {EXPERTS}.0.w1.weight and 5 more in"
    assert any(line.startswith(listed) for line in found.tensor_differences)


def test_a_stack_and_an_original_with_experts_of_their_own(tmp_path: Path) -> None:
    """The experts are unquantized, so that their numbers are the original's, and measured."""
    found = verified(tmp_path, CONFIG, SINGLE, stack(SINGLE))
    assert found.accepted
    assert {theorem.verdict for theorem in scope_of(found).theorems} == {Verdict.PROVED}
    assert found.excluded_weights[f"{EXPERTS}.gate_up_proj"] == 3 * 24 * 8
    assert found.network is not None
    matrices = {matrix.tensor: matrix for matrix in found.network.matrices}
    expert = matrices[f"{EXPERTS}.gate_up_proj, entry [2], rows 12 to 23"]
    largest = np.abs(SINGLE[f"{EXPERTS}.2.w3.weight"]).max()
    assert 1 <= expert.original.max_abs / float(largest) < 1.001
    assert expert.error.max_abs == 0


def test_a_stack_of_both_sides(tmp_path: Path) -> None:
    stacked = stack(SINGLE)
    found = verified(tmp_path, CONFIG, stacked, stacked)
    assert found.accepted
    (router,) = found.tensor_differences
    assert router.startswith("tensor model.layers.0.block_sparse_moe.gate.weight: is quantized")
    assert {theorem.verdict for theorem in scope_of(found).theorems} == {Verdict.PROVED}


@pytest.mark.parametrize("family", ["llama", "phi3"])
def test_projections_fused_on_one_side(tmp_path: Path, family: str) -> None:
    """Fused in the checkpoint, with biases; and fused in the original."""
    case = {"llama": "attention_bias", "phi3": "two groups, tied"}[family]
    config, tensors = single_layer(family, case)
    other = fuse(tensors) if family == "llama" else split(tensors, heads=4, groups=2)
    found = verified(tmp_path, config, tensors, other, Level.WEIGHTS)
    assert found.accepted
    scope = scope_of(found)
    assert {theorem.verdict for theorem in scope.theorems} == {Verdict.PROVED}
    assert f"{CHECKPOINT_MODULE}.error_all_inputs" in {theorem.name for theorem in scope.theorems}
    if family == "llama":
        (layer,) = (one for one in found.layers if one.tensor == f"{QKV}.weight")
        assert [key for key in layer.tensor_sha256 if "original" in key] == [
            f"model.layers.0.self_attn.{role}_proj.weight (original)" for role in ("q", "k", "v")
        ]
        assert layer.original_parts == tuple(
            f"model.layers.0.self_attn.{role}_proj.weight" for role in ("q", "k", "v")
        )


def exchanged(tensors: Arrays, one: str, other: str) -> Arrays:
    return tensors | {one: tensors[other], other: tensors[one]}


def test_parts_that_are_exchanged_are_rejected(tmp_path: Path) -> None:
    """Each is of the right shape, but it is not the part that it stands for."""
    wrong, names = SINGLE, []
    for pair in (("0.w1", "0.w3"), ("1.w1", "2.w1"), ("1.w2", "2.w2")):
        names += [f"{EXPERTS}.{name}.weight" for name in pair]
        wrong = exchanged(wrong, *names[-2:])
    found = verified(tmp_path, CONFIG, stack(SINGLE), wrong)
    assert not found.accepted
    failed = {layer.tensor: layer for layer in found.layers if not layer.verdict.accepted}
    assert failed.keys() == set(names)
    place = f"{EXPERTS}.gate_up_proj, entry [0], rows 0 to 11"
    assert failed[names[0]].original_parts == (place,)


def test_experts_exchanged_in_an_unquantized_stack_are_rejected(tmp_path: Path) -> None:
    names = [f"{EXPERTS}.{expert}.w2.weight" for expert in (0, 1)]
    found = verified(tmp_path, CONFIG, SINGLE, stack(exchanged(SINGLE, *names)))
    assert not found.accepted
    (finding,) = found.findings
    assert finding.message.startswith(f"tensor {EXPERTS}.down_proj: element [0, 0, 0] is ")
    assert f"in the original's {names[0]} above {names[1]} above" in finding.message
    assert found.network is not None
    assert found.network.scopes == ()


def test_a_network_that_is_not_known_needs_equal_names(tmp_path: Path) -> None:
    config = CONFIG | {"model_type": "other"}
    found = verified(tmp_path, config, stack(SINGLE), SINGLE)
    assert not found.accepted
    messages = [finding.message for finding in found.findings]
    missing = f"tensor {EXPERTS}.down_proj: in the original, but nothing of the checkpoint stands"
    assert any(message.startswith(missing) for message in messages)
    assert all(
        layer.verdict.accepted is (".experts." not in layer.tensor) for layer in found.layers
    )


def test_a_stack_of_experts_in_fp8_has_its_network(tmp_path: Path) -> None:
    """The file stacks experts, each is a matrix of codes, and the original has them apart."""
    plain = stack(SINGLE)
    stored: dict[str, np.ndarray] = {}
    for name, array in plain.items():
        stored[name] = array
        if array.ndim == 3:
            stored[name] = array.astype(ml_dtypes.float8_e4m3fn)
            stored[f"{name}_scale_inv"] = np.ones((len(array), 1, 1), np.float32)
    base = folder_of(tmp_path / "original", CONFIG, SINGLE)
    settings = {"quantization_config": {"quant_method": "fp8"}}
    quantized = write_foreign(tmp_path / "quantized", stored, CONFIG | settings)
    options = VerifyOptions(quantized, base, None, None, wanted_level=Level.ROWS)
    found = verify_checkpoint(options).certificate
    assert found.accepted, found.findings
    assert {layer.tensor for layer in found.layers} == {
        f"{EXPERTS}.{role}[{number}]"
        for role in ("gate_up_proj", "down_proj")
        for number in range(3)
    }
    assert {theorem.verdict for theorem in scope_of(found).theorems} == {Verdict.PROVED}
