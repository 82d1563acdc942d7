"""Grids in blocks: what is written is read back, decoded independently; faults of files."""

import json
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quantcert.containers import CONFIG_FILE
from quantcert.containers.safetensors.directory import SINGLE_FILE
from quantcert.errors import CheckpointError, StoredValueError
from quantcert.formats import open_quantized, targets
from quantcert.formats.block_grid.grids import GRIDS
from quantcert.quantizer import quantize_checkpoint, quantize_matrix
from tests.support.checkpoints import edit_tensor, weights, write_checkpoint
from tests.support.matrices import decoded

names = st.sampled_from(list(GRIDS))


def bits_of(row):
    return sum(int(byte) << (8 * place) for place, byte in enumerate(row))


def by_hand(name, columns, block_size, packed, blocks, row_scales):
    """The weights that three stored arrays say, a bit at a time."""
    grid = GRIDS[name]
    result = []
    for words, block, scale in zip(packed, blocks, row_scales, strict=True):
        row = []
        for column in range(columns):
            word = bits_of(block) >> (6 * (column // block_size)) & 63
            zero = (grid.levels - 3) // 2 + (word >> 4)
            if name == "grid35":
                pair = bits_of(words) >> (7 * (column // 2)) & 127
                code = pair // 11 if column % 2 else pair % 11
            else:
                width = int(name.removeprefix("grid"))
                code = bits_of(words) >> (width * column) & ((1 << width) - 1)
            row.append(Fraction(float(scale)) * (1 + word % 16) * (code - zero))
        result.append(row)
    return result


@given(names, st.integers(1, 4), st.integers(1, 40), st.integers(1, 9), st.data())
@settings(max_examples=100, deadline=None)
def test_a_matrix_is_read_back_as_it_was_made(tmp_path_factory, name, rows, columns, half, data):
    folder = tmp_path_factory.mktemp("c")
    spread = data.draw(st.sampled_from([1.0, 2.0**-30, 0.0]))
    matrix = weights(rows, columns) * np.float32(spread)
    source = write_checkpoint(folder / "source", {"w": matrix, "bias": weights(3)})
    quantize_checkpoint(source, folder / "out", name, 2 * half)
    quantized = open_quantized(folder / "out")
    found, made = quantized.read("w"), quantize_matrix(matrix, targets()[name], 2 * half, "w")
    for field in ("codes", "scales", "zero_points", "words"):
        np.testing.assert_array_equal(getattr(found, field), getattr(made, field))
    assert decoded(found) == by_hand(name, columns, 2 * half, *found.stored.values())
    assert quantized.bits_per_weight("w") == found.bits_per_weight
    start = data.draw(st.integers(0, rows))
    part = quantized.read_rows("w", start, rows)
    np.testing.assert_array_equal(part.codes, found.codes[start:])
    np.testing.assert_array_equal(part.scales, found.scales[start:])


def filled(rng):
    def change(array):
        array[:] = rng.integers(0, 256, array.shape)

    return change


@given(names, st.integers(1, 30), st.integers(0, 2**32 - 1))
@settings(max_examples=60, deadline=None)
def test_any_bytes_are_decoded_by_the_definition_or_refused(tmp_path_factory, name, columns, seed):
    folder = tmp_path_factory.mktemp("c")
    source = write_checkpoint(folder / "source", {"w": weights(3, columns)})
    quantize_checkpoint(source, folder / "out", name, 4)
    rng = np.random.default_rng(seed)
    for part in ("w_packed", "w_blocks"):
        edit_tensor(folder / "out" / SINGLE_FILE, part, filled(rng), np.uint8)
    quantized = open_quantized(folder / "out")
    for row in range(3):
        try:
            found = quantized.read_rows("w", row, row + 1)
        except StoredValueError:
            continue
        assert decoded(found) == by_hand(name, columns, 4, *found.stored.values())


@pytest.fixture
def folder(tmp_path):
    source = write_checkpoint(tmp_path / "source", {"w": weights(4, 7)})
    quantize_checkpoint(source, tmp_path / "out", "grid35", 4)
    return tmp_path / "out"


def put(place, value):
    def change(array):
        array[place] = value

    return change


@pytest.mark.parametrize(
    ("tensor", "place", "value", "message"),
    [
        ("w_row_scale", 2, np.nan, "w_row_scale: row 2: scale nan is not a positive normal"),
        ("w_row_scale", 1, 0, "row 1: scale 0.0 is not"),
        ("w_row_scale", 1, 1e-7, "row 1: scale .* is not"),
        ("w_row_scale", 3, -1, "row 3: scale -1.0 is not"),
        ("w_packed", (1, 0), 127, "w_packed: row 1: word 127 is not in 0..120"),
        ("w_packed", (3, 3), 0x80, "w_packed: row 3: padding bits are not zero"),
        ("w_packed", (2, 3), 0x0, "w_packed: row 2: the code after the last is not zero"),
        ("w_blocks", (2, 1), 0xF0, "w_blocks: row 2: padding bits are not zero"),
    ],
)
def test_a_value_out_of_range_is_named(folder, tensor, place, value, message):
    dtype = np.float16 if tensor == "w_row_scale" else np.uint8
    edit_tensor(folder / SINGLE_FILE, tensor, put(place, value), dtype)
    with pytest.raises(StoredValueError, match=message):
        open_quantized(folder).read("w")


@pytest.mark.parametrize(
    ("keys", "value", "message"),
    [
        (("version",), 2, "version 2 is not known"),
        (("mode",), 1, "key 'mode' is not known"),
        (("tensors",), [], "tensors must be an object"),
        (("tensors", "w"), 3, "3 must be an object"),
        (("tensors", "w", "format"), "grid9", "format 'grid9' is not known"),
        (("tensors", "w", "block_size"), 3, "block_size 3 must be an even integer"),
        (("tensors", "w", "shape"), [4], r"shape \[4\] must be"),
        (("tensors", "w", "bits"), 3, "key 'bits' is not known"),
        (("tensors", "w", "shape"), [4, 9], r"w_packed: shape \[4, 4\], must be \[4, 5\]"),
        (("tensors", "w", "block_size"), 2, r"w_blocks: shape \[4, 2\], must be \[4, 3\]"),
        (("tensors", "w", "format"), "grid6", r"w_packed: shape \[4, 4\], must be \[4, 6\]"),
    ],
)
def test_settings_that_do_not_fit_are_refused(folder, keys, value, message):
    config = json.loads((folder / CONFIG_FILE).read_text())
    *path, last = ("quantization_config", *keys)
    place = config
    for key in path:
        place = place[key]
    place[last] = value
    (folder / CONFIG_FILE).write_text(json.dumps(config))
    with pytest.raises(CheckpointError, match=message):
        open_quantized(folder)


def test_a_dtype_that_does_not_fit_is_refused(tmp_path):
    tensors = {"w_packed": np.ones((4, 4), np.uint8), "w_blocks": np.ones((4, 2), np.uint8)}
    folder = write_checkpoint(tmp_path, {**tensors, "w_row_scale": np.ones(4, np.int8)})
    entry = {"shape": [4, 7], "format": "grid35", "block_size": 4}
    config = {"quant_method": "quantcert-grid", "version": 1, "tensors": {"w": entry}}
    (folder / CONFIG_FILE).write_text(json.dumps({"quantization_config": config}))
    with pytest.raises(CheckpointError, match="w_row_scale: dtype I8, must be F16 or F32"):
        open_quantized(folder)
