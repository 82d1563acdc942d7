"""Exports of a small Llama in all formats: the very same weights, or the error that is stated."""

import json
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from quantcert.errors import ExportError, OutputError
from quantcert.exact.values import exact_values
from quantcert.export.model import form_names
from quantcert.formats import open_quantized, targets
from tests.support.exports import export, logits, quantized_llama

FORMATS = sorted(targets())
TAKEN_IN_TURN = "alt43"
FLOAT16_SCALES = ("alt43", "pair11")
Folders = dict[str, Path]


@pytest.fixture(scope="module")
def quantized(tmp_path_factory: pytest.TempPathFactory) -> Folders:
    folder = tmp_path_factory.mktemp("quantized")
    return {name: quantized_llama(folder, name) for name in FORMATS}


def decoded(path: Path) -> dict[str, np.ndarray]:
    found = open_quantized(path)
    return {name: exact_values(found.read(name)) for name in found.matrices()}


def expected_obstacle(name: str, form: str) -> str:
    if form == "compressed-tensors" and name == TAKEN_IN_TURN:
        return "neighbouring columns have other scales, .* the form gptq stores them, safetensors"
    if form == "gptq" and name not in FLOAT16_SCALES:
        return "scales need F32, which kernels of gptq round to float16"
    return ""


@pytest.mark.parametrize("form", form_names())
@pytest.mark.parametrize("name", FORMATS)
def test_our_readers_read_the_very_same_weights(
    quantized: Folders, tmp_path: Path, name: str, form: str
) -> None:
    source, out = quantized[name], tmp_path / "out"
    obstacle = expected_obstacle(name, form)
    if obstacle:
        with pytest.raises(ExportError, match=obstacle):
            export(source, out, form)
        assert not out.exists()
        return
    record = export(source, out, form)
    assert all(matrix.is_exact for matrix in record.matrices.values())
    before, after = decoded(source), decoded(out)
    assert before.keys() == after.keys()
    for matrix, values in before.items():
        np.testing.assert_array_equal(after[matrix], values)
    np.testing.assert_array_equal(logits(out), logits(source))


@pytest.mark.parametrize("form", form_names())
def test_what_is_rounded_is_counted_and_its_error_is_exact(
    quantized: Folders, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, form: str
) -> None:
    monkeypatch.setattr("quantcert.export.record._BLOCK_ELEMENTS", 300)
    source, out = quantized["grid6"], tmp_path / "out"
    record = export(source, out, form, "BF16")
    before, after = decoded(source), decoded(out)
    for name, matrix in record.matrices.items():
        pairs = zip(before[name].flat, after[name].flat, strict=True)
        errors = [abs(Fraction(float(a)) - Fraction(float(b))) for a, b in pairs]
        assert matrix.largest_error == max(errors)
        assert matrix.changed == sum(error > 0 for error in errors)
    assert not all(matrix.is_exact for matrix in record.matrices.values())


def test_the_record_lies_beside_the_export(quantized: Folders, tmp_path: Path) -> None:
    record = export(quantized["pair11"], tmp_path / "out", "safetensors", "F16")
    document = json.loads((tmp_path / "out" / "export.json").read_text())
    assert document["made_from"] == dict(record.made_from)
    worst = max(Fraction(entry["largest_error"]) for entry in document["matrices"].values())
    assert worst == max(matrix.largest_error for matrix in record.matrices.values())
    export(quantized["pair11"], tmp_path / "model.gguf", "gguf")
    assert json.loads((tmp_path / "model.gguf.export.json").read_text())["form"] == "gguf"


@pytest.mark.parametrize(("form", "dtype"), [("zip", None), ("gguf", "F8")])
def test_what_is_not_known_is_refused(
    quantized: Folders, tmp_path: Path, form: str, dtype: str | None
) -> None:
    with pytest.raises(ExportError, match=r"is not known \(one of"):
        export(quantized["pair11"], tmp_path / "out", form, dtype)


def test_nothing_is_written_over(quantized: Folders, tmp_path: Path) -> None:
    (tmp_path / "out").write_text("mine")
    with pytest.raises(OutputError, match="exists"):
        export(quantized["pair11"], tmp_path / "out", "gguf")
    with pytest.raises(OutputError, match=r"must lie outside .*pair11, which is read"):
        export(quantized["pair11"], quantized["pair11"] / "out", "safetensors")
    assert (tmp_path / "out").read_text() == "mine"


def test_an_export_can_be_exported(quantized: Folders, tmp_path: Path) -> None:
    export(quantized["grid35"], tmp_path / "packed", "compressed-tensors")
    export(tmp_path / "packed", tmp_path / "model.gguf", "gguf")
    np.testing.assert_array_equal(logits(tmp_path / "model.gguf"), logits(quantized["grid35"]))
