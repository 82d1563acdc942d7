"""compressed-tensors folders: layouts that are resolved, and faults that a reader must find."""

import json

import ml_dtypes
import numpy as np
import pytest

from quantcert.errors import CheckpointError, StoredValueError
from quantcert.formats import open_quantized
from tests.support.checkpoints import weights
from tests.support.packed_folders import decoded_float64, packed_words, write_folder

ROWS, COLUMNS, SIZE = 32, 64, 32
E4M3 = ml_dtypes.float8_e4m3fn


def settings(form, targets=("Linear",), ignore=(), **weights):
    group = {"targets": list(targets), "weights": weights}
    return {
        "quant_method": "compressed-tensors",
        "format": form,
        "quantization_status": "compressed",
        "ignore": list(ignore),
        "config_groups": {"group_0": group},
    }


def packed_settings(bits=4, symmetric=False, **others):
    return settings(
        "pack-quantized",
        num_bits=bits,
        type="int",
        symmetric=symmetric,
        strategy="group",
        group_size=SIZE,
        **others,
    )


NVFP4 = settings(
    "nvfp4-pack-quantized", num_bits=4, type="float", strategy="tensor_group", group_size=16
)
INT8 = settings("int-quantized", num_bits=8, type="int", strategy="channel", symmetric=False)
FP8 = settings("float-quantized", num_bits=8, type="float", strategy="tensor")
MXFP4 = settings("mxfp4-pack-quantized", num_bits=4, type="float", strategy="group", group_size=32)


def packed(name="a", bits=4, seed=0):
    random = np.random.default_rng(seed)
    codes = random.integers(0, 1 << bits, (ROWS, COLUMNS))
    zeros = random.integers(0, 1 << bits, (ROWS, COLUMNS // SIZE))
    return {
        f"{name}.weight_packed": packed_words(codes, bits),
        f"{name}.weight_zero_point": np.ascontiguousarray(packed_words(zeros.T, bits).T),
        f"{name}.weight_scale": random.uniform(0.01, 0.02, zeros.shape).astype(np.float16),
        f"{name}.weight_shape": np.array([ROWS, COLUMNS]),
    }


def nvfp4(name="a", global_scale=500.0):
    random = np.random.default_rng(0)
    scales = random.uniform(1, 400, (ROWS, COLUMNS // 16)).astype(E4M3)
    return {
        f"{name}.weight_packed": random.integers(0, 256, (ROWS, COLUMNS // 2)).astype(np.uint8),
        f"{name}.weight_scale": scales,
        f"{name}.weight_global_scale": np.array([global_scale], np.float32),
    }


def int8(name="a"):
    random = np.random.default_rng(0)
    return {
        f"{name}.weight": random.integers(-128, 128, (ROWS, COLUMNS)).astype(np.int8),
        f"{name}.weight_scale": random.uniform(0.01, 0.02, (ROWS, 1)).astype(np.float32),
        f"{name}.weight_zero_point": random.integers(-128, 128, (ROWS, 1)).astype(np.int8),
    }


def opened(folder, tensors, stated):
    return open_quantized(write_folder(folder, tensors, stated))


def refused(folder, tensors, stated, matrix="a.weight"):
    """What is wrong with a matrix: a failed check."""
    quantized = opened(folder, tensors, stated)
    with pytest.raises(StoredValueError) as caught:
        quantized.read(matrix)
    return caught.value


def malformed(folder, tensors, stated, message):
    with pytest.raises(CheckpointError, match=message):
        opened(folder, tensors, stated)


def test_layout_says_how_a_matrix_is_stored(tmp_path):
    scheme = opened(tmp_path, packed(), packed_settings()).scheme("a.weight")
    assert scheme.group_size == SIZE
    assert scheme.layout == {
        "method": "compressed-tensors",
        "scales": "F16, one for each group",
        "codes": "4 bits plus 8, words of 32 bits, one after another",
        "zero_points": "of each scale",
        "groups": "of neighbours",
    }
    stated = NVFP4 | {}
    stated["config_groups"] = {"g": NVFP4["config_groups"]["group_0"] | {"input_activations": {}}}
    layout = opened(tmp_path, nvfp4(), stated).scheme("a.weight").layout
    assert layout["codes"] == "E2M1, even columns in the lower half of a byte"
    assert layout["global_scale"] == "divides scales, rounded to float32"
    assert layout["activations"] == "quantized by engines, not modelled"


def test_scales_of_activations_and_of_the_cache_belong_to_their_module(tmp_path):
    others = {f"l.{name}": np.ones(1, np.float32) for name in ("k_scale", "k_proj.input_scale")}
    quantized = opened(tmp_path, packed("l.k_proj") | others, packed_settings())
    assert quantized.plain() == []
    assert len(quantized.stored("l.k_proj.weight")) == 6


def test_an_order_of_columns_makes_groups_of_one_column(tmp_path):
    tensors, order = packed(), np.random.default_rng(2).permutation(COLUMNS) // SIZE
    plain = opened(tmp_path / "plain", tensors, packed_settings()).read("a.weight")
    shuffled = tensors | {"a.weight_g_idx": order.astype(np.int32)}
    quantized = opened(tmp_path / "shuffled", shuffled, packed_settings())
    steps = plain.codes.astype(float) - plain.zero_points[:, order, 0]
    expected = plain.scales[:, order, 0].astype(float) * steps
    np.testing.assert_array_equal(decoded_float64(quantized.read("a.weight")), expected)
    assert quantized.scheme("a.weight").group_size == 1
    shuffled["a.weight_g_idx"][3] = 2
    found = refused(tmp_path / "wrong", shuffled, packed_settings())
    assert (found.column, found.what) == (3, "group 2 of column 3 is not in 0..1")


@pytest.mark.parametrize("shape", [(ROWS, 48), (ROWS + 1, COLUMNS), (ROWS, 0)])
def test_a_declared_shape_that_does_not_fit_is_refused(tmp_path, shape):
    tensors = packed() | {"a.weight_shape": np.array(shape)}
    malformed(tmp_path, tensors, packed_settings(), r"a.weight_(shape|packed): ")


def test_a_shape_of_two_layouts_is_refused(tmp_path):
    """11 codes of 6 bits: three words of five whole codes, or three words of 66 bits."""
    tensors = {
        "a.weight_packed": np.zeros((4, 3), np.int32),
        "a.weight_scale": np.ones((4, 1), np.float16),
        "a.weight_shape": np.array([4, 11]),
    }
    stated = settings("pack-quantized", num_bits=6, type="int", strategy="channel")
    malformed(tmp_path / "6", tensors, stated, "two layouts of 6-bit codes, of versions before")
    few = tensors | {"a.weight_packed": np.zeros((4, 1), np.int32)}
    few["a.weight_shape"] = np.array([4, 5])
    opened(tmp_path / "few", few, stated).read("a.weight")
    stated = settings("pack-quantized", num_bits=8, type="int", strategy="channel")
    opened(tmp_path / "8", tensors, stated).read("a.weight")


def test_zero_points_may_resolve_the_layout(tmp_path):
    """11 columns of 6 bits are either; 80 rows are 15 words dense, 16 padded."""
    tensors = {
        "a.weight_packed": np.zeros((80, 3), np.int32),
        "a.weight_scale": np.ones((80, 1), np.float16),
        "a.weight_zero_point": np.zeros((15, 1), np.int32),
        "a.weight_shape": np.array([80, 11]),
    }
    stated = settings("pack-quantized", num_bits=6, type="int", strategy="channel", symmetric=False)
    scheme = opened(tmp_path / "1", tensors, stated).scheme("a.weight")
    assert "one after another" in scheme.layout["codes"]
    tensors["a.weight_zero_point"] = np.zeros((16, 1), np.int32)
    scheme = opened(tmp_path / "2", tensors, stated).scheme("a.weight")
    assert "whole in each word" in scheme.layout["codes"]
    tensors["a.weight_zero_point"] = np.zeros((17, 1), np.int32)
    malformed(tmp_path / "3", tensors, stated, "no layout of 6-bit codes in words of 32 bits has")


def test_bits_outside_codes_are_found(tmp_path):
    """Dense words that are read as whole codes have such bits."""
    tensors = {
        "a.weight_packed": np.zeros((4, 3), np.int32),
        "a.weight_scale": np.ones((4, 1), np.float16),
        "a.weight_shape": np.array([4, 31]),
    }
    stated = settings("pack-quantized", num_bits=3, type="int", strategy="channel")
    opened(tmp_path / "right", tensors, stated).read("a.weight")
    tensors["a.weight_packed"][2, 2] = 1 << 29
    found = refused(tmp_path / "wrong", tensors, stated)
    assert found.row == 2
    assert found.what == "row 2: bits outside codes of 3 bits, one after another, are not zero"


def test_scales_cover_the_matrix(tmp_path):
    tensors = packed() | {"a.weight_scale": np.ones((ROWS, 4), np.float16)}
    message = r"a.weight_scale: shape \[32, 4\], must be \[32, 2\] for 32 rows, 64 columns and a"
    malformed(tmp_path, tensors, packed_settings(), message)


@pytest.mark.parametrize("value", [np.nan, np.inf])
@pytest.mark.parametrize(("made", "stated"), [(packed, packed_settings()), (int8, INT8)])
def test_a_scale_that_is_no_number_is_found(tmp_path, value, made, stated):
    tensors = made()
    tensors["a.weight_scale"][7, 0] = value
    found = refused(tmp_path, tensors, stated)
    assert (found.tensor, found.row, found.column) == ("a.weight_scale", 7, 0)


@pytest.mark.parametrize(
    ("made", "stated"), [(packed, packed_settings()), (int8, INT8), (nvfp4, NVFP4)]
)
def test_a_scale_of_zero_needs_a_group_of_zeros(tmp_path, made, stated):
    tensors = made()
    tensors["a.weight_scale"][7, 0] = 0
    found = refused(tmp_path, tensors, stated)
    assert (found.tensor, found.row) == ("a.weight_scale", 7)
    assert "group 0: scale 0, but the code of column" in found.what


def test_a_code_out_of_the_range_of_its_bits_is_found(tmp_path):
    stated = settings("int-quantized", num_bits=4, type="int", strategy="channel")
    tensors = int8()
    del tensors["a.weight_zero_point"]
    tensors["a.weight"] >>= 4
    opened(tmp_path / "right", tensors, stated).read("a.weight")
    tensors["a.weight"][5, 9] = 8
    found = refused(tmp_path / "wrong", tensors, stated)
    assert (found.row, found.column, found.what) == (5, 9, "row 5, column 9: 8 is not in -8..7")


def test_symmetric_codes_have_no_zero_points(tmp_path):
    stated = settings("int-quantized", num_bits=8, type="int", strategy="channel")
    tensors = int8()
    tensors["a.weight_zero_point"][:] = 0
    opened(tmp_path / "right", tensors, stated).read("a.weight")
    tensors["a.weight_zero_point"][3] = -1
    found = refused(tmp_path / "wrong", tensors, stated)
    assert found.what == "row 3, group 0: zero-point -1, but symmetric codes have none"


def test_the_zero_point_of_a_tensor_is_not_packed(tmp_path):
    stated = settings("pack-quantized", num_bits=4, type="int", strategy="tensor", symmetric=False)
    codes = np.random.default_rng(3).integers(0, 16, (ROWS, COLUMNS))
    tensors = {
        "a.weight_packed": packed_words(codes, 4),
        "a.weight_scale": np.array([0.5], np.float32),
        "a.weight_zero_point": np.array([-3], np.int8),
        "a.weight_shape": np.array([ROWS, COLUMNS]),
    }
    found = decoded_float64(opened(tmp_path / "right", tensors, stated).read("a.weight"))
    np.testing.assert_array_equal(found, 0.5 * ((codes - 8) + 3))
    tensors["a.weight_zero_point"][:] = 8
    assert "8 is not in -8..7" in refused(tmp_path / "wrong", tensors, stated).what


def test_an_fp8_code_that_is_nan_is_found(tmp_path):
    codes = np.ones((ROWS, COLUMNS), E4M3)
    codes.view(np.uint8)[4, 60] = 0xFF
    tensors = {"a.weight": codes, "a.weight_scale": np.ones(1, np.float32)}
    found = refused(tmp_path, tensors, FP8)
    assert (found.row, found.column) == (4, 60)
    assert "code 0xff of E4M3 is NaN" in found.what


def test_an_fp4_scale_that_is_nan_is_found(tmp_path):
    tensors = nvfp4()
    tensors["a.weight_scale"].view(np.uint8)[4, 2] = 0x7F
    found = refused(tmp_path / "nv", tensors, NVFP4)
    assert (found.tensor, found.row, found.column) == ("a.weight_scale", 4, 32)
    scales = np.full((ROWS, 2), 127, np.uint8)
    scales[6, 1] = 0xFF
    tensors = {"a.weight_packed": np.ones((ROWS, 32), np.uint8), "a.weight_scale": scales}
    found = refused(tmp_path / "mx", tensors, MXFP4)
    assert (found.row, found.column, "0xff of E8M0 is NaN" in found.what) == (6, 32, True)


def test_a_missing_global_scale_is_refused(tmp_path):
    tensors = nvfp4()
    del tensors["a.weight_global_scale"]
    malformed(tmp_path, tensors, NVFP4, "has no tensor a.weight_global_scale")


@pytest.mark.parametrize("value", [0.0, -3.0, np.nan, np.inf])
def test_a_global_scale_is_positive_and_finite(tmp_path, value):
    found = refused(tmp_path, nvfp4(global_scale=value), NVFP4)
    assert found.tensor == "a.weight_global_scale"
    assert "must be positive and finite" in found.what


def test_the_global_scale_divides(tmp_path):
    tensors = nvfp4(global_scale=500.0)
    scales = opened(tmp_path, tensors, NVFP4).read("a.weight").scales[:, :, 0]
    expected = tensors["a.weight_scale"].astype(np.float32) / np.float32(500)
    np.testing.assert_array_equal(scales, expected.astype(np.float64) / 2)  # levels are halves


@pytest.mark.parametrize("names", [("gate_proj", "up_proj"), ("k_proj", "q_proj")])
def test_modules_that_are_fused_have_one_global_scale(tmp_path, names):
    first, second = (f"mlp.{name}" for name in names)
    right = nvfp4(first, 500.0) | nvfp4(second, 500.0)
    opened(tmp_path / "right", right, NVFP4).read(f"{first}.weight")
    wrong = nvfp4(first, 500.0) | nvfp4(second, 400.0)
    for name, other, value in [(first, second, 500.0), (second, first, 400.0)]:
        found = refused(tmp_path / name, wrong, NVFP4, f"{name}.weight")
        assert f"the global scale {value} differs from {900 - value} of {other}" in found.what
    apart = nvfp4("mlp.gate_proj", 500.0) | nvfp4("mlp.down_proj", 400.0)
    opened(tmp_path / "apart", apart, NVFP4).read("mlp.gate_proj.weight")


@pytest.mark.parametrize("ignore", ["layers.1.a", "re:.*1[.]a$"])
def test_a_module_of_the_list_ignore_that_is_quantized_is_found(tmp_path, ignore):
    tensors = packed("layers.0.a") | packed("layers.1.a")
    opened(tmp_path / "right", tensors, packed_settings()).read("layers.1.a.weight")
    stated = packed_settings() | {"ignore": [ignore]}
    quantized = opened(tmp_path / "wrong", tensors, stated)
    quantized.read("layers.0.a.weight")
    with pytest.raises(StoredValueError, match=r"is quantized, but .* is on the list ignore"):
        quantized.read("layers.1.a.weight")


@pytest.mark.parametrize("target", ["Linear", "re:layers.*a$", "layers.1.a"])
def test_a_module_that_is_not_quantized_though_it_should_be_is_found(tmp_path, target):
    kept = {"layers.1.a.weight": weights(ROWS, COLUMNS), "embed.weight": weights(9, COLUMNS)}
    tensors = packed("layers.0.a") | kept
    stated = packed_settings(targets=[target, "layers.0.a"])
    found = refused(tmp_path / "wrong", tensors, stated, "layers.1.a.weight")
    assert found.what.startswith("is stored unquantized, but a group is for it")
    right = opened(tmp_path / "right", tensors, stated | {"ignore": ["layers.1.a"]})
    assert right.plain() == ["embed.weight", "layers.1.a.weight"]
    assert right.matrices() == ["layers.0.a.weight"]


def test_a_module_that_no_group_is_for_is_found(tmp_path):
    stated = packed_settings(targets=["re:b"])
    assert "no group is for it" in refused(tmp_path, packed(), stated).what


def test_groups_of_modules_may_have_forms_of_their_own(tmp_path):
    stated = packed_settings(targets=["re:a"]) | {"format": "mixed-precision"}
    groups = stated["config_groups"]
    groups["group_0"]["format"] = "pack-quantized"
    groups["group_1"] = INT8["config_groups"]["group_0"] | {"format": "int-quantized"}
    quantized = opened(tmp_path, packed("a") | int8("b"), stated)
    forms = [quantized.scheme(name).format for name in quantized.matrices()]
    assert sorted(forms) == ["int-quantized", "pack-quantized"]
    groups["group_2"] = packed_settings(bits=3)["config_groups"]["group_0"]
    groups["group_2"] |= {"targets": ["a"], "format": "pack-quantized"}
    message = "several groups of config_groups are for module a"
    malformed(tmp_path, packed("a") | int8("b"), stated, message)


@pytest.mark.parametrize("pattern", ["re:(a+)+$", "re:.*.*.*.*.*b", "re:("])
def test_a_pattern_that_is_none_or_too_costly_is_refused(tmp_path, pattern):
    malformed(tmp_path, packed(), packed_settings(targets=[pattern]), "compressed-tensors: pattern")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"quantization_status": "frozen"}, "quantization_status 'frozen' is not supported"),
        ({"sparsity_config": {"format": "sparse-24-bitmask"}}, "sparsity_config .* changes what"),
        ({"transform_config": {"config_groups": {"R1": {}}}}, "transform_config '...' is not supp"),
        ({"config_groups": {}}, "config_groups {} is not supported"),
        ({"config_groups": {"W4A16": {"targets": []}}}, "W4A16.* is not supported .*has weights"),
        ({"config_groups": {"W4A16": ["Linear"]}}, r"config_groups: W4A16 \['Linear'\] is not"),
        ({"format": "marlin-24"}, "group_0: format 'marlin-24' is not supported"),
        ({"format": "float-quantized"}, r"type and num_bits \('int', 4\) is not supported"),
        ({"ignore": "lm_head"}, "ignore 'lm_head' is not supported"),
    ],
)
def test_settings_that_are_not_read_are_refused(tmp_path, change, message):
    malformed(tmp_path, packed(), packed_settings() | change, message)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"num_bits": 9}, r"type and num_bits \('int', 9\)"),
        ({"num_bits": "4"}, r"type and num_bits \('int', '4'\)"),
        ({"symmetric": 1}, "symmetric 1 is not supported"),
        ({"group_size": 0}, "group_size 0 is not supported"),
        ({"strategy": "channel"}, r"strategy \('channel', 32\) is not supported"),
        ({"strategy": "block", "group_size": None}, "block_structure None is not supported"),
        ({"strategy": "token"}, r"strategy \('token', 32\) is not supported"),
    ],
)
def test_schemes_that_are_not_read_are_refused(tmp_path, change, message):
    stated = packed_settings()
    stated["config_groups"]["group_0"]["weights"] |= change
    malformed(tmp_path, packed(), stated, message)


@pytest.mark.parametrize(
    ("tensors", "stated", "message"),
    [
        (packed() | {"a.weight_packed": np.ones((32, 8), np.uint32)}, packed_settings(), "be I32"),
        (packed() | {"a.weight_scale": np.ones((32, 2), np.int8)}, packed_settings(), "F16 or BF"),
        (int8() | {"a.weight": np.ones((32, 64), np.uint8)}, INT8, "dtype U8, must be I8"),
        (int8() | {"a.weight_zero_point": np.ones((32, 1), np.uint8)}, INT8, "U8, must be I8"),
        (nvfp4() | {"a.weight_scale": np.ones((32, 4), np.uint8)}, NVFP4, "must be F8_E4M3"),
        (nvfp4() | {"a.weight_global_scale": np.ones(2, np.float32)}, NVFP4, r"must be \[1\]"),
        ({"a.weight": weights(4, 4)}, INT8, r"no tensor is named \*.weight_packed or has scales"),
        (
            packed() | {"a.weight_packed": np.ones((2, 2, 32, 8), np.int32)},
            packed_settings(),
            "only m",
        ),
    ],
)
def test_tensors_that_do_not_fit_are_refused(tmp_path, tensors, stated, message):
    malformed(tmp_path, tensors, stated, message)


def test_both_keys_must_agree(tmp_path):
    folder = write_folder(tmp_path, packed(), packed_settings())
    config = json.loads((folder / "config.json").read_text())
    config["compression_config"] = packed_settings() | {"ignore": ["a"]}
    (folder / "config.json").write_text(json.dumps(config))
    with pytest.raises(CheckpointError, match=r"ignore is \[\] in quantization_config of config"):
        open_quantized(folder)
