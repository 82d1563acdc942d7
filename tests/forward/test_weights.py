"""Decoded weights are exact, and each is read once in a block."""

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from quantcert.containers import open_checkpoint
from quantcert.errors import CheckpointError
from quantcert.exact import decode_float64
from quantcert.forward import BlockWeights, OriginalWeights, QuantizedWeights
from quantcert.forward import weights as module
from quantcert.forward.weights import row_reader
from quantcert.models.net import MatrixUse, VectorUse
from quantcert.pairing.parts import TensorPart
from tests.support.checkpoints import weights, write_checkpoint
from tests.support.matrices import formats, group_sizes, make_matrix
from tests.support.networks import small_network
from tests.support.perturbed_models import ArrayWeights


@given(formats, group_sizes, st.integers(1, 70), st.integers(0, 99), st.booleans())
def test_dequantize_is_exact(code_format, group_size, columns, seed, wide) -> None:
    rng = np.random.default_rng(seed)
    shape = (3, -(-columns // group_size), len(code_format.levels))
    bits, reach, dtype = (23, 126, np.float32) if wide else (10, 14, np.float16)
    significands = 1 + rng.integers(0, 1 << bits, shape) / (1 << bits)
    scales = np.ldexp(significands, rng.integers(-reach, reach, shape)).astype(dtype)
    matrix = make_matrix(rng, code_format, 3, columns, group_size, scales)
    decoded = decode_float64(matrix)
    for row in range(3):
        for column in range(columns):
            place = row, column // group_size, code_format.tables[column % 2]
            step = int(matrix.codes[row, column]) - int(matrix.zero_points[place])
            assert Fraction(decoded[row, column]) == Fraction(float(scales[place])) * step


def test_quantized_and_plain_tensors(tmp_path: Path) -> None:
    network = small_network(tmp_path, "bert", "alt43")
    decoded = QuantizedWeights(network.checkpoint)
    name = "embeddings.word_embeddings.weight"
    assert decoded.shape(name) == (20, 8)
    use = MatrixUse(TensorPart(name), 20, 8)
    whole = BlockWeights(decoded).matrix(use)
    assert whole[3:5].tolist() == decoded.rows(name, 3, 5).tolist()
    assert 0 < np.abs(whole - BlockWeights(OriginalWeights(network.base)).matrix(use)).max() < 0.3
    bias = "embeddings.LayerNorm.bias"
    assert decoded.vector(bias).tolist() == network.base.read(bias).tolist()


def test_a_tensor_is_read_once_a_block() -> None:
    class Counting:
        reads = 0

        def shape(self, name: str) -> tuple[int, ...]:
            return (3, 2)

        def rows(
            self, name: str, start: int, stop: int, leading: tuple[int, ...] = ()
        ) -> np.ndarray:
            self.reads += 1
            return np.ones((stop - start, 2))

        def vector(self, name: str) -> np.ndarray:
            self.reads += 1
            return np.ones(2)

    source = Counting()
    block = BlockWeights(source)
    assert block.matrix(MatrixUse(TensorPart("m"), 3, 2)) is block.matrix(
        MatrixUse(TensorPart("m"), 3, 2)
    )
    assert block.vector(VectorUse(TensorPart("v"), 2)) is block.vector(
        VectorUse(TensorPart("v"), 2)
    )
    assert source.reads == 2


def test_large_matrices_are_read_in_pieces(tmp_path: Path) -> None:
    matrix = weights(1200, 1000)
    folder = write_checkpoint(tmp_path, {"m": matrix})
    read = BlockWeights(OriginalWeights(open_checkpoint(folder)))
    whole = matrix.astype(np.float64)
    assert np.array_equal(read.matrix(MatrixUse(TensorPart("m"), 1200, 1000)), whole)
    assert np.array_equal(
        read.matrix(MatrixUse(TensorPart("m", (20, 1170)), 1150, 1000)), whole[20:1170]
    )
    assert np.array_equal(
        read.matrix(MatrixUse(TensorPart("m", transposed=True), 1000, 1200)), whole.T
    )
    part = MatrixUse(TensorPart("m", (40, 540), transposed=True), 500, 1200)
    assert np.array_equal(read.matrix(part), whole.T[40:540])


def test_rows_of_parts() -> None:
    stored = np.arange(24.0).reshape(6, 4)
    source = ArrayWeights({"m": stored, "v": np.arange(5.0)})
    for use, part in (
        (MatrixUse(TensorPart("m"), 6, 4), stored),
        (MatrixUse(TensorPart("m", (2, 5)), 3, 4), stored[2:5]),
        (MatrixUse(TensorPart("m", (1, 3), transposed=True), 2, 6), stored.T[1:3]),
    ):
        assert row_reader(source, use)(1, 2).tolist() == part[1:2].tolist()
    block = BlockWeights(source)
    assert block.vector(VectorUse(TensorPart("v", (3, 5)), 2, False)).tolist() == [3.0, 4.0]
    assert block.vector(VectorUse(TensorPart("v", (1, 3)), 2, True)).tolist() == [2.0, 3.0]


@pytest.mark.parametrize("block", [1, 8, 1 << 20])
def test_entries_of_a_stack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, block: int) -> None:
    monkeypatch.setattr(module, "_BLOCK_ELEMENTS", block)
    stack = weights(3, 6, 4)
    read = OriginalWeights(open_checkpoint(write_checkpoint(tmp_path, {"m": stack})))
    for use, part in (
        (MatrixUse(TensorPart("m", leading=(1,)), 6, 4), stack[1]),
        (MatrixUse(TensorPart("m", (2, 5), leading=(2,)), 3, 4), stack[2, 2:5]),
        (MatrixUse(TensorPart("m", None, True, (0,)), 4, 6), stack[0].T),
        (MatrixUse(TensorPart("m", (1, 3), True, (2,)), 2, 6), stack[2].T[1:3]),
    ):
        np.testing.assert_array_equal(BlockWeights(read).matrix(use), part)
        np.testing.assert_array_equal(row_reader(read, use)(1, 2), part[1:2])


def test_what_is_no_weight_is_refused(tmp_path: Path) -> None:
    tensors = {"ids": np.arange(6).reshape(2, 3), "v": weights(4)}
    source = OriginalWeights(open_checkpoint(write_checkpoint(tmp_path, tensors)))
    with pytest.raises(CheckpointError, match="ids: dtype I64, must be one of F32"):
        BlockWeights(source).matrix(MatrixUse(TensorPart("ids"), 2, 3))
    with pytest.raises(CheckpointError, match=r"v: shape \[4\], must be a matrix"):
        BlockWeights(source).matrix(MatrixUse(TensorPart("v"), 4, 1))
    with pytest.raises(CheckpointError, match="no tensor absent"):
        BlockWeights(source).vector(VectorUse(TensorPart("absent"), 1))
