"""Codes of 4 and 2 bits decode as optimum-quanto decodes them, given the original's shapes."""

import json
import shutil

import numpy as np
import pytest
from safetensors.numpy import load_file

from quantcert.containers import open_checkpoint
from quantcert.errors import CheckpointError, StoredValueError
from quantcert.formats import open_quantized
from tests.support.checkpoints import write_checkpoint
from tests.support.foreign import check_rows, check_words, golden, stored_tensors, write_foreign
from tests.support.peers.expected import EXPECTED


def original(folder, case):
    """What the library decodes a case to, as an original."""
    return open_checkpoint(write_checkpoint(folder / "original", load_file(case / EXPECTED)))


def spoiled(folder, case, change):
    """A copy whose tensors a function has changed."""
    tensors = stored_tensors(case)
    change(tensors)
    write_foreign(folder / "bad", tensors, {"model_type": "test"})
    shutil.copy(case / "quanto_qmap.json", folder / "bad")
    return folder / "bad"


def as_computed(matrix):
    """The library rounds to float32 after the product and again after the sum."""
    groups = np.arange(matrix.shape[1]) // matrix.group_size
    scales, offsets = (part[:, groups, 0] for part in (matrix.scales, matrix.offsets))
    return scales * matrix.codes.astype(np.float32) + offsets


@pytest.mark.parametrize(("name", "bits"), [("int4", 4), ("int2", 2)])
def test_every_weight_is_what_the_library_decodes(tmp_path, name, bits):
    case = golden("quanto", name)
    quantized = open_quantized(case, original(tmp_path, case))
    for tensor, values in load_file(case / EXPECTED).items():
        matrix = quantized.read(tensor)
        assert matrix.scales.dtype == np.float32
        np.testing.assert_array_equal(as_computed(matrix), values)
        assert (matrix.codec.word_bits, matrix.group_size) == (bits, min(128, values.shape[1]))
        check_words(matrix)
        check_rows(quantized, tensor)
    assert quantized.plain() == ["0.bias"]
    assert quantized.bits_per_weight("0.weight") < bits + 1


def test_without_an_original_groups_are_rows():
    quantized = open_quantized(golden("quanto", "int4"))
    assert quantized.shape("0.weight") == (80, 128)
    told = open_quantized(golden("quanto", "int4")).scheme("0.weight").layout["rows"]
    assert told == "groups: nothing in the folder tells the rows"


def test_integer_shifts_are_zero_points(tmp_path):
    def change(tensors):
        tensors["0.weight._shift"] = np.arange(80, dtype=np.uint8)[:, None] % 16

    case = golden("quanto", "int4")
    matrix = open_quantized(spoiled(tmp_path, case, change), original(tmp_path, case)).read(
        "0.weight"
    )
    assert matrix.offsets is None
    assert matrix.zero_points.reshape(-1).tolist() == [n % 16 for n in range(80)]


@pytest.mark.parametrize("part", ["_scale", "_shift"])
def test_a_number_that_is_none_is_named(tmp_path, part):
    def change(tensors):
        tensors[f"0.weight.{part}"][7] = np.nan

    case = golden("quanto", "int2")
    quantized = open_quantized(spoiled(tmp_path, case, change), original(tmp_path, case))
    with pytest.raises(StoredValueError, match=r"row 3, group 1: \w+ nan must be finite"):
        quantized.read("0.weight")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda t: t.pop("0.weight._shift"), "has no tensor 0.weight._shift"),
        (
            lambda t: t.__setitem__("0.weight._scale", np.ones((79, 2), np.float32)),
            r"_scale: shape \[79, 2\], must be \[79, 1\] for 79 groups of 128 codes of 4 bits",
        ),
        (
            lambda t: t.__setitem__("0.weight._data._data", np.ones((20, 128), np.uint8)),
            r"shape \[20, 128\], must be \[40, 128\]",
        ),
        (
            lambda t: t.__setitem__("0.weight._data._data", np.ones(128, np.uint8)),
            "only groups of matrices are read",
        ),
    ],
)
def test_what_does_not_fit_is_refused(tmp_path, change, words):
    with pytest.raises(CheckpointError, match=words):
        open_quantized(spoiled(tmp_path, golden("quanto", "int4"), change))


def test_an_original_of_another_shape_is_refused(tmp_path):
    base = write_checkpoint(tmp_path / "base", {"0.weight": np.ones((40, 255), np.float32)})
    words = r"80 groups of 128 codes of 4 bits are no matrix of the original's shape \[40, 255\]"
    with pytest.raises(CheckpointError, match=words):
        open_quantized(golden("quanto", "int4"), open_checkpoint(base))


def test_the_map_must_tell_the_bits(tmp_path):
    folder = spoiled(tmp_path, golden("quanto", "int4"), lambda t: None)
    (folder / "quanto_qmap.json").write_text(json.dumps({"1": {"weights": "qint4"}}))
    with pytest.raises(CheckpointError, match="the weights of module '0' are None, must be qint4"):
        open_quantized(folder)
