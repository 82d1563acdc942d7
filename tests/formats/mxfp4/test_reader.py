"""MXFP4 folders decode as transformers decodes them; what is malformed is named."""

from fractions import Fraction

import numpy as np
import pytest

from quantcert.errors import CheckpointError, StoredValueError
from quantcert.formats import open_quantized
from quantcert.formats.mxfp4.layout import codes_of
from tests.support.foreign import cases, check_golden, golden, spoiled

EXPERTS, MATRIX = golden("mxfp4", "experts"), golden("mxfp4", "matrix")


@pytest.mark.parametrize("case", cases("mxfp4"))
def test_every_weight_is_what_transformers_decodes(case):
    check_golden(golden("mxfp4", case))


def test_even_columns_lie_in_the_lower_half():
    blocks = np.arange(0x10, 0x30, dtype=np.uint8).reshape(1, 2, 16)
    assert codes_of(blocks)[0, :4].tolist() == [0, 1, 1, 1]
    assert codes_of(blocks)[0, 32:36].tolist() == [0, 2, 1, 2]


def test_each_expert_is_a_matrix():
    quantized = open_quantized(EXPERTS)
    ups, downs = (
        [f"mlp.experts.{n}[{e}].T" for e in range(k)] for n, k in (("up", 3), ("down", 2))
    )
    assert sorted(quantized.matrices()) == sorted(ups + downs)
    assert quantized.shape("mlp.experts.up[1].T") == (5, 17 * 32)
    assert quantized.plain() == ["norm.weight"]
    for name in quantized.matrices():
        assert quantized.bits_per_weight(name) == Fraction(17, 4)


def test_a_nan_scale_is_named(tmp_path):
    def change(tensors, _):
        tensors["mlp.experts.up_scales"][2, 3, 5] = 0xFF

    quantized = open_quantized(spoiled(EXPERTS, tmp_path / "bad", change))
    with pytest.raises(StoredValueError, match="row 3, column 160: code 0xff of E8M0 is NaN") as e:
        quantized.read_rows("mlp.experts.up[2].T", 2, 5)
    assert (e.value.tensor, e.value.row, e.value.column) == ("mlp.experts.up_scales", 3, 160)
    quantized.read("mlp.experts.up[1].T")


def without(name):
    return lambda tensors, _: tensors.pop(name)


def replaced(name, array):
    return lambda tensors, _: tensors.__setitem__(name, array)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (without("a.weight_scales"), "has no tensor a.weight_scales"),
        (without("a.weight_blocks"), "no tensor is named NAME_blocks"),
        (
            replaced("a.weight_scales", np.ones((4, 5), np.uint8)),
            r"must be \[4, 4\] for the blocks",
        ),
        (replaced("a.weight_scales", np.ones((4, 4), np.float32)), "must be U8 or F8_E8M0"),
        (
            replaced("a.weight_blocks", np.ones((4, 4, 32), np.uint8)),
            r"must be \[4, 4, 16\] for bl",
        ),
        (replaced("a.weight_blocks", np.ones((4, 64), np.uint8)), "must be .rows, groups, 16"),
        (replaced("a.weight_blocks", np.ones((4, 4, 16), np.int8)), "dtype I8, must be U8"),
        (replaced("a.weight", np.ones((4, 128), np.float32)), "is stored unquantized too"),
        (lambda _, s: s.__setitem__("modules_to_not_convert", ["a"]), "'a' is listed"),
    ],
)
def test_what_is_malformed_is_refused(tmp_path, change, words):
    with pytest.raises(CheckpointError, match=words):
        open_quantized(spoiled(MATRIX, tmp_path / "bad", change))
