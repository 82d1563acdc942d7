"""Matrices that AutoGPTQ and GPTQModel packed, against what they decode; see goldens/make.py."""

from pathlib import Path

import numpy as np
import pytest

from quantcert.formats import open_quantized
from tests.support.packed_folders import decoded_float64, write_folder

GOLDENS = np.load(Path(__file__).parent / "goldens" / "goldens.npz")
CASES = sorted({name.rpartition("/")[0] for name in GOLDENS.files})
PARTS = ("qweight", "qzeros", "scales", "g_idx")


@pytest.mark.parametrize("case", CASES)
def test_a_matrix_decodes_to_the_very_numbers(case, tmp_path):
    form, bits, group_size, _ = case.split("/")
    order = GOLDENS[f"{case}/g_idx"]
    settings = {
        "quant_method": "gptq",
        "bits": int(bits),
        "group_size": int(group_size),
        "desc_act": bool((np.diff(order) < 0).any()),
        "sym": False,
        "checkpoint_format": form,
    }
    tensors = {f"a.{part}": GOLDENS[f"{case}/{part}"] for part in PARTS}
    quantized = open_quantized(write_folder(tmp_path, tensors, settings))
    decoded = GOLDENS[f"{case}/decoded"].astype(np.float64)
    np.testing.assert_array_equal(decoded_float64(quantized.read("a.weight")), decoded)
    part = quantized.read_rows("a.weight", 13, 30)
    np.testing.assert_array_equal(decoded_float64(part), decoded[13:30])


def test_all_widths_and_both_writers_are_there():
    found = {tuple(case.split("/")) for case in CASES}
    assert {(form, int(bits)) for form, bits, *_ in found} == {
        *(("gptq", bits) for bits in (2, 3, 4, 8)),
        *(("gptq_v2", bits) for bits in (2, 3, 4, 8)),
        *(("gptq_p", bits) for bits in range(2, 9)),
    }
    assert {writer for *_, writer in found} == {"auto_gptq", "gptqmodel"}
