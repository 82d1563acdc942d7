"""Folders of torchao decode as it decodes them; what is malformed is named."""

import json
import shutil

import numpy as np
import pytest
from safetensors.numpy import save_file

from quantcert.errors import CheckpointError, StoredValueError
from quantcert.formats import open_quantized
from tests.support.foreign import cases, check_golden, golden, spoiled, stored_tensors

GROUPS, INT4 = golden("torchao", "groups"), golden("torchao", "int4")


@pytest.mark.parametrize("case", cases("torchao"))
def test_every_weight_is_what_the_library_decodes(case):
    check_golden(golden("torchao", case))


def test_groups_are_as_many_as_scales():
    quantized = open_quantized(GROUPS)
    assert quantized.plain() == ["0.bias"]
    scheme = quantized.scheme("0.weight")
    assert (scheme.format, scheme.group_size) == ("torchao-int8", 32)
    assert scheme.layout["zero_points"] == "I8"


def test_codes_of_four_bits_have_offsets():
    quantized = open_quantized(INT4)
    scheme = quantized.scheme("0.weight")
    assert (scheme.format, scheme.group_size) == ("torchao-int4", 32)
    assert scheme.layout["type"] == "Int4Tensor"
    matrix = quantized.read("0.weight")
    assert matrix.offsets.shape == (12, 4, 1)
    assert quantized.bits_per_weight("0.weight") == 5


def stated(folder, statement, change=lambda tensors: None):
    """The golden of 4 bits whose header states something else of tensor 0.weight."""
    tensors = stored_tensors(INT4)
    change(tensors)
    metadata = {"format": "pt", "0.weight": json.dumps(statement), "1.weight": "{"}
    folder.mkdir()
    shutil.copy(INT4 / "config.json", folder)
    arrays = {name: array for name, array in tensors.items() if name.startswith("0")}
    save_file(arrays, folder / "model.safetensors", metadata)
    return folder


TYPE, BLOCK = {"_type": "Int4Tensor"}, {"block_size": [1, 32]}


def test_a_type_that_is_stated_is_read(tmp_path):
    quantized = open_quantized(stated(tmp_path / "m", TYPE | {"_data": BLOCK}))
    np.testing.assert_array_equal(
        quantized.read("0.weight").codes, open_quantized(INT4).read("0.weight").codes
    )


@pytest.mark.parametrize(
    ("statement", "change", "words"),
    [
        ({}, lambda t: None, r"its scales 0._weight_scale are BF16 \[4, 12\]"),
        (TYPE, lambda t: None, "block_size None, only matrices with groups of columns"),
        (TYPE | {"_data": {"block_size": [4, 32]}}, lambda t: None, r"block_size \[4, 32\]"),
        (
            {"_type": "Int4TilePackedTo4dTensor", "_data": BLOCK},
            lambda t: None,
            "is of the type Int4TilePackedTo4dTensor, must be Int4Tensor or one of Int8Tensor",
        ),
        (
            TYPE | {"_data": BLOCK},
            lambda t: t.__setitem__("0._weight_scale", np.ones((12, 4), np.float32)),
            r"_scale: shape \[12, 4\], must be \[4, 12\] for 12 rows, 128 columns",
        ),
    ],
)
def test_what_is_stated_must_fit(tmp_path, statement, change, words):
    with pytest.raises(CheckpointError, match=words):
        open_quantized(stated(tmp_path / "m", statement, change))


@pytest.mark.parametrize("part", ["scale", "zero_point"])
def test_a_number_that_is_none_is_named(tmp_path, part):
    def change(tensors):
        tensors[f"0._weight_{part}"][2, 7] = np.inf

    quantized = open_quantized(stated(tmp_path / "m", TYPE | {"_data": BLOCK}, change))
    with pytest.raises(StoredValueError, match=r"row 7, group 2: \S+ inf must be finite"):
        quantized.read("0.weight")


def replaced(name, array):
    return lambda tensors, _: tensors.__setitem__(name, array)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda t, _: t.pop("0._weight_scale"), "has no tensor 0._weight_scale"),
        (replaced("0._weight_scale", np.ones((12, 3), np.float32)), r"are F32 \[12, 3\]"),
        (
            replaced("0._weight_zero_point", np.ones((12, 1), np.int8)),
            r"zero-points 0._weight_zero_point are I8 \[12, 1\], must be I8 \[12, 2\]",
        ),
        (
            replaced("0._weight_act_pre_scale", np.ones(64, np.float32)),
            "0._weight_act_pre_scale: belongs to 0._weight_qdata and is not known",
        ),
        (lambda t, _: [t.pop(f"{n}._weight_qdata") for n in (0, 1)], "no tensor is named MODULE"),
    ],
)
def test_what_is_malformed_is_refused(tmp_path, change, words):
    with pytest.raises(CheckpointError, match=words):
        open_quantized(spoiled(GROUPS, tmp_path / "bad", change))
