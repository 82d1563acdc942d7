"""FP8 folders decode as transformers decodes them; what is malformed is named."""

import ml_dtypes
import numpy as np
import pytest

from quantcert.errors import CheckpointError, StoredValueError
from quantcert.formats import open_quantized
from tests.support.foreign import cases, check_golden, golden, spoiled

BLOCKS, WHOLE = golden("fp8", "blocks"), golden("fp8", "whole")


@pytest.mark.parametrize("case", cases("fp8"))
def test_every_weight_is_what_transformers_decodes(case):
    check_golden(golden("fp8", case))


def test_the_scheme_says_how_scales_lie():
    quantized = open_quantized(BLOCKS)
    scheme = quantized.scheme("b.weight")
    assert (scheme.format, scheme.group_size, scheme.codec.word_bits) == ("fp8", 16, 8)
    assert scheme.layout == {
        "codes": "E4M3, one a byte",
        "scales": "F32, blocks of 8 x 16, multiplied, tensor weight_scale_inv",
    }
    assert quantized.scheme("a.weight").codec is scheme.codec


def test_scales_of_activations_belong_to_their_matrix():
    quantized = open_quantized(WHOLE)
    assert quantized.plain() == []
    names = [info.name for info in quantized.stored("a.weight")]
    assert names == ["a.weight", "a.weight_scale_inv", "a.activation_scale"]


def write(tensor, place, byte):
    """A change that writes a byte into a tensor of bytes."""
    return lambda tensors, _: tensors[tensor].view(np.uint8).__setitem__(place, byte)


@pytest.mark.parametrize("byte", [0x7F, 0xFF])
def test_a_nan_code_is_named(tmp_path, byte):
    folder = spoiled(BLOCKS, tmp_path / "bad", write("b.weight", (9, 33), byte))
    with pytest.raises(
        StoredValueError, match=rf"row 9, column 33: code 0x{byte:x} of E4M3 is NaN"
    ):
        open_quantized(folder).read_rows("b.weight", 8, 12)
    open_quantized(folder).read_rows("b.weight", 0, 9)


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_a_scale_that_is_not_finite_is_named(tmp_path, value):
    def change(tensors, _):
        tensors["b.weight_scale_inv"][1, 2] = value

    folder = spoiled(BLOCKS, tmp_path / "bad", change)
    with pytest.raises(
        StoredValueError, match=r"row 8, group 2: scale .* must be finite"
    ) as caught:
        open_quantized(folder).read("b.weight")
    assert (caught.value.tensor, caught.value.row, caught.value.column) == (
        "b.weight_scale_inv",
        8,
        32,
    )


def test_the_byte_of_no_power_of_two_is_named(tmp_path):
    folder = spoiled(
        golden("fp8", "powers"), tmp_path / "bad", write("a.weight_scale_inv", (0, 1), 255)
    )
    with pytest.raises(StoredValueError, match=r"row 0, group 1: scale nan must be finite"):
        open_quantized(folder).read("a.weight")


def without(name):
    return lambda tensors, _: tensors.pop(name)


def replaced(name, array):
    return lambda tensors, _: tensors.__setitem__(name, array)


def setting(key, value):
    return lambda _, settings: settings.__setitem__(key, value)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (
            without("b.weight_scale_inv"),
            "its scales must be in b.weight_scale_inv or b.weight_scale",
        ),
        (replaced("b.weight_scale", np.ones(12, np.float32)), "both are stored"),
        (
            replaced("b.weight_scale_inv", np.ones((3, 2), np.float32)),
            r"shape \[3, 2\] are neither one",
        ),
        (replaced("b.weight_scale_inv", np.ones((2, 3), np.int32)), "dtype I32, must be F32 or"),
        (setting("weight_block_size", [16, 8]), "for blocks of"),
        (setting("weight_block_size", None), "without weight_block_size"),
        (setting("weight_block_size", [8]), r"weight_block_size \[8\] must be"),
        (setting("modules_to_not_convert", "b"), "must be a list of texts"),
        (
            setting("modules_to_not_convert", ["b"]),
            "'b' is listed as not quantized, but tensor b.w",
        ),
        (replaced("c", np.zeros((2, 2, 2, 2), ml_dtypes.float8_e4m3fn)), "only matrices are read"),
    ],
)
def test_what_is_malformed_is_refused(tmp_path, change, words):
    folder = spoiled(BLOCKS, tmp_path / "bad", change)
    with pytest.raises(CheckpointError, match=words):
        open_quantized(folder)


def test_a_folder_without_codes_is_refused(tmp_path):
    def change(tensors, _):
        tensors.clear()
        tensors["a.weight"] = np.zeros((2, 2), np.float32)

    with pytest.raises(CheckpointError, match="but no tensor has a dtype of F8_E4M3 or F8_E5M2"):
        open_quantized(spoiled(WHOLE, tmp_path / "bad", change))


def test_a_layer_that_is_not_quantized_though_its_like_are_is_found(tmp_path):
    def renamed(tensors, settings, listed=False):
        for name in list(tensors):
            tensors[f"l.0.{name}"] = tensors.pop(name)
        tensors["l.1.a.weight"] = np.ones((4, 4), np.float32)
        if listed:
            settings["modules_to_not_convert"] = ["l.1.a"]

    quantized = open_quantized(spoiled(BLOCKS, tmp_path / "wrong", renamed))
    with pytest.raises(StoredValueError, match="is stored unquantized, but its like"):
        quantized.read("l.1.a.weight")
    folder = spoiled(BLOCKS, tmp_path / "right", lambda t, s: renamed(t, s, listed=True))
    assert "l.1.a.weight" in open_quantized(folder).plain()


def test_experts_of_a_stack_are_matrices(tmp_path):
    stack, name = golden("fp8", "stack"), "mlp.experts.down_proj"
    quantized = open_quantized(stack)
    assert quantized.matrices() == [f"{name}[{number}]" for number in range(3)]
    assert quantized.plain() == []
    assert quantized.scheme(f"{name}[1]").group_size == 16

    def change(tensors, _):
        tensors[f"{name}_scale_inv"][2, 1, 0] = np.nan

    broken = open_quantized(spoiled(stack, tmp_path / "bad", change))
    broken.read(f"{name}[1]")
    with pytest.raises(StoredValueError, match="row 8, group 0: scale nan must be finite"):
        broken.read(f"{name}[2]")
    fewer = spoiled(
        stack, tmp_path / "2", replaced(f"{name}_scale_inv", np.ones((2, 2, 3), np.float32))
    )
    with pytest.raises(CheckpointError, match=r"shape \[2, 2, 3\] are neither one, nor one a row"):
        open_quantized(fewer)
