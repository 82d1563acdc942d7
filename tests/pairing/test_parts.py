import numpy as np
import pytest

from quantcert.containers import open_checkpoint
from quantcert.errors import CheckpointError
from quantcert.pairing import parts as module
from quantcert.pairing.parts import TensorPart, part_shape, read_part_rows
from tests.support.checkpoints import weights, write_checkpoint

FUSED, WIDE, EXPERTS = weights(12, 5), weights(5, 12, seed=1), weights(3, 4, 6, seed=2)
PARTS = {
    "whole": (TensorPart("fused"), FUSED),
    "rows": (TensorPart("fused", rows=(4, 8)), FUSED[4:8]),
    "transposed": (TensorPart("wide", transposed=True), WIDE.T),
    "rows of it": (TensorPart("wide", rows=(3, 11), transposed=True), WIDE.T[3:11]),
    "expert": (TensorPart("experts", leading=(2,)), EXPERTS[2]),
    "rows of an expert": (TensorPart("experts", rows=(1, 3), leading=(1,)), EXPERTS[1, 1:3]),
    "transposed expert": (
        TensorPart("experts", rows=(2, 6), transposed=True, leading=(1,)),
        EXPERTS[1].T[2:6],
    ),
}


@pytest.fixture
def original(tmp_path):
    tensors = {"fused": FUSED, "wide": WIDE, "experts": EXPERTS}
    return open_checkpoint(write_checkpoint(tmp_path, tensors))


@pytest.mark.parametrize("block", [1, 1 << 20])
@pytest.mark.parametrize("name", PARTS)
def test_a_part_is_read_whole_and_by_rows(original, monkeypatch, name, block):
    monkeypatch.setattr(module, "_BLOCK_ELEMENTS", block)
    part, matrix = PARTS[name]
    assert part_shape(original, part) == matrix.shape
    rows = len(matrix)
    for start, stop in [(0, rows), (1, rows - 1), (rows, rows), (0, 1)]:
        found = read_part_rows(original, part, start, stop)
        np.testing.assert_array_equal(found, matrix[start:stop])


@pytest.mark.parametrize(("start", "stop"), [(-1, 2), (3, 2), (0, 5)])
def test_rows_outside_the_part_are_refused(original, start, stop):
    """They may well be rows of the tensor."""
    with pytest.raises(IndexError, match="of fused, rows 4 to 7 of shape"):
        read_part_rows(original, TensorPart("fused", rows=(4, 8)), start, stop)


def test_a_part_that_is_no_matrix_has_no_rows(original):
    part = TensorPart("experts")
    assert part_shape(original, part) == (3, 4, 6)
    with pytest.raises(IndexError, match="of experts of shape"):
        read_part_rows(original, part, 0, 1)


@pytest.mark.parametrize(
    "part",
    [
        TensorPart("fused", rows=(4, 13)),
        TensorPart("fused", rows=(4, 4)),
        TensorPart("fused", rows=(-1, 4)),
        TensorPart("wide", rows=(0, 13), transposed=True),
        TensorPart("experts", leading=(3,)),
        TensorPart("experts", leading=(-1,)),
        TensorPart("experts", leading=(0, 0, 0, 0)),
        TensorPart("experts", rows=(0, 5), leading=(0,)),
    ],
    ids=str,
)
def test_a_part_that_is_not_in_the_tensor_is_refused(original, part):
    with pytest.raises(CheckpointError) as caught:
        part_shape(original, part)
    assert str(part) in str(caught.value)
    assert "model.safetensors" in str(caught.value)


def test_a_part_of_a_tensor_that_is_not_there_is_refused(original):
    with pytest.raises(CheckpointError, match="has no tensor other"):
        part_shape(original, TensorPart("other"))
