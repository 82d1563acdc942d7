"""Stacks of matrices of compressed-tensors, against what it decompresses; see goldens/make.py."""

import json
from pathlib import Path

import ml_dtypes
import numpy as np
import pytest

from quantcert.errors import CheckpointError, StoredValueError
from quantcert.formats import open_quantized
from tests.support.packed_folders import decoded_float64, write_folder

GOLDENS = np.load(Path(__file__).parent / "goldens" / "stacks.npz")
CASES = sorted({name.rpartition("/")[0] for name in GOLDENS.files})
MODULE = "mlp.experts.down"


def tensors_of(case):
    """The tensors of a case, and its settings."""
    names = [n for n in GOLDENS.files if n.rpartition("/")[0] == case]
    parts = {n.rpartition("/")[2]: GOLDENS[n] for n in names}
    for part in parts["float8"].tolist():
        parts[part] = parts[part].view(ml_dtypes.float8_e4m3fn)
    settings = json.loads(parts["config"].tobytes()) | {"quant_method": "compressed-tensors"}
    unstored = ("config", "float8", "decoded")
    return {f"{MODULE}.{n}": a.copy() for n, a in parts.items() if n not in unstored}, settings


@pytest.mark.parametrize("case", CASES)
def test_every_matrix_of_a_stack_decodes_to_the_very_numbers(case, tmp_path):
    tensors, settings = tensors_of(case)
    quantized = open_quantized(write_folder(tmp_path, tensors, settings))
    assert quantized.matrices() == [f"{MODULE}.weight[{number}]" for number in range(3)]
    assert quantized.plain() == []
    bits = sum(8 * array.nbytes for array in tensors.values()) / (3 * 40 * 96)
    for number, name in enumerate(quantized.matrices()):
        decoded = GOLDENS[f"{case}/decoded"][number].astype(np.float64)
        np.testing.assert_array_equal(decoded_float64(quantized.read(name)), decoded)
        for rows in [(0, 1), (7, 33), (31, 40), (5, 5)]:
            part = decoded_float64(quantized.read_rows(name, *rows))
            np.testing.assert_array_equal(part, decoded[slice(*rows)])
        assert float(quantized.bits_per_weight(name)) == pytest.approx(bits)


def test_a_number_that_is_none_is_named_in_its_matrix(tmp_path):
    tensors, settings = tensors_of("pack")
    tensors[f"{MODULE}.weight_scale"][2, 7, 1] = np.inf
    quantized = open_quantized(write_folder(tmp_path, tensors, settings))
    quantized.read(f"{MODULE}.weight[1]")
    with pytest.raises(StoredValueError, match="row 7, group 1: scale inf must be finite"):
        quantized.read(f"{MODULE}.weight[2]")


def test_a_stack_that_is_on_the_list_ignore_is_found(tmp_path):
    tensors, settings = tensors_of("float")
    quantized = open_quantized(write_folder(tmp_path, tensors, settings | {"ignore": [MODULE]}))
    with pytest.raises(StoredValueError, match=r"is quantized, but .* is on the list ignore"):
        quantized.read(quantized.matrices()[0])


@pytest.mark.parametrize(
    ("part", "array", "words"),
    [
        ("weight_scale", np.ones((2, 40, 3), np.float32), "weight_scale: shape"),
        ("weight_shape", np.array([3, 41, 96]), r"\[41, 96\], but .* has 40 rows"),
        ("weight_shape", np.array([40, 96]), None),
    ],
)
def test_parts_that_do_not_fit_are_refused(tmp_path, part, array, words):
    tensors, settings = tensors_of("pack")
    tensors[f"{MODULE}.{part}"] = array
    folder = write_folder(tmp_path, tensors, settings)
    if words is None:  # the shape of one matrix says enough
        assert len(open_quantized(folder).matrices()) == 3
        return
    with pytest.raises(CheckpointError, match=words):
        open_quantized(folder)
