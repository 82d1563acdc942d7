"""AutoRound folders: what its own classes wrote is read as they read it; faults of files."""

from pathlib import Path

import numpy as np
import pytest

from quantcert.errors import CheckpointError, StoredValueError
from quantcert.formats import open_quantized
from tests.formats.awq.test_reader import GOLDENS as AWQ_GOLDENS
from tests.support.packed_folders import decoded_float64, packed_words, write_folder

GOLDENS = np.load(Path(__file__).parent / "goldens" / "goldens.npz")
CASES = sorted({name.rpartition("/")[0] for name in GOLDENS.files})
PARTS = ("qweight", "qzeros", "scales")
SETTINGS = {
    "quant_method": "auto-round",
    "packing_format": "auto_round:auto_gptq",
    "bits": 4,
    "group_size": 32,
    "sym": False,
    "data_type": "int",
}


def parts(case, stem="a"):
    return {f"{stem}.{part}": GOLDENS[f"{case}/{part}"].copy() for part in PARTS}


def opened(folder, tensors, **settings):
    return open_quantized(write_folder(folder, tensors, SETTINGS | settings))


@pytest.mark.parametrize("case", CASES)
def test_a_matrix_decodes_to_the_very_numbers(case, tmp_path):
    form, bits = case.split("/")
    quantized = opened(tmp_path, parts(case), packing_format=form, bits=int(bits))
    decoded = GOLDENS[f"{case}/decoded"].astype(np.float64)
    np.testing.assert_array_equal(decoded_float64(quantized.read("a.weight")), decoded)
    rows = quantized.read_rows("a.weight", 13, 30)
    np.testing.assert_array_equal(decoded_float64(rows), decoded[13:30])


def test_all_widths_of_both_forms_are_there():
    forms = ("auto_round", "auto_round:auto_gptq")
    assert {f"{form}/{bits}" for form in forms for bits in range(2, 9)} == set(CASES)


def test_words_of_awq_are_read_as_those(tmp_path):
    tensors = {f"a.{part}": AWQ_GOLDENS[part] for part in PARTS}
    quantized = opened(tmp_path, tensors, packing_format="auto_round:auto_awq")
    np.testing.assert_array_equal(
        decoded_float64(quantized.read("a.weight")), AWQ_GOLDENS["decoded"].astype(np.float64)
    )
    with pytest.raises(CheckpointError, match="words of AWQ with codes of 5 bits, only 4 are read"):
        opened(tmp_path / "other", tensors, packing_format="auto_round:auto_awq", bits=5)


def test_modules_have_settings_of_their_own_by_name_or_pattern(tmp_path):
    tensors = {
        **parts("auto_round:auto_gptq/4", "layers.0.up"),
        **parts("auto_round:auto_gptq/7", "layers.1.up"),
        **parts("auto_round:auto_gptq/3", "layers.1.down"),
        "layers.1.gate.weight": np.ones((4, 4), np.float16),
    }
    own = {"gate": {"bits": 16}, r"layers\.1": {"bits": 3}, "layers.1.up": {"bits": 7}}
    quantized = opened(tmp_path, tensors, extra_config=own)
    for name, bits in (("0.up", 4), ("1.up", 7), ("1.down", 3)):
        decoded = GOLDENS[f"auto_round:auto_gptq/{bits}/decoded"].astype(np.float64)
        found = decoded_float64(quantized.read(f"layers.{name}.weight"))
        np.testing.assert_array_equal(found, decoded)
    assert quantized.plain() == ["layers.1.gate.weight"]


def test_a_module_that_is_quantized_though_its_settings_say_not_is_refused(tmp_path):
    tensors = parts("auto_round/4")
    with pytest.raises(
        CheckpointError, match=r"a\.qweight: is quantized, but the settings say that"
    ):
        opened(tmp_path, tensors, extra_config={"a": {"bits": 16}})


def test_a_module_that_is_not_quantized_though_its_like_is_is_found(tmp_path):
    tensors = parts("auto_round:auto_gptq/4", "layers.0.up")
    plain = {"layers.1.up.weight": np.ones((4, 4), np.float16)}
    quantized = opened(tmp_path / "wrong", tensors | plain)
    with pytest.raises(StoredValueError, match="is stored unquantized, but a group is for it"):
        quantized.read("layers.1.up.weight")
    twin = opened(tmp_path / "right", tensors | plain, extra_config={"layers.1.up": {"bits": 16}})
    assert twin.matrices() == ["layers.0.up.weight"]


def test_a_form_that_is_mislabelled_is_found_where_codes_are_symmetric(tmp_path):
    tensors = parts("auto_round:auto_gptq/4")
    tensors["a.qzeros"] = packed_words(np.full((3, 32), 7), 4)
    opened(tmp_path / "right", tensors, sym=True).read("a.weight")
    wrong = opened(tmp_path / "wrong", tensors, sym=True, packing_format="auto_round")
    with pytest.raises(StoredValueError, match="in version 1: the version is mislabelled"):
        wrong.read("a.weight")


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"packing_format": "auto_round:llm_compressor"}, "must be words of GPTQ or AWQ"),
        ({"packing_format": 4}, "packing_format 4 is not supported"),
        ({"bits": 9}, "bits 9 is not supported"),
        ({"bits": "4"}, "bits '4' is not supported"),
        ({"group_size": 0}, "group_size 0 is not supported"),
        ({"sym": None}, "sym None is not supported"),
        ({"data_type": "mx_fp"}, "data_type 'mx_fp' is not supported"),
        ({"act_bits": 8}, "act_bits 8 is not supported"),
        ({"rotation_config": {"size": 64}}, "rotation_config .* it changes what codes stand"),
        ({"extra_config": {"a": 4}}, r"extra_config .* \(must be an object of settings"),
        ({"extra_config": {"(x+)+": {"bits": 16}}}, "repeats too much"),
        ({"bits": 3}, "is 4 bits a code, the settings say 3"),
    ],
)
def test_settings_that_do_not_fit_are_refused(tmp_path, settings, message):
    with pytest.raises(CheckpointError, match=message):
        opened(tmp_path, parts("auto_round:auto_gptq/4"), **settings)


def test_a_folder_without_codes_is_refused(tmp_path):
    with pytest.raises(CheckpointError, match=r"auto-round, but no tensor is named \*.qweight"):
        opened(tmp_path, {"a.weight": np.ones((2, 2), np.float16)})
