"""Exports are verified against the original, and against what they are made from."""

from pathlib import Path

import pytest

from quantcert.certificate import Certificate
from quantcert.run.options import VerifyOptions
from tests.support.exports import export, quantized_llama
from tests.support.weight_runs import certified


@pytest.fixture(scope="module")
def quantized(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return quantized_llama(tmp_path_factory.mktemp("quantized"), "alt43")


def verified(checkpoint: Path, base: Path) -> Certificate:
    return certified(VerifyOptions(checkpoint, base, requirements=None, network=False), reuse=True)


@pytest.mark.parametrize(
    ("form", "dtype"), [("gguf", "F16"), ("safetensors", "BF16"), ("gptq", None)]
)
def test_an_export_is_accepted(
    quantized: Path, tmp_path: Path, form: str, dtype: str | None
) -> None:
    export(quantized, tmp_path / "out", form, dtype)
    export(quantized, tmp_path / "exact", "safetensors")
    for base in (quantized.parent / "original", tmp_path / "exact"):
        certificate = verified(tmp_path / "out", base)
        assert certificate.accepted
        assert len(certificate.layers) == 15
