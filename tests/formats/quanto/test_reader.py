"""Folders of optimum-quanto decode as it decodes them; what is malformed is named."""

import json
import shutil

import numpy as np
import pytest

from quantcert.errors import CheckpointError, StoredValueError
from quantcert.formats import open_quantized
from tests.support.foreign import check_golden, golden, stored_tensors, write_foreign

INT8 = golden("quanto", "int8")


def spoiled(folder, change):
    """A copy whose tensors a function has changed; config.json says nothing, as in the source."""
    tensors = stored_tensors(INT8)
    change(tensors)
    write_foreign(folder, tensors, {"model_type": "test"})
    shutil.copy(INT8 / "quanto_qmap.json", folder)
    return folder


@pytest.mark.parametrize("case", ["int8", "float8"])
def test_every_weight_is_what_the_library_decodes(case):
    check_golden(golden("quanto", case))


def test_what_is_stored_beside_codes_belongs_to_them():
    quantized = open_quantized(INT8)
    assert quantized.plain() == ["0.bias"]
    names = [info.name for info in quantized.stored("0.weight")]
    assert names == ["0.weight._data", "0.weight._scale", "0.input_scale", "0.output_scale"]
    scheme = quantized.scheme("0.weight")
    assert (scheme.format, scheme.group_size) == ("quanto-int8", 40)
    assert scheme.layout["scales"] == "F32, blocks of 1 x 40"


def test_a_scale_that_is_not_finite_is_named(tmp_path):
    folder = spoiled(tmp_path / "m", lambda t: t["0.weight._scale"].__setitem__(3, np.nan))
    with pytest.raises(StoredValueError, match="row 3, group 0: scale nan must be finite"):
        open_quantized(folder).read("0.weight")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda t: t.pop("0.weight._scale"), "has no tensor 0.weight._scale"),
        (
            lambda t: t.__setitem__("0.weight._scale", np.ones((5, 1), np.float32)),
            r"shape \[12, 40\], but its scales 0.weight._scale are F32 \[5, 1\]",
        ),
        (
            lambda t: t.__setitem__("0.weight._data", np.ones((12, 40), np.uint8)),
            r"U8 \[12, 40\], must be a matrix of I8 or F8",
        ),
        (lambda t: [t.pop(f"{n}.weight._data") for n in (0, 1)], "no tensor is named NAME._data"),
    ],
)
def test_what_is_malformed_is_refused(tmp_path, change, words):
    with pytest.raises(CheckpointError, match=words):
        open_quantized(spoiled(tmp_path / "m", change))


def test_the_map_of_types_is_the_statement(tmp_path):
    folder = spoiled(tmp_path / "m", lambda t: None)
    (folder / "quanto_qmap.json").write_text(json.dumps({}))
    with pytest.raises(CheckpointError, match="not quantized"):
        open_quantized(folder)
