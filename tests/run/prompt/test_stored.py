"""Stored weights become exact integers, and nothing is rounded."""

from fractions import Fraction

import ml_dtypes
import numpy as np
import pytest

from quantcert.errors import CheckpointError
from quantcert.exact import decode_float64
from quantcert.models.net import MatrixUse, VectorUse
from quantcert.pairing.parts import TensorPart
from quantcert.prompts.boxes import exact_box
from quantcert.prompts.network import IntegerMatrix
from quantcert.run.prompt.stored import (
    StoredMatrix,
    StoredQuantized,
    StoredTensors,
    exact_integers,
    read_part,
    read_vector,
)
from tests.support.networks import small_network


def fractions(matrix: IntegerMatrix) -> list[list[Fraction]]:
    return [[Fraction(int(v), 1 << matrix.scale) for v in row] for row in matrix.entries]


def read_matrix(weights, use: MatrixUse) -> IntegerMatrix:
    return read_part(weights, use, 0, use.rows)


def test_some_rows_are_read():
    rows = Rows([[1, 2], [3, 4], [5, 6]])
    found = read_part(rows, MatrixUse(TensorPart("t", rows=(1, 3)), 2, 2), 1, 2)
    assert found.entries.tolist() == [[5, 6]]
    turned = MatrixUse(TensorPart("t", transposed=True), 2, 3)
    assert read_part(rows, turned, 1, 2).entries.tolist() == [[2, 4, 6]]
    matrix = StoredMatrix(turned, lambda use, start, stop: read_part(rows, use, start, stop))
    assert matrix.shape == (2, 3)
    assert matrix.part(0, 1).entries.tolist() == [[1, 3, 5]]


@pytest.mark.parametrize("dtype", [np.float16, ml_dtypes.bfloat16, np.float32, np.float64])
def test_floats_are_exact_at_both_ends(dtype):
    numbers = [1.0, -0.0, 1.5, float(ml_dtypes.finfo(dtype).max), -(2.0**-20)]
    values = np.array([numbers], dtype=dtype)
    found = exact_integers(values)
    assert fractions(found) == [[Fraction(float(v)) for v in values[0]]]


def test_small_numbers_are_kept_in_64_bits():
    values = np.array([[1.5, -(2.0**-20)]], np.float32)
    found = exact_integers(values).entries
    assert found.dtype == np.int64
    assert exact_integers(np.array([[2.0**40, 2.0**-20]], np.float32)).entries.tolist() == [
        [1 << 60, 1]
    ]
    wide = exact_integers(np.array([[2.0**44, 2.0**-20]], np.float32)).entries
    assert wide.tolist() == [[1 << 64, 1]]


def test_large_numbers_without_a_fraction_are_exact():
    assert exact_integers(np.array([[2.0**100]], np.float32)).entries[0, 0] == 1 << 100


class Rows:
    """A tensor `t` of integers."""

    def __init__(self, entries):
        self.entries = np.array(entries, dtype=object)

    def shape(self, name):
        return self.entries.shape

    def rows(self, name, start, stop, leading):
        return IntegerMatrix(1, self.entries[leading][start:stop])

    def vector(self, name):
        return IntegerMatrix(1, self.entries.reshape(1, -1))


def test_parts_of_tensors_are_taken():
    rows = Rows([[1, 2], [3, 4], [5, 6]])
    middle = MatrixUse(TensorPart("t", rows=(1, 3)), 2, 2)
    assert read_matrix(rows, middle).entries.tolist() == [[3, 4], [5, 6]]
    turned = MatrixUse(TensorPart("t", rows=(1, 2), transposed=True), 1, 3)
    assert read_matrix(rows, turned).entries.tolist() == [[2, 4, 6]]
    entry = MatrixUse(TensorPart("t", leading=(1,)), 1, 2)
    assert read_matrix(Rows([[[1, 2]], [[3, 4]]]), entry).entries.tolist() == [[3, 4]]


def test_another_shape_is_refused():
    with pytest.raises(CheckpointError, match=r"tensor t: shape \[3, 2\], must be \[3, 4\]"):
        read_matrix(Rows([[1, 2]] * 3), MatrixUse(TensorPart("t"), 3, 4))
    with pytest.raises(CheckpointError, match="2 entries, must have 3"):
        read_vector(Rows([1, 2]), VectorUse(TensorPart("t"), 3))


def test_one_is_added_exactly():
    box = read_vector(Rows([3, -2]), VectorUse(TensorPart("t"), 2, plus_one=True))
    assert box == exact_box(1, [[5, 0]])


@pytest.mark.parametrize("name", ["alt43", "pair11"])
def test_decoded_matrices_are_those_of_the_readers(tmp_path, name):
    network = small_network(tmp_path, "llama", name)
    quantized = network.checkpoint
    weights = StoredQuantized(quantized)
    tensor = quantized.matrices()[1]
    rows, columns = quantized.shape(tensor)
    found = read_matrix(weights, MatrixUse(TensorPart(tensor), rows, columns))
    expected = decode_float64(quantized.read(tensor))
    assert fractions(found) == [[Fraction(v) for v in row] for row in expected]


def test_a_number_that_is_not_finite_is_named(tmp_path):
    network = small_network(tmp_path, "llama")
    weights = StoredTensors(network.base)
    values = np.array([1.0, np.nan], np.float32)
    with pytest.raises(CheckpointError, match=r"tensor model\.norm\.weight: .*NaN"):
        weights._exact("model.norm.weight", values)
