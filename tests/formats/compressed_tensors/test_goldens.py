"""Matrices of compressed-tensors 0.20.0, against what it decompresses; see goldens/make.py."""

import json
from pathlib import Path

import ml_dtypes
import numpy as np
import pytest

from quantcert.formats import open_quantized
from quantcert.formats.compressed_tensors.layout import DENSE, PADDED
from tests.support.packed_folders import decoded_float64, write_folder

FOLDER = Path(__file__).parent / "goldens"
GOLDENS, OLD = np.load(FOLDER / "goldens.npz"), np.load(FOLDER / "padded.npz")
CASES = sorted({name.rpartition("/")[0] for name in GOLDENS.files})
NO_TENSORS = ("config", "float8", "decoded")


def tensors_of(case, module="a"):
    """The tensors of a case, and the settings as they stood in config.json."""
    names = [n for n in GOLDENS.files if n.rpartition("/")[0] == case]
    parts = {n.rpartition("/")[2]: GOLDENS[n] for n in names}
    for part in parts["float8"].tolist():
        parts[part] = parts[part].view(ml_dtypes.float8_e4m3fn)
    tensors = {f"{module}.{part}": a for part, a in parts.items() if part not in NO_TENSORS}
    return tensors, json.loads(parts["config"].tobytes())


@pytest.mark.parametrize("case", CASES)
def test_a_matrix_decodes_to_the_very_numbers(case, tmp_path):
    tensors, settings = tensors_of(case)
    settings["quant_method"] = "compressed-tensors"
    quantized = open_quantized(write_folder(tmp_path, tensors, settings))
    decoded, found = GOLDENS[f"{case}/decoded"], decoded_float64(quantized.read("a.weight"))
    if case.startswith("nvfp4"):  # a product of float32 that the package rounds
        found = found.astype(np.float32)
    np.testing.assert_array_equal(found, decoded.astype(found.dtype))
    for rows in [(0, 1), (7, 33), (31, 40), (33, 39)]:
        part = decoded_float64(quantized.read_rows("a.weight", *rows)).astype(found.dtype)
        np.testing.assert_array_equal(part, found[slice(*rows)])
    assert {info.name for info in quantized.stored("a.weight")} == set(tensors)


def test_settings_of_the_older_key_are_read(tmp_path):
    tensors, settings = tensors_of("pack/4/group")
    folder = write_folder(tmp_path, tensors, None, compression_config=settings)
    assert open_quantized(folder).matrices() == ["a.weight"]


def test_every_form_is_there():
    forms = {case: tensors_of(case)[1]["format"] for case in CASES}
    assert {case.split("/")[0] for case in CASES} == {
        "pack",
        "int",
        "float",
        "nvfp4",
        "mxfp4",
        "mxfp8",
    }
    assert {form for case, form in forms.items() if case.startswith("pack")} == {"pack-quantized"}
    assert {f"pack/{bits}/group" for bits in range(1, 9)} <= set(CASES)


@pytest.mark.parametrize("bits", [3, 5, 6, 7])
def test_words_of_the_older_version_hold_whole_codes(bits, tmp_path):
    codes, zeros = OLD[f"{bits}/codes"], OLD[f"{bits}/zeros"]
    rows, columns = codes.shape
    scales = np.random.default_rng(bits).uniform(0.01, 0.02, zeros.shape).astype(np.float32)
    _, settings = tensors_of(f"pack/{bits}/group")
    tensors = {
        "a.weight_packed": OLD[f"{bits}/words"],
        "a.weight_zero_point": OLD[f"{bits}/zero_words"],
        "a.weight_scale": scales,
        "a.weight_shape": np.array([rows, columns]),
    }
    settings["quant_method"] = "compressed-tensors"
    quantized = open_quantized(write_folder(tmp_path, tensors, settings))
    steps = codes.astype(np.float64) - np.repeat(zeros, 32, axis=1)
    expected = np.repeat(scales, 32, axis=1) * steps
    for first, last in [(0, rows), (7, 33), (31, 40), (33, 39)]:
        part = decoded_float64(quantized.read_rows("a.weight", first, last))
        np.testing.assert_array_equal(part, expected[first:last])
    assert PADDED.name in quantized.scheme("a.weight").layout["codes"]
    assert DENSE.length(columns, bits) != PADDED.length(columns, bits)
