"""`quantcert trace` as a user runs it."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from quantcert.cli.main import app
from quantcert.trace.model import FailedProof
from tests.support.premise_graphs import small_trace


def trace(*arguments: object) -> Result:
    return CliRunner().invoke(app, ["trace", *map(str, arguments)])


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> None:
    """A trace made by hand, without Lean."""
    monkeypatch.setattr("quantcert.cli.trace._traced", lambda _: small_trace())


@pytest.mark.usefixtures("made")
def test_forms(tmp_path: Path) -> None:
    result = trace("run", "--depth", 1)
    assert result.exit_code == 0, result.output
    assert "error (Proofs.L0.error and 1 more)" in result.stdout
    assert "inner" not in result.stdout
    result = trace("run", "--format", "json", "--theorem", "*L2*")
    assert [t["name"] for t in json.loads(result.stdout)["theorems"]] == ["Proofs.L2.error"]
    assert trace("run", "--format", "dot").stdout.startswith("digraph premises {")
    result = trace("run", "--format", "svg", "--out", tmp_path / "p.svg")
    assert result.stdout == ""
    assert (tmp_path / "p.svg").read_text().startswith("<svg ")


@pytest.mark.usefixtures("made")
def test_a_pattern_that_no_theorem_has() -> None:
    result = trace("run", "--theorem", "none*")
    assert result.exit_code == 2
    assert "no proved theorem has a name like 'none*'" in result.stderr


def test_a_failed_proof_ends_with_1(monkeypatch: pytest.MonkeyPatch) -> None:
    failed = FailedProof("t", "", "unsolved goals\n⊢ p", ())
    monkeypatch.setattr("quantcert.cli.trace._traced", lambda _: small_trace(failed))
    result = trace("run")
    assert result.exit_code == 1
    assert "NOT PROVED t" in result.stdout


def test_a_folder_without_a_certificate_ends_with_2(tmp_path: Path) -> None:
    result = trace(tmp_path)
    assert result.exit_code == 2
    assert "certificate.json: cannot be read" in result.stderr


def test_a_stock_tool_needs_an_exported_folder(tmp_path: Path) -> None:
    result = trace(tmp_path, "--stock", "lean-interact")
    assert result.exit_code == 2
    assert "has no lakefile.lean; write it with verify-model --export-data" in result.stderr
