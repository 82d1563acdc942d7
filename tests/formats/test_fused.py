"""Modules that engines fuse."""

import numpy as np
import pytest

from quantcert.containers import open_checkpoint
from quantcert.errors import StoredValueError
from quantcert.formats.fused import check_fused_scale, fused_with
from tests.support.checkpoints import write_checkpoint


@pytest.mark.parametrize(
    ("module", "found"),
    [
        ("l.q_proj", ("l.k_proj", "l.v_proj")),
        ("l.k_proj", ("l.q_proj", "l.v_proj")),
        ("l.gate_proj", ("l.up_proj",)),
        ("l.down_proj", ()),
        ("q_proj", ("k_proj",)),
        ("e.w3", ("e.w1",)),
        ("e.w2", ()),
    ],
)
def test_modules_are_fused_with_those_beside_them(module, found):
    names = ["l.q_proj", "l.k_proj", "l.v_proj", "m.v_proj", "l.gate_proj", "l.up_proj"]
    assert fused_with(module, [*names, "l.down_proj", "k_proj", "e.w1", "e.w2"]) == found


def test_their_global_scales_are_one(tmp_path):
    tensors = {
        name: np.array([value], np.float32) for name, value in [("a", 2), ("b", 2), ("c", 3)]
    }
    checkpoint = open_checkpoint(write_checkpoint(tmp_path, tensors))
    a, b, c = map(checkpoint.info, "abc")
    check_fused_scale(a, np.float32(2), (b,))
    message = "the global scale 2.0 differs from 3.0 of c: engines that fuse"
    with pytest.raises(StoredValueError, match=message) as caught:
        check_fused_scale(a, np.float32(2), (b, c))
    assert caught.value.tensor == "a"
