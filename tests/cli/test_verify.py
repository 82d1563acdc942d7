"""`verify-model` end to end on small models: verdicts, exit codes, what is written."""

import json
from pathlib import Path

import jsonschema
import pytest

from quantcert.certificate.encode import digest
from quantcert.cli._run import ProgressLines
from quantcert.documents import json_schema
from tests.support.small_models import SmallModel, verify

NEED = """version = 1
[accumulator]
width_bits = {width}
activation_min = -128
activation_max = 127
[[layer]]
pattern = "*"
input_abs_max = 2
{tolerance}
"""


def requirements(folder: Path, tolerance: str, width: int = 32) -> Path:
    file = folder / "need.toml"
    file.write_text(NEED.format(tolerance=tolerance, width=width))
    return file


def certificate(out: Path) -> dict:
    document = json.loads((out / "certificate.json").read_text())
    jsonschema.validate(document, json_schema("certificate"))
    assert document["digest"] == digest(document)
    return document


KINDS = {
    "rows": {"row-error", "not-vacuous", "transposed-error", "transposed-not-vacuous"},
    "weights": {
        "chunk-checked",
        "chunk-columns",
        "chunk-share",
        "weights-error",
        "weights-not-vacuous",
        "weights-row-share",
        "weights-transposed-error",
        "weights-transposed-not-vacuous",
    },
}
STRUCTURE = {"accumulator-safe", "packed-length", "zero-point-length"}


@pytest.mark.parametrize("level", KINDS)
def test_a_good_model_is_accepted(any_model: SmallModel, tmp_path: Path, level: str) -> None:
    out = tmp_path / "out"
    arguments = ("--base", any_model.original, "--out", out, "--level", level)
    result = verify(any_model.quantized, *arguments)
    assert result.exit_code == 0, result.output
    document = certificate(out)
    assert document["level"] == level
    assert document["excluded"].keys() == {"tall.bias", "positions"}
    assert document["requirements_default"] is True
    for layer in document["layers"]:
        assert layer["verdict"] == "PROVED"
        assert {theorem["kind"] for theorem in layer["theorems"]} == KINDS[level] | STRUCTURE
        assert bool(layer["literal_sha256"]) == (level == "weights")
    assert len(list((out / "Proofs").glob("*.lean"))) == 2
    measured = {"rows": ", row sums and shares measured by Python, not proved", "weights": ""}[
        level
    ]
    tolerance = "three quarters of a zero row's error, row by row"
    words = f"LAYERS ACCEPTED (tolerance: default, {tolerance}{measured})"
    assert document["conclusion"] == {
        "words": f"{words} · NO THEOREM ABOUT THE NETWORK",
        "accepted": True,
        "layers": "accepted",
        "network": {},
        "prompts": "none given",
        "tolerance": "default",
    }
    assert result.stdout.splitlines()[-1] == document["conclusion"]["words"]
    assert words.replace("'", "&#39;") in (out / "report.html").read_text()
    assert "default requirements" in " ".join(result.stdout.split())


def test_every_weight_is_the_default_with_a_base(model: SmallModel, tmp_path: Path) -> None:
    out = tmp_path / "out"
    verify(model.quantized, "--base", model.original, "--out", out)
    document = certificate(out)
    assert document["level"] == "weights"
    statements = [t["statement"] for layer in document["layers"] for t in layer["theorems"]]
    assert not any("measured" in statement for statement in statements)
    assert not any("measured by Python" in text for text in document["not_shown"])


@pytest.mark.parametrize("options", [(), ("--quiet",)])
def test_quiet_prints_one_line(
    model: SmallModel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, options: tuple[str, ...]
) -> None:
    monkeypatch.setattr(ProgressLines, "LINE_SECONDS", 0)
    result = verify(model.quantized, "--out", tmp_path / "out", *options)
    assert result.exit_code == 0
    assert bool(result.stderr) is not bool(options)
    assert (len(result.stdout.splitlines()) == 1) is bool(options)


def test_without_a_base_only_structure_is_claimed(any_model: SmallModel, tmp_path: Path) -> None:
    out = tmp_path / "out"
    result = verify(any_model.quantized, "--out", out)
    assert result.exit_code == 0, result.output
    document = certificate(out)
    assert document["level"] == "structure"
    assert all(layer["bound"] is None for layer in document["layers"])
    assert any("none was given" in text for text in document["not_shown"])
    for layer in document["layers"]:
        kinds = {theorem["kind"] for theorem in layer["theorems"]}
        assert kinds == STRUCTURE | {"packed-pairs", "zero-points-valid"}
        assert layer["literal_sha256"]
    assert result.stdout.splitlines()[-1] == "STRUCTURE ONLY: no original was given"
    assert document["conclusion"]["words"] == "STRUCTURE ONLY: no original was given"


def test_json_is_the_certificate(model: SmallModel, tmp_path: Path) -> None:
    out = tmp_path / "out"
    result = verify(model.quantized, "--base", model.original, "--out", out, "--format", "json")
    assert json.loads(result.stdout) == certificate(out)


@pytest.mark.parametrize(
    ("tolerance", "said", "rule"),
    [
        ('max_row_error = "1/1000"', "the output error reaches", "QC-ROW-ERROR"),
        ("max_relative_error = 0", "errors add up to", "QC-LINE-SHARE"),
    ],
)
def test_a_missed_requirement_fails_with_a_row(
    model: SmallModel, tmp_path: Path, tolerance: str, said: str, rule: str
) -> None:
    need = requirements(tmp_path, tolerance)
    out = tmp_path / "out"
    result = verify(model.quantized, "--base", model.original, "--requirements", need, "--out", out)
    assert result.exit_code == 1
    for layer in certificate(out)["layers"]:
        assert layer["verdict"] == "FAILED"
        assert layer["finding"]["row"] >= 0
        assert layer["finding"]["rule"] == rule
        assert f"row {layer['finding']['row']}: {said}" in result.stdout
    assert result.stdout.splitlines()[-1] == (
        "REJECTED: 2 of 2 LAYERS (tolerance: need.toml) · NO THEOREM ABOUT THE NETWORK"
    )
    assert f"{rule} (2 of 2 refused): " in result.stdout


def test_all_that_a_file_of_ones_own_asks_for_is_plainly_accepted(
    model: SmallModel, tmp_path: Path
) -> None:
    need = requirements(tmp_path, "max_relative_error = 1")
    out = tmp_path / "out"
    result = verify(model.quantized, "--base", model.original, "--requirements", need, "--out", out)
    assert result.exit_code == 0
    assert result.stdout.splitlines()[-1] == (
        "ACCEPTED (all that need.toml asks for) · NO THEOREM ABOUT THE NETWORK"
    )


def test_a_small_accumulator_fails(model: SmallModel, tmp_path: Path) -> None:
    need = requirements(tmp_path, "max_relative_error = 1", width=14)
    out = tmp_path / "out"
    result = verify(model.quantized, "--base", model.original, "--requirements", need, "--out", out)
    assert result.exit_code == 1
    layers = {layer["tensor"]: layer for layer in certificate(out)["layers"]}
    assert layers["wide.weight"]["verdict"] == "FAILED"
    finding = layers["wide.weight"]["finding"]
    assert finding["rule"] == "QC-ACCUMULATOR"
    assert (finding["row"], finding["column"]) == (None, None)
    assert "[-24320, 24320], allowed: a 14-bit accumulator" in finding["message"]


def test_an_unchanged_run_reuses_results(
    model: SmallModel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("quantcert.lean.check.store.cache_root", lambda: tmp_path / "cache")
    out = tmp_path / "out"
    first = verify(model.quantized, "--base", model.original, "--out", out)
    assert first.exit_code == 0, first.output
    before = certificate(out)
    verify(model.quantized, "--base", model.original, "--out", out)
    after = certificate(out)
    assert before["measurement"]["reused_modules"] == 0
    assert after["measurement"]["reused_modules"] == 2
    assert after["digest"] == before["digest"]


def test_a_missed_requirement_is_not_reused_as_a_pass(model: SmallModel, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert verify(model.quantized, "--base", model.original, "--out", out).exit_code == 0
    need = requirements(tmp_path, "max_relative_error = 0")
    again = verify(model.quantized, "--base", model.original, "--requirements", need, "--out", out)
    assert again.exit_code == 1
