import ml_dtypes
import numpy as np
import pytest

from quantcert.containers import read_header
from quantcert.containers.safetensors.header import ITEM_SIZES
from quantcert.containers.tensors import (
    NUMPY_DTYPES,
    read_block,
    read_bytes_into,
    read_rows,
    read_tensor,
)
from quantcert.errors import CheckpointError
from tests.support.checkpoints import weights, write_checkpoint

FLOATS = [np.float32, np.float16, ml_dtypes.bfloat16, np.float64]


def only_tensor(folder, values):
    (info,) = read_header(write_checkpoint(folder, {"w": values}) / "model.safetensors")
    return info


def test_each_known_dtype_has_elements_of_its_size():
    assert {name: dtype.itemsize for name, dtype in NUMPY_DTYPES.items()} == ITEM_SIZES


@pytest.mark.parametrize("dtype", [*FLOATS, np.int8, np.uint8, np.int64, np.bool_], ids=str)
def test_a_tensor_is_read_bit_by_bit_whole_and_by_rows(tmp_path, dtype):
    values = (weights(7, 3, 2) * 100).astype(dtype)
    info = only_tensor(tmp_path, values)
    whole = read_tensor(info)
    assert whole.dtype == values.dtype
    np.testing.assert_array_equal(whole, values)
    for start, stop in [(0, 7), (2, 5), (3, 3), (6, 7)]:
        np.testing.assert_array_equal(read_rows(info, start, stop), values[start:stop])


@pytest.mark.parametrize(("start", "stop"), [(-1, 2), (2, 1), (0, 8)])
def test_rows_that_are_not_there_are_refused(tmp_path, start, stop):
    info = only_tensor(tmp_path, weights(7, 3))
    with pytest.raises(IndexError, match="of tensor w of shape"):
        read_rows(info, start, stop)


def test_rows_behind_leading_indices_are_read(tmp_path):
    values = weights(3, 4, 5, 2)
    info = only_tensor(tmp_path, values)
    np.testing.assert_array_equal(read_rows(info, 1, 3, (2,)), values[2, 1:3])
    np.testing.assert_array_equal(read_rows(info, 0, 5, (1, 3)), values[1, 3])


@pytest.mark.parametrize(
    ("stop", "leading"), [(5, (0,)), (4, (3,)), (4, (-1,)), (3, (0, 0, 0)), (1, (0,) * 5)]
)
def test_rows_behind_wrong_indices_are_refused(tmp_path, stop, leading):
    info = only_tensor(tmp_path, weights(3, 4, 2))
    with pytest.raises(IndexError, match="of tensor w of shape"):
        read_rows(info, 0, stop, leading)


@pytest.mark.parametrize(
    ("rows", "columns"), [((0, 5), (0, 7)), ((2, 4), (3, 6)), ((1, 1), (0, 7)), ((0, 5), (4, 4))]
)
@pytest.mark.parametrize("dtype", [np.int32, np.float16])
def test_a_block_is_read_alone(tmp_path, rows, columns, dtype):
    values = (100 * weights(5, 7)).astype(dtype)
    values[0, 0] = 0
    block = read_block(only_tensor(tmp_path, values), rows, columns)
    np.testing.assert_array_equal(block, values[slice(*rows), slice(*columns)])
    assert block.dtype == dtype


@pytest.mark.parametrize(
    ("rows", "columns"), [((0, 6), (0, 1)), ((0, 1), (-1, 2)), ((2, 1), (0, 1))]
)
def test_a_block_outside_is_refused(tmp_path, rows, columns):
    with pytest.raises(IndexError, match="of tensor w of shape"):
        read_block(only_tensor(tmp_path, weights(5, 7)), rows, columns)


@pytest.mark.parametrize("dtype", FLOATS, ids=str)
@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_a_value_that_is_not_finite_is_refused_with_its_position(tmp_path, dtype, bad):
    values = weights(300, 400).astype(dtype)
    values[250, 399] = bad
    info = only_tensor(tmp_path, values)
    message = rf"{info.file}: tensor w: element \[250, 399\] is {bad}, must be finite"
    with pytest.raises(CheckpointError, match=message):
        read_tensor(info)
    with pytest.raises(CheckpointError, match=message):
        read_rows(info, 240, 260)
    assert read_rows(info, 0, 250).shape == (250, 400)


def test_the_largest_finite_numbers_are_read(tmp_path):
    values = np.array([np.finfo(np.float32).max, np.finfo(np.float32).smallest_subnormal])
    np.testing.assert_array_equal(read_tensor(only_tensor(tmp_path, values)), values)


def test_a_file_that_shrinks_while_it_is_read_is_refused(tmp_path):
    info = only_tensor(tmp_path, weights(4, 4))
    info.file.write_bytes(info.file.read_bytes()[:-4])
    with pytest.raises(CheckpointError, match="tensor w: truncated while being read"):
        read_tensor(info)
    info.file.unlink()
    with pytest.raises(CheckpointError, match="cannot be read: No such file"):
        read_bytes_into(info, 0, memoryview(bytearray(1)))
