"""Quantized ONNX files decode as onnx and onnxruntime decode them, under the original's names."""

import numpy as np
import pytest

from quantcert.containers import open_checkpoint
from quantcert.containers.onnx.container import open_onnx
from quantcert.errors import CheckpointError
from quantcert.formats import open_quantized
from quantcert.pairing.compare import compare_tensors
from tests.support.checkpoints import write_checkpoint
from tests.support.foreign import FORMATS, check_rows, check_words, decoded

GOLDENS = FORMATS / "onnx" / "goldens"
CASES = sorted(path.stem for path in GOLDENS.glob("*.onnx"))
BIASES = {"layer.0.up.bias": np.ones(40, np.float32), "layer.0.down.bias": np.ones(24, np.float32)}


def expected(case):
    with np.load(GOLDENS / f"{case}.npz") as file:
        return dict(file)


def opened(case, folder, **more):
    """A golden, opened with an original that has the decoded tensors and more."""
    original = write_checkpoint(folder / "original", expected(case) | more)
    base = open_checkpoint(original)
    return open_quantized(GOLDENS / f"{case}.onnx", base), base


@pytest.mark.parametrize("case", CASES)
def test_every_weight_is_what_the_independent_tool_decodes(tmp_path, case):
    quantized, _ = opened(case, tmp_path)
    values = expected(case)
    assert sorted(quantized.matrices()) == sorted(values)
    for name, matrix in values.items():
        made = quantized.read(name)
        assert made.shape == quantized.shape(name) == matrix.shape
        np.testing.assert_array_equal(decoded(made).astype(np.float32), matrix, err_msg=name)
        check_words(made)
        check_rows(quantized, name)


@pytest.mark.parametrize("case", [case for case in CASES if case.startswith(("dyn", "static"))])
def test_a_layer_has_a_scale_and_its_own_orientation(tmp_path, case):
    quantized, _ = opened(case, tmp_path, **BIASES)
    assert quantized.shape("layer.0.up.weight") == (40, 24)
    assert quantized.scheme("layer.0.up.weight").group_size == 24
    assert "transposed" in quantized.scheme("layer.0.up.weight").layout["codes"]
    assert quantized.shape("embed.weight") == (30, 24)
    assert "as the layer" in quantized.scheme("embed.weight").layout["codes"]


def test_what_is_not_quantized_is_compared_with_the_original(tmp_path):
    rng = np.random.default_rng(4)  # as the recording tool makes the float model
    table = rng.standard_normal((30, 24)).astype(np.float32)
    quantized, base = opened("blocks4u", tmp_path, **{"embed.weight": table}, **BIASES)
    assert sorted(quantized.plain()) == ["embed.weight", *sorted(BIASES)]
    assert compare_tensors(quantized, base).failed == ()
    other, base = opened("blocks4u", tmp_path / "b", **{"embed.weight": table + 1}, **BIASES)
    (fault,) = compare_tensors(other, base).failed
    assert fault.tensor == "embed.weight"


def test_a_tensor_without_a_partner_keeps_the_name_of_the_file(tmp_path):
    original = write_checkpoint(tmp_path / "o", {"something.else": np.ones((2, 2), np.float32)})
    base = open_checkpoint(original)
    quantized = open_quantized(GOLDENS / "dynamic-tensor.onnx", base)
    assert "onnx::MatMul_0_quantized" in quantized.matrices()
    faults = [fault.tensor for fault in compare_tensors(quantized, base).failed]
    assert {"onnx::MatMul_0_quantized", "something.else"} <= set(faults)


def test_a_pooler_may_be_left_out_as_a_whole(tmp_path):
    pooler = {f"pooler.dense.{part}": np.ones((2, 2), np.float32) for part in ("weight", "bias")}
    quantized, base = opened(
        "multiplied", tmp_path, **pooler, **{"dense.bias": np.ones(6, np.float32)}
    )
    found = compare_tensors(quantized, base)
    assert found.failed == ()
    assert [text.partition(":")[0] for text in found.listed] == [
        "tensor pooler.dense.bias",
        "tensor pooler.dense.weight",
    ]
    assert "of which the graph has nothing" in found.listed[0]


def test_without_an_original_names_are_guessed_from_the_graph():
    names = open_quantized(GOLDENS / "dynamic-tensor.onnx").matrices()
    assert names == [f"model.{name}.weight" for name in ("embed", "layer.0.up", "layer.0.down")]


def test_settings_are_the_original_s(tmp_path):
    quantized, base = opened("multiplied", tmp_path)
    assert quantized.checkpoint.config == base.config
    assert [path.name for path in quantized.checkpoint.weight_files()] == ["multiplied.onnx"]
    assert open_quantized(GOLDENS / "multiplied.onnx").checkpoint.config == {}


def test_a_float_file_is_not_quantized(tmp_path):
    path = tmp_path / "float.onnx"
    path.write_bytes(bytes([0x3A, 0]))  # a model with an empty graph
    with pytest.raises(CheckpointError, match="nothing is quantized"):
        open_quantized(path)


def test_quantized_biases_are_the_numbers_that_the_operator_makes(tmp_path):
    quantized, base = opened("static-qdq", tmp_path, **BIASES)
    assert sorted(quantized.plain()) == sorted(BIASES)
    container = open_onnx(GOLDENS / "static-qdq.onnx")
    codes, (step,), (zero,) = (
        container.elements(f"model.layer.0.up.bias_{part}", 0, count)
        for part, count in (("quantized", 40), ("scale", 1), ("zero_point", 1))
    )
    held = quantized.checkpoint.read("layer.0.up.bias")
    np.testing.assert_array_equal(held, (codes.astype(np.float32) - zero) * step)
    assert compare_tensors(quantized, base).failed == ()
    halves = {name: array / 2 for name, array in BIASES.items()}
    faults = compare_tensors(*opened("static-qdq", tmp_path / "other", **halves)).failed
    assert {fault.tensor: fault.what[:50] for fault in faults} == dict.fromkeys(
        BIASES, "element [0] is 0.5 in the original, 1.0 in the che"
    )


def test_small_floats_have_a_type_each():
    quantized = open_quantized(GOLDENS / "floats.onnx")
    formats = {name: quantized.scheme(name).format for name in quantized.matrices()}
    assert set(formats.values()) == {"onnx-e4m3", "onnx-e5m2", "onnx-e2m1"}
