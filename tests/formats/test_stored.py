"""A checkpoint put together from matrices of any format."""

from dataclasses import dataclass
from fractions import Fraction

import pytest

from quantcert.containers import TensorInfo, open_checkpoint
from quantcert.errors import CheckpointError
from quantcert.formats import StoredCheckpoint
from tests.support.checkpoints import weights, write_checkpoint


@dataclass(frozen=True)
class Named:
    """A matrix that is nothing but its name and place."""

    name: str
    stored: tuple[TensorInfo, ...]
    shape: tuple[int, int] = (4, 6)
    scheme: str = "a scheme"

    def read_rows(self, start, stop):
        return (self.name, start, stop)


@pytest.fixture
def checkpoint(tmp_path):
    arrays = {name: weights(4, 6) for name in ("codes", "scales", "bias")}
    return open_checkpoint(write_checkpoint(tmp_path, arrays))


def matrix(checkpoint, name="w", tensors=("codes", "scales")):
    return Named(name, tuple(checkpoint.info(tensor) for tensor in tensors))


def test_matrices_are_found_by_name(checkpoint):
    quantized = StoredCheckpoint(checkpoint, [matrix(checkpoint), matrix(checkpoint, "v")])
    assert quantized.matrices() == ["w", "v"]
    assert quantized.shape("v") == (4, 6)
    assert quantized.scheme("v") == "a scheme"
    assert [info.name for info in quantized.stored("w")] == ["codes", "scales"]
    assert quantized.plain() == ["bias"]
    assert quantized.bits_per_weight("w") == Fraction(32)  # half of the two tensors that they share
    assert quantized.read("w") == ("w", 0, 4)
    assert quantized.read_rows("v", 1, 3) == ("v", 1, 3)


@pytest.mark.parametrize("rows", [(-1, 2), (3, 2), (0, 5)])
def test_rows_that_are_none_are_refused(checkpoint, rows):
    quantized = StoredCheckpoint(checkpoint, [matrix(checkpoint)])
    with pytest.raises(IndexError, match=r"of w of shape \(4, 6\)"):
        quantized.read_rows("w", *rows)


def test_a_name_without_a_matrix_is_refused(checkpoint):
    quantized = StoredCheckpoint(checkpoint, [matrix(checkpoint)])
    with pytest.raises(CheckpointError, match="has no quantized matrix bias"):
        quantized.shape("bias")


def test_a_matrix_is_stored_once(checkpoint):
    with pytest.raises(CheckpointError, match="matrix w is stored twice"):
        StoredCheckpoint(checkpoint, [matrix(checkpoint), matrix(checkpoint)])
    with pytest.raises(CheckpointError, match="tensor bias is stored unquantized too"):
        StoredCheckpoint(checkpoint, [matrix(checkpoint, "bias")])
    StoredCheckpoint(checkpoint, [matrix(checkpoint, "codes")])
