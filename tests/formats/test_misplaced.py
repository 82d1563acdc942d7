"""Matrices that are not stored as their settings say."""

import numpy as np
import pytest

from quantcert.containers import open_checkpoint
from quantcert.errors import StoredValueError
from quantcert.formats.misplaced import (
    kind,
    left_plain,
    plain_modules,
    plain_though_quantized,
    quantized_though_listed,
)
from tests.support.checkpoints import weights, write_checkpoint


@pytest.fixture
def checkpoint(tmp_path):
    tensors = {
        "l.0.a.weight": weights(4, 6),
        "l.1.a.weight": weights(4, 6),
        "norm.weight": weights(6),
        "l.0.a.bias": weights(4),
        "codes.weight": np.ones((4, 6), np.int8),
    }
    return open_checkpoint(write_checkpoint(tmp_path, tensors))


def test_matrices_of_floats_are_plain(checkpoint):
    assert list(plain_modules(checkpoint, ["l.1.a"])) == ["l.0.a"]


def test_modules_of_several_layers_are_of_one_kind():
    assert kind("l.0.experts.11.a") == kind("l.23.experts.4.a") == "l.*.experts.*.a"
    assert kind("l.0.a") != kind("l.0.b")


def test_what_is_left_plain_though_its_like_are_not_is_found(checkpoint):
    (found,) = left_plain(checkpoint, ["l.1.a"], [])
    assert (found.name, found.shape) == ("l.0.a.weight", (4, 6))
    assert found.scheme.format == "F32"
    with pytest.raises(
        StoredValueError, match="is stored unquantized, but its like in other layer"
    ):
        found.read_rows(0, 1)
    assert list(left_plain(checkpoint, ["l.1.a"], ["l.0.a"])) == []
    assert list(left_plain(checkpoint, ["l.1.b"], [])) == []


def test_they_cannot_be_read(checkpoint):
    info = checkpoint.info("l.0.a.weight")
    plain = plain_though_quantized("x", info)
    listed = quantized_though_listed("x", "l.0.a", (info,), "'l.0.a' is listed")
    for matrix, words in [(plain, "is stored unquantized"), (listed, "is quantized, but 'l.0.a'")]:
        assert (matrix.name, matrix.shape, matrix.scheme.format) == (info.name, (4, 6), "x")
        with pytest.raises(StoredValueError, match=words):
            matrix.read_rows(0, 1)
