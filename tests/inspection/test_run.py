"""Inspection of every kind of checkpoint: what is said of it, and what is seen in it."""

import json
from fractions import Fraction

import ml_dtypes
import numpy as np
import pytest

from quantcert.errors import CheckpointError
from quantcert.inspection import inspect_checkpoint, to_document
from tests.support.checkpoints import weights, write_checkpoint
from tests.support.foreign import golden, spoiled, stored_tensors, write_foreign

FP8 = golden("fp8", "blocks")


def by_name(inspection):
    return {tensor.name: tensor for tensor in inspection.tensors}


@pytest.mark.parametrize("values", [False, True])
def test_a_quantized_folder(values):
    found = inspect_checkpoint(FP8, values=values)
    tensor = by_name(found)["b.weight"]
    assert (tensor.shape, tensor.kind, tensor.group_size) == ((12, 42), "fp8", 16)
    assert tensor.bits == 8 + Fraction(6 * 32, 12 * 42)
    assert tensor.stored == ("b.weight", "b.weight_scale_inv")
    assert list(found.all_problems) == []
    assert found.weights == 16 * 48 + 12 * 42
    assert found.bits == 8 * found.weights + 32 * (6 + 6)


def test_an_original_folder_and_a_single_file(tmp_path):
    tensors = {"a": weights(3, 4), "b": np.zeros(4, np.float32)}
    folder = write_checkpoint(tmp_path / "original", tensors)
    for path in (folder, folder / "model.safetensors"):
        found = inspect_checkpoint(path, values=True)
        assert {name: (t.kind, t.bits) for name, t in by_name(found).items()} == {
            "a": ("F32", 32),
            "b": ("F32", 32),
        }
        assert list(found.all_problems) == []


def test_an_onnx_file_that_is_not_quantized(tmp_path):
    path = tmp_path / "m.onnx"
    path.write_bytes(bytes([0x3A, 0]))
    assert inspect_checkpoint(path).tensors == ()


def test_progress_counts_weights():
    told = []
    inspect_checkpoint(FP8, values=True, progress=lambda *args: told.append(args))
    assert told == [("weights", 0, 1272), ("weights", 768, 1272), ("weights", 1272, 1272)]


def zeroed(tensors, _):
    tensors["a.weight"][:] = 0
    tensors["b.weight_scale_inv"][0, 1] = 0
    tensors["b.weight_scale_inv"][1, 1] = 1e-40


def test_numbers_that_look_wrong_are_counted(tmp_path):
    folder = spoiled(FP8, tmp_path / "bad", zeroed)
    assert list(inspect_checkpoint(folder).all_problems) == []
    found = by_name(inspect_checkpoint(folder, values=True))
    assert found["a.weight"].problems == ("all weights are zero",)
    lost = np.count_nonzero(stored_tensors(FP8)["b.weight"][:8, 16:32].astype(np.float32))
    assert found["b.weight"].problems == (
        f"{lost} weights have codes that are not zero, and a scale that is",
    )


def test_a_number_that_is_none_is_named(tmp_path):
    def change(tensors, _):
        tensors["b.weight_scale_inv"][1, 2] = np.nan
        tensors["c.weight"] = np.full((2, 2), np.inf, np.float32)
        tensors["d.weight"] = np.zeros((2, 2), np.float32)

    found = by_name(inspect_checkpoint(spoiled(FP8, tmp_path / "bad", change), values=True))
    (problem,) = found["b.weight"].problems
    assert problem == "b.weight_scale_inv: row 8, group 2: scale nan must be finite"
    assert found["c.weight"].problems == ("element [0, 0] is inf, must be finite",)
    assert found["d.weight"].problems == ("all numbers are zero",)
    assert found["a.weight"].problems == ()


def test_what_cannot_be_read_as_quantized_is_said(tmp_path):
    def change(tensors, settings):
        settings["quant_method"] = "unheard"

    folder = spoiled(FP8, tmp_path / "bad", change)
    found = inspect_checkpoint(folder)
    (problem,) = found.problems
    assert problem.startswith("cannot be read as quantized: ")
    assert "quant_method 'unheard' is not known" in problem
    assert by_name(found)["a.weight"].kind == "F8_E4M3"


@pytest.mark.parametrize("name", ["missing", "notes.txt"])
def test_what_is_no_checkpoint_is_refused(tmp_path, name):
    (tmp_path / "notes.txt").write_text("hello")
    with pytest.raises(CheckpointError):
        inspect_checkpoint(tmp_path / name)


def test_experts_that_are_missing_or_stored_otherwise_are_seen(tmp_path):
    codes = np.ones((4, 4), ml_dtypes.float8_e4m3fn)
    tensors = {}
    for number in (0, 1, 3):
        tensors[f"mlp.experts.{number}.up.weight"] = codes
        tensors[f"mlp.experts.{number}.up.weight_scale"] = np.ones(1, np.float32)
    tensors["mlp.experts.1.up.weight_scale"] = np.ones(4, np.float32)
    tensors["mlp.experts.3.up.weight"] = weights(4, 4)
    del tensors["mlp.experts.3.up.weight_scale"]
    config = {"quantization_config": {"quant_method": "fp8"}}
    found = inspect_checkpoint(write_foreign(tmp_path / "m", tensors, config))
    assert list(found.problems) == [
        "mlp.experts.2.up.weight is missing among 4 experts",
        "mlp.experts.3.up.weight is stored as F32 [4, 4], mlp.experts.0.up.weight as fp8 [4, 4]",
    ]


def test_the_document_is_json():
    document = json.loads(json.dumps(to_document(inspect_checkpoint(FP8))))
    assert document["weights"] == 1272
    assert document["bits"] == "10560"
    assert document["tensors"][0]["bits_per_weight"] == "33/4"
    assert document["tensors"][0]["layout"]["codes"] == "E4M3, one a byte"
    assert (document["values_read"], document["problems"]) == (False, [])


@pytest.mark.parametrize("format_name", ["fp8", "mxfp4", "bitsandbytes"])
def test_goldens_of_every_format_look_right(format_name):
    for path in (golden(format_name, "x").parent).iterdir():
        assert list(inspect_checkpoint(path, values=True).all_problems) == [], path
