"""Matrices that AutoGPTQ and GPTQModel packed, against what they decode; see goldens/make.py."""

import numpy as np
import pytest

from tests.support.gptq_goldens import CASES, decoded, opened
from tests.support.packed_folders import decoded_float64


@pytest.mark.parametrize("case", CASES)
def test_a_matrix_decodes_to_the_very_numbers(case, tmp_path):
    quantized = opened(case, tmp_path)
    numbers = decoded(case)
    np.testing.assert_array_equal(decoded_float64(quantized.read("a.weight")), numbers)
    part = quantized.read_rows("a.weight", 13, 30)
    np.testing.assert_array_equal(decoded_float64(part), numbers[13:30])


def test_all_widths_and_both_writers_are_there():
    found = {tuple(case.split("/")) for case in CASES}
    assert {(form, int(bits)) for form, bits, *_ in found} == {
        *(("gptq", bits) for bits in (2, 3, 4, 8)),
        *(("gptq_v2", bits) for bits in (2, 3, 4, 8)),
        *(("gptq_p", bits) for bits in range(2, 9)),
    }
    assert {writer for *_, writer in found} == {"auto_gptq", "gptqmodel"}
