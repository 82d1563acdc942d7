"""Exports in version 2 of GPTQ, against what GPTQModel's own code decodes; see goldens/make.py."""

from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file

from quantcert.exact.values import exact_values
from quantcert.formats import open_quantized
from tests.support.exports import GPTQ_EXPORTS, GPTQ_MODULES, export, quantized_llama

GOLDENS = np.load(Path(__file__).parent / "goldens" / "gptq.npz")
PARTS = ("qweight", "qzeros", "scales", "g_idx")


@pytest.mark.parametrize(("name", "dtype"), GPTQ_EXPORTS)
def test_another_decoder_finds_the_very_numbers(
    name: str, dtype: str | None, tmp_path: Path
) -> None:
    source = quantized_llama(tmp_path, name)
    record = export(source, tmp_path / "out", "gptq", dtype)
    (file,) = (tmp_path / "out").glob("*.safetensors")
    tensors = load_file(file)
    checkpoints = open_quantized(source), open_quantized(tmp_path / "out")
    for module in GPTQ_MODULES:
        golden = {part: GOLDENS[f"{name}/{module}/{part}"] for part in (*PARTS, "decoded")}
        for part in PARTS:
            np.testing.assert_array_equal(tensors[f"{module}.{part}"], golden[part])
        before, after = (exact_values(c.read(f"{module}.weight")) for c in checkpoints)
        np.testing.assert_array_equal(after, golden["decoded"])
        rounded = float(record.matrices[f"{module}.weight"].largest_error)
        assert np.abs(before - golden["decoded"]).max() <= rounded
        assert (rounded == 0) == (dtype is None)
