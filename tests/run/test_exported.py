"""The rounding of an export is measured again, and its record is compared with what is found."""

import json
import shutil
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from quantcert.certificate import ExportEvidence, Rule
from quantcert.errors import CheckpointError
from quantcert.formats import open_quantized
from quantcert.run.exported import export_evidence
from quantcert.run.options import silent
from tests.support.exports import export, quantized_llama

TENSOR = "model.layers.0.mlp.up_proj.weight"


@pytest.fixture(scope="module")
def quantized(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return quantized_llama(tmp_path_factory.mktemp("quantized"), "pair11")


def measured(out: Path, source: Path) -> ExportEvidence:
    return export_evidence(open_quantized(out), out, source, silent)


def edit(place: Path, change: dict[str, Any]) -> None:
    document = json.loads(place.read_text())
    place.write_text(json.dumps({**document, **change}))


@pytest.mark.parametrize(("form", "place"), [("gguf", "m.gguf"), ("compressed-tensors", "out")])
def test_an_exact_export_changes_nothing(
    quantized: Path, tmp_path: Path, form: str, place: str
) -> None:
    export(quantized, tmp_path / place, form)
    found = measured(tmp_path / place, quantized)
    assert found.accepted
    assert found.worst is None
    assert {tensor.largest_error for tensor in found.tensors} == {Fraction(0)}


def test_a_record_that_states_another_rounding_is_named(quantized: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    record = export(quantized, out, "safetensors", "F16")
    matrices = json.loads((out / "export.json").read_text())["matrices"]
    error = record.matrices[TENSOR].largest_error
    matrices[TENSOR]["largest_error"] = str(error / 2)
    edit(out / "export.json", {"matrices": matrices})
    found = measured(out, quantized).finding
    assert found is not None
    assert (found.rule, found.tensor) == (Rule.EXPORT, TENSOR)
    assert found.message.endswith(f", {error / 2})")
    assert f", {error})" in found.message


def test_what_was_not_exported_from_it_is_refused(quantized: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    export(quantized, out, "safetensors")
    other = tmp_path / "other"
    shutil.copytree(quantized, other)
    edit(other / "config.json", {"more": 1})
    with pytest.raises(CheckpointError, match=r"other: is not what .*out was made from"):
        measured(out, other)
    with pytest.raises(CheckpointError, match=r"has no record, export\.json"):
        measured(quantized, out)


@pytest.mark.parametrize(
    "change", [{"version": 2}, {"matrices": []}, {"made_from": None}, {"matrices": {"a": {}}}]
)
def test_a_malformed_record_is_refused(
    quantized: Path, tmp_path: Path, change: dict[str, Any]
) -> None:
    export(quantized, tmp_path / "out", "safetensors")
    edit(tmp_path / "out" / "export.json", change)
    with pytest.raises(CheckpointError, match="is no record of an export, version 1"):
        measured(tmp_path / "out", quantized)
