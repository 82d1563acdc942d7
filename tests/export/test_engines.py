"""Other engines load what is exported and compute what our forward pass does.

`test_the_reference_reads_folders` runs where transformers and compressed-tensors are installed.
"""

import importlib.util
from pathlib import Path

import numpy as np
import pytest

from quantcert.containers.gguf.file import GgufFile
from quantcert.formats import targets
from tests.support.exports import TOKENS, export, logits, quantized_llama
from tests.support.gguf_models import VOCABULARY

REFERENCE = all(
    importlib.util.find_spec(name) for name in ("torch", "transformers", "compressed_tensors")
)
ZERO_POINTS = ("grid2", "grid4")
"""Formats whose codes need zero-points: compressed-tensors 0.20 loads them decoded only."""


@pytest.mark.parametrize("name", sorted(targets()))
def test_llama_cpp_decodes_the_same_numbers(name: str, tmp_path: Path) -> None:
    """Its logits differ by the 8 bits to which it rounds inputs of layers with codes."""
    llama_cpp = pytest.importorskip("bench.llama_cpp")
    pytest.importorskip("xllamacpp")
    source = quantized_llama(tmp_path, name)
    export(source, tmp_path / "model.gguf", "gguf")
    file = GgufFile(tmp_path / "model.gguf")
    packed = any(file.kind(tensor).startswith("Q") for tensor in file.names())
    found = llama_cpp.logits(tmp_path / "model.gguf", TOKENS, VOCABULARY)
    expected = logits(source)
    assert np.abs(expected).max() > 0.2
    assert np.abs(found - expected).max() < (0.01 if packed else 0.0005)


@pytest.mark.filterwarnings("ignore:You passed .quantization_config")  # to have it decoded
@pytest.mark.skipif(not REFERENCE, reason="transformers and compressed-tensors are not installed")
@pytest.mark.parametrize("form", ["safetensors", "compressed-tensors"])
@pytest.mark.parametrize("name", sorted({*targets()} - {"alt43"}))
def test_the_reference_reads_folders(name: str, form: str, tmp_path: Path) -> None:
    import torch
    from transformers import AutoModelForCausalLM, CompressedTensorsConfig

    source = quantized_llama(tmp_path, name)
    export(source, tmp_path / "out", form)
    options = {"dtype": torch.float32}
    if form == "compressed-tensors" and name in ZERO_POINTS:
        options["quantization_config"] = CompressedTensorsConfig(dequantize=True)
    model = AutoModelForCausalLM.from_pretrained(tmp_path / "out", **options)
    with torch.no_grad():
        found = model(torch.tensor([TOKENS])).logits[0].double().numpy()
    assert np.abs(found - logits(source)).max() < 1e-6
