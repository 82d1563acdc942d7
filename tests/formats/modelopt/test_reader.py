"""ModelOpt folders: what ModelOpt wrote is read as it reads it; faults of files."""

import json
from pathlib import Path

import ml_dtypes
import numpy as np
import pytest

from quantcert.errors import CheckpointError, StoredValueError
from quantcert.formats import open_quantized
from tests.support.checkpoints import weights
from tests.support.packed_folders import decoded_float64, write_folder

GOLDENS = np.load(Path(__file__).parent / "goldens" / "goldens.npz")
SETTINGS = {"quant_method": "modelopt", "quant_algo": "NVFP4", "ignore": ["lm_head"]}
E4M3 = ml_dtypes.float8_e4m3fn


def golden(case="made", module="a"):
    parts = {p: GOLDENS[f"{case}/{p}"].copy() for p in ("weight", "weight_scale", "weight_scale_2")}
    parts["weight_scale"] = parts["weight_scale"].view(E4M3)
    return {f"{module}.{part}": array for part, array in parts.items()}


def opened(folder, tensors, **settings):
    return open_quantized(write_folder(folder, tensors, SETTINGS | settings))


def refused(folder, tensors, matrix="a.weight", **settings):
    with pytest.raises(StoredValueError) as caught:
        opened(folder, tensors, **settings).read(matrix)
    return caught.value


def malformed(folder, tensors, message, **settings):
    with pytest.raises(CheckpointError, match=message):
        opened(folder, tensors, **settings)


@pytest.mark.parametrize("case", ["made", "random"])
def test_a_matrix_decodes_to_the_very_numbers(tmp_path, case):
    """ModelOpt rounds the product of a level and a scale to float32."""
    others = {f"a.{name}": np.array(0.5, np.float32) for name in ("input_scale", "k_scale")}
    tensors = golden(case) | others
    quantized = opened(tmp_path, tensors)
    decoded = GOLDENS[f"{case}/decoded"]
    for rows in [(0, 40), (0, 1), (13, 31)]:
        part = decoded_float64(quantized.read_rows("a.weight", *rows)).astype(np.float32)
        np.testing.assert_array_equal(part, decoded[slice(*rows)])
    assert len(quantized.stored("a.weight")) == 5
    assert quantized.scheme("a.weight").layout == {
        "codes": "E2M1, even columns in the lower half of a byte",
        "scales": "E4M3, one for 16 columns",
        "global_scale": "multiplies scales, rounded to float32",
        "activations": "quantized by engines, not modelled",
    }


@pytest.mark.parametrize("shape", [(), (1,), (8,), (8, 1)])
def test_fp8_has_a_scale_for_all_or_for_a_row(tmp_path, shape):
    random = np.random.default_rng(0)
    codes = random.uniform(-400, 400, (8, 12)).astype(E4M3)
    scales = random.uniform(0.1, 0.2, shape).astype(np.float32)
    tensors = {"a.weight": codes, "a.weight_scale": np.asarray(scales)}
    quantized = opened(tmp_path, tensors, quant_algo="FP8")
    column = scales.astype(np.float64).reshape(-1, 1)
    decoded = decoded_float64(quantized.read("a.weight"))
    np.testing.assert_array_equal(decoded, codes.astype(np.float64) * column)
    part = decoded_float64(quantized.read_rows("a.weight", 3, 7))
    np.testing.assert_array_equal(part, decoded[3:7])


def test_the_settings_may_stand_in_a_file_of_their_own(tmp_path):
    folder = write_folder(tmp_path, golden(), None)
    own = {"quantization": {"quant_algo": "NVFP4", "exclude_modules": ["lm_head"]}}
    (folder / "hf_quant_config.json").write_text(json.dumps(own))
    assert open_quantized(folder).matrices() == ["a.weight"]
    write_folder(folder, golden(), SETTINGS | {"ignore": []})
    with pytest.raises(CheckpointError, match=r"ignore is \[\] in quantization_config of config"):
        open_quantized(folder)


@pytest.mark.parametrize("value", [0.0, -1.0, np.nan, np.inf])
def test_a_global_scale_is_positive_and_finite(tmp_path, value):
    tensors = golden() | {"a.weight_scale_2": np.array(value, np.float32)}
    found = refused(tmp_path, tensors)
    assert (found.tensor, "must be positive and finite" in found.what) == ("a.weight_scale_2", True)


def test_a_missing_global_scale_is_refused(tmp_path):
    tensors = golden()
    del tensors["a.weight_scale_2"]
    malformed(tmp_path, tensors, "has no tensor a.weight_scale_2")


def test_modules_that_are_fused_have_one_global_scale(tmp_path):
    both = golden("made", "mlp.up_proj") | golden("made", "mlp.gate_proj")
    opened(tmp_path / "right", both).read("mlp.up_proj.weight")
    both["mlp.up_proj.weight_scale_2"] = np.array(3, np.float32)
    found = refused(tmp_path / "wrong", both, "mlp.gate_proj.weight")
    assert "differs from 3.0 of mlp.up_proj.weight_scale_2: engines that fuse" in found.what


def test_a_scale_that_is_nan_is_found(tmp_path):
    tensors = golden()
    tensors["a.weight_scale"].view(np.uint8)[4, 2] = 0x7F
    found = refused(tmp_path, tensors)
    assert (found.tensor, found.row, found.column) == ("a.weight_scale", 4, 32)


def test_a_scale_of_zero_needs_a_group_of_zeros(tmp_path):
    tensors = golden()
    tensors["a.weight_scale"][4, 2] = 0
    found = refused(tmp_path, tensors)
    assert (found.tensor, found.row) == ("a.weight_scale", 4)
    assert "group 2: scale 0, but the code of column" in found.what


def test_a_module_that_is_listed_but_quantized_is_found(tmp_path):
    tensors = golden("made", "layers.0.a") | golden("made", "layers.1.a")
    quantized = opened(tmp_path, tensors, ignore=["layers.1*"])
    quantized.read("layers.0.a.weight")
    with pytest.raises(StoredValueError, match=r"is quantized, but 'layers.1\*' is listed as not"):
        quantized.read("layers.1.a.weight")


def test_a_module_that_is_not_listed_and_not_quantized_is_found(tmp_path):
    tensors = golden("made", "layers.0.a") | {"layers.1.a.weight": weights(40, 96)}
    found = refused(tmp_path / "wrong", tensors, "layers.1.a.weight")
    assert found.what.startswith("is stored unquantized, but a group is for it")
    right = opened(tmp_path / "right", tensors, ignore=["layers.1.a"])
    assert right.plain() == ["layers.1.a.weight"]


@pytest.mark.parametrize("part", ["pre_quant_scale", "svdquant_lora_a"])
def test_weights_that_are_scaled_first_are_refused(tmp_path, part):
    tensors = golden() | {f"a.{part}": np.ones(96, np.float32)}
    malformed(tmp_path, tensors, f"there is a.{part}, which changes what a.weight stands for")


@pytest.mark.parametrize(
    ("part", "array", "message"),
    [
        ("weight_scale", np.ones((40, 3), E4M3), r"shape \[40, 3\], must be \[40, 6\] for 40 rows"),
        ("weight_scale", np.ones((40, 6), np.uint8), "dtype U8, must be F8_E4M3"),
        ("weight_scale_2", np.ones(2, np.float32), r"shape \[2\], must be \[\]"),
        ("weight", np.ones((2, 40, 48), np.uint8), "only matrices are read"),
        ("weight", np.ones((40, 48), np.int8), "dtype I8, must be F8_E4M3"),
    ],
)
def test_tensors_that_do_not_fit_are_refused(tmp_path, part, array, message):
    malformed(tmp_path, golden() | {f"a.{part}": array}, message)


def test_a_folder_without_scales_is_refused(tmp_path):
    malformed(tmp_path, {"a.weight": weights(2, 2)}, r"no tensor is named \*.weight_scale")
