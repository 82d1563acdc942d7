"""Folders of bitsandbytes decode as the library decodes them; what is malformed is named."""

import json

import numpy as np
import pytest
from safetensors.numpy import load_file

from quantcert.errors import CheckpointError, StoredValueError
from quantcert.formats import open_quantized
from tests.support.foreign import (
    EXPECTED,
    cases,
    check_golden,
    check_rows,
    check_words,
    decoded,
    golden,
    spoiled,
)

PLAIN, NESTED, INT8 = (golden("bitsandbytes", case) for case in ("nf4", "nf4-nested", "int8"))
STATE = "a.weight.quant_state.bitsandbytes__nf4"


@pytest.mark.parametrize("case", [case for case in cases("bitsandbytes") if case != "int8"])
def test_every_weight_is_what_the_library_decodes(case):
    check_golden(golden("bitsandbytes", case))


def test_8_bit_weights_are_the_library_s_before_it_rounds():
    """It rounds the product with the code and the product with 1/127."""
    quantized, expected = open_quantized(INT8), load_file(INT8 / EXPECTED)["a.weight"]
    matrix = quantized.read("a.weight")
    codes = matrix.codes.astype(np.float32) - np.float32(128)
    twice = codes * matrix.stored["scales"][:, None] * np.float32(7.874015718698502e-3)
    np.testing.assert_array_equal(twice, expected)
    exact = decoded(matrix)
    assert np.abs(exact - expected).max() <= 2**-23 * np.abs(exact).max()
    assert [info.name for info in quantized.stored("a.weight")][1:] == ["a.SCB", "a.weight_format"]
    check_words(matrix)
    check_rows(quantized, "a.weight")


@pytest.mark.parametrize(
    ("case", "name", "size"),
    [
        ("nf4", "a", 64),
        ("nf4-across-rows", "a", 32),
        ("nf4-across-rows", "b", 1),
        ("int8", "a", 20),
    ],
)
def test_groups_lie_within_a_row_and_a_block(case, name, size):
    assert open_quantized(golden("bitsandbytes", case)).scheme(f"{name}.weight").group_size == size


def test_bits_are_counted_with_the_state():
    quantized = open_quantized(PLAIN)
    state = len(load_file(PLAIN / "model.safetensors")[STATE])
    stored = 6 * 64 + 12 * 4 + 16 * 4 + state
    assert quantized.bits_per_weight("a.weight") * 6 * 128 == 8 * stored
    assert quantized.plain() == ["norm.weight"]


def test_the_layout_is_stated():
    layout = open_quantized(NESTED).scheme("a.weight").layout
    assert layout["codes"] == "NF4, even elements in the upper half"
    assert "one for 64 elements of the flattened matrix; float32, one for 256" in layout["scales"]


@pytest.mark.parametrize(
    ("source", "tensor", "place", "row", "column"),
    [
        (PLAIN, "a.weight.absmax", 3, 1, 64),
        (NESTED, "a.weight.nested_absmax", 1, 128, 0),
        (INT8, "a.SCB", 4, 4, 0),
    ],
)
@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_a_scale_that_is_not_finite_is_named(tmp_path, source, tensor, place, row, column, value):
    def change(tensors, _):
        tensors[tensor][place] = value

    quantized = open_quantized(spoiled(source, tmp_path / "bad", change))
    with pytest.raises(StoredValueError, match="must be finite") as caught:
        quantized.read("a.weight")
    assert (caught.value.row, caught.value.column) == (row, column)
    quantized.read_rows("a.weight", 0, row)


def without(name):
    return lambda tensors, _: tensors.pop(name)


def replaced(name, array):
    return lambda tensors, _: tensors.__setitem__(name, np.asarray(array))


def state(**changes):
    """A change of the stored state."""

    def change(tensors, _):
        content = json.loads(tensors[STATE].tobytes()) | changes
        tensors[STATE] = np.frombuffer(json.dumps(content).encode(), np.uint8)

    return change


def setting(key, value):
    return lambda _, settings: settings.__setitem__(key, value)


def swapped_table(tensors, _):
    """Codes mean something else, as in a table with another sign convention."""
    tensors["a.weight.quant_map"][[0, 1]] = tensors["a.weight.quant_map"][[1, 0]]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (without("a.weight.absmax"), "has no tensor a.weight.absmax"),
        (
            replaced("a.weight.absmax", np.ones(11, np.float32)),
            r"shape \[11\], must be \[12\] for a",
        ),
        (replaced("a.weight.absmax", np.ones(12, np.uint8)), "dtype U8, must be F32"),
        (replaced("a.weight", np.ones((6, 64), np.uint8)), r"must be \[384, 1\]"),
        (swapped_table, r"code 0 is -0\.696192\d*, in nf4 it is -1\.0"),
        (state(quant_type="fp4"), "quant_type is 'fp4', must be as in its name"),
        (state(blocksize=0), "blocksize is 0, must be an integer, at least 1"),
        (state(blocksize=True), "blocksize is True"),
        (state(shape=[6, 64, 2]), "only matrices are read"),
        (state(shape=[3, 64]), "must be .* for a matrix of shape"),
        (state(nested_blocksize=256), "nested_offset is None, must be a finite number"),
        (state(nested_blocksize=256, nested_offset=0.5), "has no tensor a.weight.nested_absmax"),
        (replaced(STATE, np.frombuffer(b"{", np.uint8)), "not valid JSON"),
        (replaced(STATE, np.frombuffer(b"[]", np.uint8)), "must hold a JSON object"),
        (replaced(STATE, np.zeros((1 << 16) + 1, np.uint8)), "at most 65536 bytes of JSON"),
        (setting("bnb_4bit_quant_type", "fp4"), "quant_type is 'fp4', a.weight is stored as 'nf4'"),
        (setting("llm_int8_skip_modules", ["a"]), "'a' is listed as not quantized"),
    ],
)
def test_what_is_malformed_is_refused(tmp_path, change, words):
    with pytest.raises(CheckpointError, match=words):
        open_quantized(spoiled(PLAIN, tmp_path / "bad", change))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (without("a.SCB"), "has no tensor a.SCB"),
        (replaced("a.SCB", np.ones(20, np.float32)), r"must be \[6\] for the rows of a.weight"),
        (replaced("a.weight_format", np.uint8(2)), r"2, only 0 \(rows\) is read"),
        (replaced("a.weight", np.ones((2, 2, 2), np.int8)), "only matrices are read"),
        (without("a.weight"), "nothing is quantized"),
    ],
)
def test_what_is_malformed_of_8_bits_is_refused(tmp_path, change, words):
    with pytest.raises(CheckpointError, match=words):
        open_quantized(spoiled(INT8, tmp_path / "bad", change))
