"""Range checks of stored values, seen through the reader."""

import numpy as np
import pytest

from quantcert.errors import CheckpointError
from quantcert.formats import open_quantized
from tests.support.checkpoints import edit_tensor, sample, write_quantized


@pytest.mark.parametrize("name", ["alt43", "pair11"])
@pytest.mark.parametrize(
    ("dtype", "value", "message"),
    [
        (
            np.float16,
            0.0,
            "scale 0.0 is not a positive normal float16 (6.103515625e-05 to 65504.0)",
        ),
        (np.float16, -0.5, "scale -0.5 is not a positive normal float16"),
        (np.float16, 2.0**-15, "scale 3.0517578125e-05 is not a positive normal float16"),
        (np.float32, 2.0**-127, "is not a positive normal float32 (1.1754943508222875e-38 to"),
        (np.float32, 0.0, "scale 0.0 is not a positive normal float32"),
    ],
)
def test_a_scale_that_is_not_positive_and_normal_is_refused(tmp_path, name, dtype, value, message):
    folder = write_quantized(tmp_path, sample(name, scale_dtype=dtype))
    file = folder / "model.safetensors"
    edit_tensor(file, "m_scale", lambda scales: scales.__setitem__((3, 1, 0), value), dtype)
    quantized = open_quantized(folder)
    assert quantized.read_rows("m", 0, 3).shape == (3, 7)
    for read in (lambda: quantized.read("m"), lambda: quantized.read_rows("m", 2, 4)):
        with pytest.raises(CheckpointError) as caught:
            read()
        assert f"{file}: tensor m_scale: row 3, group 1, " in str(caught.value)
        assert "lane 0 (from column 4): " in str(caught.value)
        assert message in str(caught.value)


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_a_scale_that_is_not_finite_is_refused(tmp_path, value):
    file = write_quantized(tmp_path, sample("alt43")) / "model.safetensors"
    edit_tensor(file, "m_scale", lambda s: s.__setitem__((3, 1, 0), value), np.float16)
    message = rf"{file}: tensor m_scale: row 3, group 1, lane 0 .*: scale {value} is not a"
    with pytest.raises(CheckpointError, match=message):
        open_quantized(tmp_path).read("m")


def spoil_byte(folder, tensor, row, byte, change):
    """Change one byte of a packed tensor; what reading the matrix then says."""
    file = folder / "model.safetensors"
    edit_tensor(file, tensor, lambda a: a.__setitem__((row, byte), change(a[row, byte])), np.uint8)
    with pytest.raises(CheckpointError) as caught:
        open_quantized(folder).read("m")
    assert f"{file}: tensor {tensor}: row {row}" in str(caught.value)
    return str(caught.value)


@pytest.mark.parametrize("name", ["alt43", "pair11"])
def test_a_set_padding_bit_is_refused(tmp_path, name):
    folder = write_quantized(tmp_path, sample(name))
    message = spoil_byte(folder, "m_packed", 4, -1, lambda byte: byte | 0x80)
    assert "padding bits are not zero" in message


def test_a_set_padding_bit_of_the_zero_points_is_refused(tmp_path):
    folder = write_quantized(tmp_path, sample("pair11", columns=9))
    message = spoil_byte(folder, "m_zero_point", 2, -1, lambda byte: byte | 0x10)
    assert "padding bits are not zero" in message


def test_a_word_that_is_no_pair_of_codes_is_refused(tmp_path):
    folder = write_quantized(tmp_path, sample("pair11"))
    message = spoil_byte(folder, "m_packed", 1, 0, lambda byte: byte & 0x80 | 121)
    assert "columns 0 and 1: word 121 is not in 0..120" in message


@pytest.mark.parametrize(
    ("name", "byte", "message"),
    [
        ("alt43", 0x80, "group 0, lane 1 (from column 1): zero-point 8 is not in 0..7"),
        ("pair11", 0x0B, "group 0, lane 0 (from column 0): zero-point 11 is not in 0..10"),
    ],
)
def test_a_zero_point_outside_the_levels_of_its_lane_is_refused(tmp_path, name, byte, message):
    folder = write_quantized(tmp_path, sample(name))
    assert message in spoil_byte(folder, "m_zero_point", 1, 0, lambda _: byte)


@pytest.mark.parametrize("name", ["alt43", "pair11"])
def test_the_code_that_fills_up_an_odd_last_pair_must_be_the_zero_point(tmp_path, name):
    matrix = sample(name)
    folder = write_quantized(tmp_path, matrix)
    zero_point = matrix.zero_points[0, -1, 1 if name == "alt43" else 0]
    assert zero_point
    message = spoil_byte(folder, "m_packed", 0, -1, lambda byte: 0)
    assert f"fills up the last pair must be the zero-point {zero_point}" in message
