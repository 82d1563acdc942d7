"""Folders of torchao decode as it decodes them; what is malformed is named."""

import numpy as np
import pytest

from quantcert.errors import CheckpointError
from quantcert.formats import open_quantized
from tests.support.foreign import cases, check_golden, golden, spoiled

GROUPS = golden("torchao", "groups")


@pytest.mark.parametrize("case", cases("torchao"))
def test_every_weight_is_what_the_library_decodes(case):
    check_golden(golden("torchao", case))


def test_groups_are_as_many_as_scales():
    quantized = open_quantized(GROUPS)
    assert quantized.plain() == ["0.bias"]
    scheme = quantized.scheme("0.weight")
    assert (scheme.format, scheme.group_size) == ("torchao-int8", 32)
    assert scheme.layout["zero_points"] == "I8"


def replaced(name, array):
    return lambda tensors, _: tensors.__setitem__(name, array)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda t, _: t.pop("0._weight_scale"), "has no tensor 0._weight_scale"),
        (replaced("0._weight_scale", np.ones((12, 3), np.float32)), r"are F32 \[12, 3\]"),
        (
            replaced("0._weight_zero_point", np.ones((12, 1), np.int8)),
            r"zero-points 0._weight_zero_point are I8 \[12, 1\], must be I8 \[12, 2\]",
        ),
        (
            replaced("0._weight_act_pre_scale", np.ones(64, np.float32)),
            "0._weight_act_pre_scale: belongs to 0._weight_qdata and is not known",
        ),
        (lambda t, _: [t.pop(f"{n}._weight_qdata") for n in (0, 1)], "no tensor is named MODULE"),
    ],
)
def test_what_is_malformed_is_refused(tmp_path, change, words):
    with pytest.raises(CheckpointError, match=words):
        open_quantized(spoiled(GROUPS, tmp_path / "bad", change))
