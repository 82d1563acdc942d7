import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quantcert.errors import CheckpointError
from quantcert.formats import open_quantized
from quantcert.formats.pair35.storage import pair_scheme, stored_names
from tests.support.checkpoints import edit_header, sample, weights, write_quantized
from tests.support.matrices import formats, group_sizes, make_matrix


def same(left, right):
    for field in ("codes", "scales", "zero_points"):
        np.testing.assert_array_equal(getattr(left, field), getattr(right, field))
    assert list(left.stored) == list(right.stored) == ["words", "scales", "zeros"]
    for role, array in left.stored.items():
        np.testing.assert_array_equal(array, right.stored[role])
    np.testing.assert_array_equal(left.words, right.words)
    assert (left.name, left.scheme) == ("m", right.scheme)


@given(formats, st.integers(1, 6), st.integers(1, 40), group_sizes, st.data())
@settings(max_examples=40, deadline=None)
def test_a_matrix_is_read_back_whole_and_by_rows(tmp_path_factory, fmt, rows, columns, size, data):
    matrix = make_matrix(np.random.default_rng(rows * columns), fmt, rows, columns, size)
    folder = tmp_path_factory.mktemp("c")
    quantized = open_quantized(write_quantized(folder, matrix, shards=data.draw(st.integers(1, 2))))
    assert quantized.scheme("m") == matrix.scheme == pair_scheme(fmt, size, "F16")
    assert (quantized.matrices(), quantized.plain()) == (["m"], ["bias"])
    assert quantized.shape("m") == matrix.shape
    assert quantized.bits_per_weight("m") == matrix.bits_per_weight
    assert [info.name for info in quantized.stored("m")] == list(stored_names("m"))
    same(quantized.read("m"), matrix)
    start = data.draw(st.integers(0, rows))
    stop = data.draw(st.integers(start, rows))
    same(quantized.read_rows("m", start, stop), matrix.rows(start, stop))


def test_an_unknown_matrix_is_refused(tmp_path):
    folder = write_quantized(tmp_path, sample("alt43"))
    with pytest.raises(CheckpointError, match=f"{folder}: has no quantized matrix bias"):
        open_quantized(folder).read("bias")


@pytest.mark.parametrize(
    ("tensor", "shape", "message"),
    [
        ("m_packed", (5, 5), "[5, 5], must be [5, 4] for 5 rows, 7 columns and groups of 4"),
        ("m_packed", (4, 4), "[4, 4], must be [5, 4]"),
        ("m_scale", (5, 1, 2), "[5, 1, 2], must be [5, 2, 2]"),
        ("m_scale", (5, 2, 1), "[5, 2, 1], must be [5, 2, 2]"),
        ("m_scale", (5, 4), "[5, 4], must be [5, 2, 2]"),
        ("m_zero_point", (5, 1), "[5, 1], must be [5, 2]"),
    ],
)
def test_a_shape_or_group_count_that_does_not_fit_is_refused(tmp_path, tensor, shape, message):
    dtype = np.float16 if tensor == "m_scale" else np.uint8
    folder = write_quantized(tmp_path, sample("alt43"), **{tensor: np.ones(shape, dtype)})
    with pytest.raises(CheckpointError) as caught:
        open_quantized(folder)
    assert f"{folder / 'model.safetensors'}: tensor {tensor}: shape {message}" in str(caught.value)


@pytest.mark.parametrize(
    ("tensor", "dtype", "message"),
    [
        ("m_scale", "BF16", "tensor m_scale: dtype BF16, must be F16 or F32"),
        ("m_packed", "I8", "tensor m_packed: dtype I8, must be U8"),
        ("m_zero_point", "BOOL", "tensor m_zero_point: dtype BOOL, must be U8"),
    ],
)
def test_a_stored_dtype_of_another_kind_is_refused(tmp_path, tensor, dtype, message):
    folder = write_quantized(tmp_path, sample("alt43"))
    edit_header(folder / "model.safetensors", lambda h: h[tensor].update(dtype=dtype))
    with pytest.raises(CheckpointError, match=message):
        open_quantized(folder)


def test_a_matrix_stored_unquantized_too_is_refused(tmp_path):
    folder = write_quantized(tmp_path, sample("alt43"), m=weights(5, 7))
    with pytest.raises(CheckpointError, match="tensor m is stored unquantized too"):
        open_quantized(folder)


def test_a_missing_part_is_refused(tmp_path):
    folder = write_quantized(tmp_path, sample("alt43"))
    edit_header(folder / "model.safetensors", lambda h: h.update(x=h.pop("m_scale")))
    with pytest.raises(CheckpointError, match=f"{folder}: has no tensor m_scale"):
        open_quantized(folder)
