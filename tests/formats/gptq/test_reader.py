"""GPTQ folders: layouts that are resolved, and faults of files that a reader must find."""

import json

import numpy as np
import pytest

from quantcert.errors import CheckpointError, StoredValueError
from quantcert.formats import open_quantized
from tests.support.checkpoints import edit_header
from tests.support.packed_folders import decoded_float64, packed_words, write_folder

OUTPUTS, INPUTS, SIZE = 32, 64, 32
SETTINGS = {
    "quant_method": "gptq",
    "bits": 4,
    "group_size": SIZE,
    "sym": False,
    "desc_act": False,
    "checkpoint_format": "gptq_v2",
}


def grid(bits=4, size=SIZE, lowest=0, seed=0):
    """Codes [outputs, inputs], zero-points and scales [outputs, groups]."""
    random = np.random.default_rng(seed)
    shape = (OUTPUTS, -(-INPUTS // size))
    return (
        random.integers(0, 1 << bits, (OUTPUTS, INPUTS)),
        random.integers(lowest, 1 << bits, shape),
        random.uniform(0.01, 0.02, shape).astype(np.float16),
    )


def stored(codes, fields, scales, bits=4, order=None):
    """The four tensors of matrix `a`; `fields` are zero-points as they are stored."""
    order = np.arange(INPUTS) // -(-INPUTS // scales.shape[1]) if order is None else order
    return {
        "a.qweight": np.ascontiguousarray(packed_words(codes, bits).T),
        "a.qzeros": packed_words(fields.T, bits),
        "a.scales": np.ascontiguousarray(scales.T),
        "a.g_idx": order.astype(np.int32),
    }


def decoded(codes, zeros, scales, order):
    return scales.astype(np.float64)[:, order] * (codes - zeros[:, order])


def opened(folder, tensors, **settings):
    return open_quantized(write_folder(folder, tensors, SETTINGS | settings))


IN_PLACE = np.arange(INPUTS) // SIZE


@pytest.mark.parametrize("bits", [2, 3, 4, 8])
@pytest.mark.parametrize("version", ["gptq", "gptq_v2"])
def test_both_versions_decode_to_the_same(tmp_path, bits, version):
    codes, zeros, scales = grid(bits, lowest=1)
    fields = zeros - 1 if version == "gptq" else zeros
    tensors = stored(codes, fields, scales, bits)
    quantized = opened(tmp_path, tensors, bits=bits, checkpoint_format=version)
    expected = decoded(codes, zeros, scales, IN_PLACE)
    np.testing.assert_array_equal(decoded_float64(quantized.read("a.weight")), expected)
    assert quantized.shape("a.weight") == (OUTPUTS, INPUTS)
    assert quantized.scheme("a.weight").group_size == SIZE
    assert len(quantized.stored("a.weight")) == 4


@pytest.mark.parametrize("rows", [(0, 1), (7, 9), (15, 32), (31, 32), (4, 4)])
@pytest.mark.parametrize("bits", [3, 4])
def test_rows_are_read_alone(tmp_path, rows, bits):
    codes, zeros, scales = grid(bits)
    quantized = opened(tmp_path, stored(codes, zeros, scales, bits), bits=bits)
    expected = decoded(codes, zeros, scales, IN_PLACE)[slice(*rows)]
    part = quantized.read_rows("a.weight", *rows)
    np.testing.assert_array_equal(decoded_float64(part), expected)


def test_an_order_of_inputs_makes_groups_of_one_column(tmp_path):
    codes, zeros, scales = grid()
    order = np.random.default_rng(1).permutation(IN_PLACE)
    quantized = opened(tmp_path, stored(codes, zeros, scales, order=order), desc_act=True)
    expected = decoded(codes, zeros, scales, order)
    np.testing.assert_array_equal(decoded_float64(quantized.read("a.weight")), expected)
    assert quantized.scheme("a.weight").group_size == 1
    assert quantized.scheme("a.weight").layout["groups"] == "by g_idx"


def test_a_sorted_order_needs_no_groups_of_one_column(tmp_path):
    quantized = opened(tmp_path, stored(*grid()), desc_act=True)
    assert quantized.scheme("a.weight").group_size == SIZE


def test_all_inputs_may_be_one_group(tmp_path):
    codes, zeros, scales = grid(size=INPUTS)
    quantized = opened(tmp_path, stored(codes, zeros, scales), group_size=-1)
    expected = decoded(codes, zeros, scales, np.zeros(INPUTS, int))
    np.testing.assert_array_equal(decoded_float64(quantized.read("a.weight")), expected)


def test_modules_may_have_settings_of_their_own(tmp_path):
    codes, zeros, scales = grid(8, size=16)
    tensors = stored(codes, zeros, scales, 8)
    quantized = opened(tmp_path, tensors, dynamic={"+:a": {"bits": 8, "group_size": 16}})
    expected = decoded(codes, zeros, scales, np.arange(INPUTS) // 16)
    np.testing.assert_array_equal(decoded_float64(quantized.read("a.weight")), expected)
    assert quantized.scheme("a.weight").codec.word_bits == 8


def test_the_settings_may_stand_in_a_file_of_their_own(tmp_path):
    folder = write_folder(tmp_path, stored(*grid(lowest=1)), None)
    (folder / "quantize_config.json").write_text('{"bits": 4, "group_size": 32, "sym": false}')
    layout = open_quantized(folder).scheme("a.weight").layout
    assert layout["zero_points"] == "4 bits along outputs, less one"


@pytest.mark.parametrize("key", ["method", "quant_method"])
def test_a_file_of_its_own_may_be_of_another_method(tmp_path, key):
    folder = write_folder(tmp_path, stored(*grid()), None)
    (folder / "quantize_config.json").write_text(json.dumps({"bits": 4, key: "unheard-of"}))
    with pytest.raises(CheckpointError, match="quant_method 'unheard-of' is not known"):
        open_quantized(folder)


def refused(folder, tensors, **settings):
    """What is wrong with matrix `a` of a folder: a failed check."""
    with pytest.raises(StoredValueError) as caught:
        opened(folder, tensors, **settings).read("a.weight")
    return caught.value


def test_zero_0_is_nothing_that_version_1_can_store(tmp_path):
    """The field 15 of version 1 is 0 or 16, depending on the kernel; in version 2 all is well."""
    codes, zeros, scales = grid(lowest=1)
    zeros[5, 1] = 0
    fields = (zeros - 1) % 16
    found = refused(tmp_path / "1", stored(codes, fields, scales), checkpoint_format="gptq")
    assert (found.tensor, found.row) == ("a.qzeros", 5)
    assert "row 5, group 1: field 15 is the zero-point 0 less one" in found.what
    opened(tmp_path / "2", stored(codes, zeros, scales)).read("a.weight")


def test_a_borrow_from_the_next_field_is_found(tmp_path):
    """Words less 0x11111111 as a whole: the zero-point 0 takes one of its neighbour's."""
    codes, zeros, scales = grid(lowest=1)
    zeros[5, 1] = 0
    tensors = stored(codes, zeros, scales)
    tensors["a.qzeros"] = (tensors["a.qzeros"].view(np.uint32) - np.uint32(0x11111111)).view("i4")
    assert "field 15" in refused(tmp_path, tensors, checkpoint_format="gptq").what


def test_a_negative_zero_point_that_spills_is_found(tmp_path):
    """-1 as 32 bits, or-ed into the word: all later fields of the word are 15."""
    codes, zeros, scales = grid(lowest=1)
    tensors = stored(codes, zeros - 1, scales)
    tensors["a.qzeros"][1, 0] |= np.int32(-1 << 20)
    found = refused(tmp_path, tensors, checkpoint_format="gptq")
    assert (found.row, "group 1: field 15" in found.what) == (5, True)


@pytest.mark.parametrize(("label", "version"), [("gptq", 2), ("gptq_v2", 1)])
def test_a_mislabelled_version_is_diagnosed(tmp_path, label, version):
    codes, zeros, scales = grid()
    zeros[:] = 8
    fields = zeros - (version == 1)
    right = {"sym": True, "checkpoint_format": "gptq" if version == 1 else "gptq_v2"}
    opened(tmp_path / "right", stored(codes, fields, scales), **right).read("a.weight")
    wrong = right | {"checkpoint_format": label}
    found = refused(tmp_path / "wrong", stored(codes, fields, scales), **wrong)
    read = 9 if version == 2 else 7
    assert f"row 0, group 0: zero-point {read}, but sym says that all are 8" in found.what
    assert f"they are in version {version}: the version is mislabelled" in found.what


def test_a_zero_point_of_symmetric_codes_is_the_middle(tmp_path):
    codes, zeros, scales = grid()
    zeros[:] = 8
    zeros[3, 1] = 7
    found = refused(tmp_path, stored(codes, zeros, scales), sym=True)
    assert found.what == "row 3, group 1: zero-point 7, but sym says that all are 8"


@pytest.mark.parametrize("group", [-1, 2])
def test_a_group_that_is_none_is_found(tmp_path, group):
    order = IN_PLACE.copy()
    order[40] = group
    found = refused(tmp_path, stored(*grid(), order=order), desc_act=True)
    assert (found.tensor, found.column) == ("a.g_idx", 40)
    assert found.what == f"group {group} of column 40 is not in 0..1"


def test_an_order_that_kernels_disregard_is_found(tmp_path):
    order = IN_PLACE[::-1].copy()
    found = refused(tmp_path / "wrong", stored(*grid(), order=order), desc_act=False)
    assert "input 0 is in group 1, by its place in group 0: desc_act is false" in found.what
    opened(tmp_path / "right", stored(*grid(), order=order), desc_act=True).read("a.weight")


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_a_scale_that_is_no_number_is_found(tmp_path, value):
    codes, zeros, scales = grid()
    scales[4, 1] = value
    found = refused(tmp_path, stored(codes, zeros, scales))
    assert (found.tensor, found.row, found.column) == ("a.scales", 4, SIZE)


def test_a_scale_of_zero_needs_a_group_of_zeros(tmp_path):
    codes, zeros, scales = grid()
    scales[4, 1] = 0
    codes[4, SIZE:] = zeros[4, 1]
    opened(tmp_path / "right", stored(codes, zeros, scales)).read("a.weight")
    codes[4, 50] ^= 1
    found = refused(tmp_path / "wrong", stored(codes, zeros, scales))
    assert (found.row, found.column) == (4, 50)
    assert "group 1: scale 0, but the code of column 50 is not zero" in found.what


def malformed(folder, tensors, message, **settings):
    with pytest.raises(CheckpointError, match=message):
        opened(folder, tensors, **settings)


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        (
            {"bits": 5},
            r"bits 5 is not supported \(must be one of \(2, 3, 4, 8\) for gptq_v2",
        ),
        ({"bits": "4"}, "bits '4' is not supported"),
        ({"group_size": 0}, "group_size 0 is not supported"),
        ({"sym": 1}, "sym 1 is not supported"),
        ({"checkpoint_format": "marlin"}, "checkpoint_format 'marlin' is not supported"),
        ({"is_marlin_format": True}, "is_marlin_format True is not supported"),
        ({"format": "gptq"}, r"format 'gptq' is not supported \(must be 'gptq_v2', as checkpoint"),
        (
            {"checkpoint_format": None, "format": "gemm"},
            "checkpoint_format 'gemm' is not",
        ),
        ({"pack_dtype": "int16"}, "pack_dtype 'int16' is not supported"),
        ({"bits": 8}, r"for 32 outputs is 4 bits a code, the settings say 8"),
        ({"group_size": 16}, r"tensor a.scales: 2 groups, must be 4 for 64 inputs in groups of 16"),
    ],
)
def test_settings_that_do_not_fit_are_refused(tmp_path, settings, message):
    malformed(tmp_path, stored(*grid()), message, **settings)


@pytest.mark.parametrize(
    ("part", "change", "message"),
    [
        ("qweight", {"dtype": "U32"}, "a.qweight: dtype U32, must be I32"),
        ("g_idx", {"dtype": "F32"}, "a.g_idx: dtype F32, must be I32 or I64"),
        ("scales", {"dtype": "I16"}, "a.scales: dtype I16, must be F16 or BF16 or F32"),
        ("g_idx", {"shape": [1, 64]}, r"a.g_idx: shape \[1, 64\], must be \[64\]"),
        ("qweight", {"shape": [4, 64]}, r"a.qweight: shape \[4, 64\], must be \[4, 32\]"),
        ("qzeros", {"shape": [8]}, r"a.qzeros: shape \[8\]"),
    ],
)
def test_tensors_that_do_not_fit_are_refused(tmp_path, part, change, message):
    folder = write_folder(tmp_path, stored(*grid()), SETTINGS)
    edit_header(folder / "model.safetensors", lambda header: header[f"a.{part}"].update(change))
    with pytest.raises(CheckpointError, match=message):
        open_quantized(folder)


def test_an_order_that_is_missing_is_refused(tmp_path):
    tensors = stored(*grid())
    del tensors["a.g_idx"]
    malformed(tmp_path / "1", tensors, "desc_act is true, but there is no a.g_idx", desc_act=True)
    opened(tmp_path / "2", tensors).read("a.weight")


def test_a_folder_without_codes_is_refused(tmp_path):
    malformed(tmp_path, {"a.weight": np.ones((2, 2), np.float16)}, r"no tensor is named \*.qweight")


def test_a_layer_that_is_not_quantized_though_its_like_are_is_found(tmp_path):
    tensors = {n.replace("a.", "l.0.a."): array for n, array in stored(*grid()).items()}
    tensors["l.1.a.weight"] = np.ones((4, 4), np.float16)
    quantized = opened(tmp_path / "wrong", tensors)
    with pytest.raises(StoredValueError, match="is stored unquantized, but its like"):
        quantized.read("l.1.a.weight")
    twin = opened(tmp_path / "right", tensors, dynamic={"-:.*l.1.*": {}})
    assert twin.plain() == ["l.1.a.weight"]


def test_fewer_groups_than_begun_are_refused(tmp_path):
    """Groups of 48 of 64 inputs are two, the last one of 16; rounded down it is one."""
    codes, zeros, scales = grid(size=48)
    order = np.arange(INPUTS) // 48
    opened(tmp_path / "2", stored(codes, zeros, scales, order=order), group_size=48).read(
        "a.weight"
    )
    one = stored(codes, zeros[:, :1], scales[:, :1], order=0 * order)
    with pytest.raises(CheckpointError, match="1 groups, must be 2 for 64 inputs in groups of 48"):
        opened(tmp_path / "1", one, group_size=48)
