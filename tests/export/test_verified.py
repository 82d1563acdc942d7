"""Exports are verified against the original, and against what they are made from."""

from pathlib import Path

import pytest

from quantcert.certificate import Certificate
from quantcert.certificate.decode import from_document
from quantcert.certificate.encode import to_document
from quantcert.errors import CheckpointError
from quantcert.run.options import VerifyOptions
from quantcert.run.verify import verify_checkpoint
from tests.support.exports import export, quantized_llama
from tests.support.reports import report_of, section, table_of
from tests.support.weight_runs import certified


@pytest.fixture(scope="module")
def quantized(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return quantized_llama(tmp_path_factory.mktemp("quantized"), "alt43")


def verified(checkpoint: Path, base: Path, source: Path | None = None) -> Certificate:
    options = VerifyOptions(checkpoint, base, None, network=False, exported_from=source)
    return certified(options, reuse=True)


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


def test_the_rounding_stands_in_the_certificate(quantized: Path, tmp_path: Path) -> None:
    record = export(quantized, tmp_path / "out", "safetensors", "BF16")
    certificate = verified(tmp_path / "out", quantized.parent / "original", quantized)
    found = certificate.export
    assert certificate.accepted
    assert found is not None
    assert found.form == "safetensors"
    assert found.files == dict(record.made_from)
    stated = {name: (m.weights, m.changed, m.largest_error) for name, m in record.matrices.items()}
    assert {t.tensor: (t.weights, t.changed, t.largest_error) for t in found.tensors} == stated
    assert found.worst is not None
    assert found.worst.largest_error == max(error for *_, error in stated.values()) > 0
    assert from_document(to_document(certificate)) == certificate
    section_ = section(report_of(certificate), "Export")
    assert [row.cells[0] for row in table_of(section_).rows] == list(record.matrices)


def test_another_source_is_refused_before_any_layer_is_checked(
    quantized: Path, tmp_path: Path
) -> None:
    export(quantized, tmp_path / "out", "safetensors")
    original = quantized.parent / "original"
    options = VerifyOptions(
        tmp_path / "out", original, None, network=False, exported_from=tmp_path / "out"
    )
    with pytest.raises(CheckpointError, match=r"is not what .* was made from"):
        verify_checkpoint(options, lambda *_: iter([1 // 0]))
