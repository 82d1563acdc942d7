"""What is counted in matrices of odd scales, zero-points and offsets."""

from fractions import Fraction
from types import SimpleNamespace

import numpy as np
import pytest

from quantcert.formats import QuantizedMatrix, Scheme
from quantcert.formats.codecs import UniformCodec, ValueCodec
from quantcert.inspection import InspectedTensor, inspect_checkpoint
from quantcert.inspection.values import matrix_problems
from tests.support.foreign import golden


def problems(codec, codes, scales, zeros, offsets=None):
    """What is said of a matrix with groups of two columns."""
    matrix = QuantizedMatrix(
        "m",
        Scheme("test", codec, 2),
        np.array(codes, np.uint8),
        np.array(scales, np.float32)[:, :, None],
        np.array(zeros, np.uint8)[:, :, None],
        np.zeros((len(codes), 0), np.uint8),
        {},
        None if offsets is None else np.array(offsets, np.float32)[:, :, None],
    )
    quantized = SimpleNamespace(read_rows=lambda _, start, stop: matrix.rows(start, stop))
    tensor = InspectedTensor("m", matrix.shape, "test", Fraction(4), 2, {}, ("m",))
    return matrix_problems(quantized, tensor).problems


FOUR = UniformCodec(4)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((FOUR, [[1, 2, 8, 8]], [[1, 0]], [[8, 8]]), ()),
        (
            (FOUR, [[1, 2, 8, 7]], [[1, 0]], [[8, 8]]),
            ("1 weights have codes that are not zero, and a scale that is",),
        ),
        ((FOUR, [[8, 8, 8, 8]], [[1, 1]], [[8, 8]]), ("all weights are zero",)),
        ((FOUR, [[8, 8, 8, 8]], [[1, 1]], [[8, 8]], [[0, 1]]), ()),
        ((FOUR, [[1, 2, 3, 4]], [[1, 1e-40]], [[8, 8]]), ("1 of 2 scales are subnormal",)),
        (
            (FOUR, [[1, 2, 3, 4]], [[1, 1]], [[16, 8]]),
            ("1 zero-points are outside the range of codes",),
        ),
        ((ValueCodec(), [[0, 0, 0, 0]], [[0, 0]], [[0, 0]], [[0, 2]]), ()),
        (
            (ValueCodec(), [[0, 0, 0, 0]], [[0, 0]], [[0, 0]], [[0, 0]]),
            ("all weights are zero",),
        ),
    ],
)
def test_what_is_odd_is_counted(arguments, said):
    assert problems(*arguments) == said


def test_scales_of_every_dtype_are_read():
    """bfloat16 is no dtype of NumPy's own."""
    inspection = inspect_checkpoint(golden("torchao", "int4"), values=True)
    assert list(inspection.all_problems) == []
