"""AWQ folders: what AutoAWQ wrote is read as it reads it; faults of files."""

import json
from pathlib import Path

import numpy as np
import pytest

from quantcert.errors import CheckpointError, StoredValueError
from quantcert.formats import open_quantized
from tests.support.checkpoints import edit_header
from tests.support.packed_folders import awq_words, decoded_float64, write_folder

GOLDENS = np.load(Path(__file__).parent / "goldens" / "goldens.npz")
PARTS = ("qweight", "qzeros", "scales")
SETTINGS = {
    "quant_method": "awq",
    "bits": 4,
    "group_size": 32,
    "zero_point": True,
    "version": "gemm",
}


def golden():
    return {f"a.{part}": GOLDENS[part].copy() for part in PARTS}


def opened(folder, tensors, **settings):
    return open_quantized(write_folder(folder, tensors, SETTINGS | settings))


def test_a_matrix_decodes_to_the_very_numbers(tmp_path):
    quantized = opened(tmp_path, golden())
    decoded = GOLDENS["decoded"].astype(np.float64)
    np.testing.assert_array_equal(decoded_float64(quantized.read("a.weight")), decoded)
    for rows in [(0, 1), (7, 9), (8, 16), (13, 50), (63, 64), (5, 5)]:
        part = decoded_float64(quantized.read_rows("a.weight", *rows))
        np.testing.assert_array_equal(part, decoded[slice(*rows)])
    assert quantized.shape("a.weight") == (64, 96)
    assert quantized.plain() == []


def test_words_of_tests_are_those_of_the_writer():
    zeros = GOLDENS["qzeros"].view(np.uint32)[:, :, None] >> np.arange(0, 32, 4, dtype=np.uint32)
    zeros = (zeros & 15)[:, :, [0, 4, 1, 5, 2, 6, 3, 7]].reshape(len(zeros), -1)
    np.testing.assert_array_equal(awq_words(zeros), GOLDENS["qzeros"])


def test_the_settings_may_stand_in_a_file_of_their_own(tmp_path):
    folder = write_folder(tmp_path, golden(), None)
    own = {"zero_point": True, "q_group_size": 32, "w_bit": 4, "version": "GEMM"}
    (folder / "quant_config.json").write_text(json.dumps(own))
    assert open_quantized(folder).scheme("a.weight").group_size == 32
    config = {"quantization_config": SETTINGS | {"bits": 8}}
    (folder / "config.json").write_text(json.dumps(config))
    with pytest.raises(
        CheckpointError, match=r"bits is 8 in quantization_config of config.json, 4"
    ):
        open_quantized(folder)


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"bits": 8}, r"awq: bits 8 is not supported \(must be 4\)"),
        ({"version": "gemv"}, "version 'gemv' is not supported"),
        ({"version": ["gemm"]}, r"version \['gemm'\] is not supported"),
        ({"group_size": 0}, "group_size 0 is not supported"),
        ({"zero_point": 1}, "zero_point 1 is not supported"),
        (
            {"group_size": 64},
            r"a.qzeros: shape \[3, 8\], must be \[2, 8\] for 64 outputs, 96 inputs",
        ),
        ({"modules_to_not_convert": ["a"]}, "'a' is listed as not quantized, but tensor a.qweight"),
    ],
)
def test_settings_that_do_not_fit_are_refused(tmp_path, settings, message):
    with pytest.raises(CheckpointError, match=message):
        opened(tmp_path, golden(), **settings)


@pytest.mark.parametrize(
    ("part", "change", "message"),
    [
        ("qweight", {"dtype": "U32"}, "a.qweight: dtype U32, must be I32"),
        ("scales", {"shape": [64, 3]}, r"a.scales: shape \[64, 3\], must be \[3, 64\]"),
        ("qweight", {"shape": [96 * 8]}, r"a.qweight: shape \[768\], must be \[inputs, words\]"),
    ],
)
def test_tensors_that_do_not_fit_are_refused(tmp_path, part, change, message):
    folder = write_folder(tmp_path, golden(), SETTINGS)
    edit_header(folder / "model.safetensors", lambda header: header[f"a.{part}"].update(change))
    with pytest.raises(CheckpointError, match=message):
        open_quantized(folder)


def test_a_folder_without_codes_is_refused(tmp_path):
    with pytest.raises(CheckpointError, match=r"no tensor is named \*.qweight"):
        opened(tmp_path, {"a.weight": np.ones((2, 2), np.float16)})


def test_zero_points_that_are_said_not_to_be_are_8(tmp_path):
    tensors = golden()
    tensors["a.qzeros"] = awq_words(np.full((3, 64), 8))
    opened(tmp_path / "right", tensors, zero_point=False).read("a.weight")
    zeros = np.full((3, 64), 8)
    zeros[2, 11] = 7
    tensors["a.qzeros"] = awq_words(zeros)
    with pytest.raises(
        StoredValueError, match="row 11, group 2: zero-point 7, but the settings"
    ) as e:
        opened(tmp_path / "wrong", tensors, zero_point=False).read_rows("a.weight", 9, 20)
    assert (e.value.tensor, e.value.row) == ("a.qzeros", 11)


@pytest.mark.parametrize("value", [np.nan, -np.inf])
def test_a_scale_that_is_no_number_is_found(tmp_path, value):
    tensors = golden()
    tensors["a.scales"][1, 40] = value
    with pytest.raises(StoredValueError, match="row 40, group 1: scale") as caught:
        opened(tmp_path, tensors).read("a.weight")
    assert (caught.value.row, caught.value.column) == (40, 32)


def test_a_scale_of_zero_needs_a_group_of_zeros(tmp_path):
    tensors = golden()
    tensors["a.scales"][1, 40] = 0
    with pytest.raises(StoredValueError, match="row 40, group 1: scale 0, but the code of column"):
        opened(tmp_path, tensors).read("a.weight")


def test_a_layer_that_is_not_quantized_though_its_like_are_is_found(tmp_path):
    tensors = {name.replace("a.", "l.0.a."): array for name, array in golden().items()}
    tensors["l.1.a.weight"] = np.ones((4, 4), np.float16)
    quantized = opened(tmp_path / "wrong", tensors)
    with pytest.raises(StoredValueError, match="is stored unquantized, but its like"):
        quantized.read("l.1.a.weight")
    twin = opened(tmp_path / "right", tensors, modules_to_not_convert=["l.1.a"])
    assert (twin.matrices(), twin.plain()) == (["l.0.a.weight"], ["l.1.a.weight"])


def test_a_subnormal_scale_is_the_number_that_it_is(tmp_path):
    tensors = golden()
    tensors["a.scales"][1, 40] = np.float16(2.0**-24)
    matrix = opened(tmp_path, tensors).read("a.weight")
    assert float(matrix.scales[40, 1, 0]) == 2.0**-24
