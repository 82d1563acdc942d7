import re

import pytest

from quantcert.containers import open_checkpoint
from quantcert.pairing.coverage import uncovered
from quantcert.pairing.parts import TensorPart
from tests.support.checkpoints import weights, write_checkpoint


def rows(start, stop, **more):
    return TensorPart("fused", rows=(start, stop), **more)


def expert(number, **more):
    return TensorPart("experts", leading=(number,), **more)


@pytest.fixture
def original(tmp_path):
    tensors = {"fused": weights(12, 5), "experts": weights(2, 4, 6), "other": weights(2, 2)}
    return open_checkpoint(write_checkpoint(tmp_path, tensors))


@pytest.mark.parametrize(
    "parts",
    [
        [TensorPart("other")],
        [TensorPart("fused", transposed=True)],
        [rows(8, 12), rows(0, 4), rows(4, 8)],
        [expert(1), expert(0)],
        [expert(0), expert(1, rows=(0, 1)), expert(1, rows=(1, 4)), TensorPart("other")],
        [expert(0, transposed=True, rows=(0, 6)), expert(1, transposed=True)],
    ],
    ids=str,
)
def test_parts_that_make_up_their_tensors_are_accepted(original, parts):
    assert list(uncovered(original, parts)) == []


@pytest.mark.parametrize(
    ("parts", "message"),
    [
        ([rows(0, 4), rows(5, 12)], "row 4 is taken by no tensor of the checkpoint"),
        ([rows(1, 12)], "row 0 is taken by no tensor of the checkpoint"),
        ([rows(0, 11)], "row 11 is taken by no tensor of the checkpoint"),
        ([rows(0, 8), rows(4, 12)], "row 4 is taken twice"),
        ([TensorPart("fused"), rows(0, 12)], "row 0 is taken twice"),
        ([expert(0)], r"no tensor of the checkpoint stands for entry \[1\]"),
        ([expert(0), expert(0), expert(1)], "row 0 is taken twice"),
        ([TensorPart("experts"), expert(0), expert(1)], r"entry \[\] overlaps"),
    ],
    ids=str,
)
def test_parts_that_leave_out_or_repeat_something_are_found(original, parts, message):
    ((tensor, found),) = uncovered(original, parts)
    assert tensor == parts[0].tensor
    assert re.match(message, found)
