"""Traces of a run whose modules are in the cache."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from quantcert.certificate.compare import read_certificate
from quantcert.errors import CertificateError
from quantcert.lean import Library
from quantcert.lean.premises import PremiseGraph
from quantcert.trace.certificate import trace_run
from tests.support.small_models import SmallModel, verify


@pytest.fixture(scope="module")
def made(model: SmallModel, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out: Path = tmp_path_factory.mktemp("runs") / "out"
    assert verify(model.quantized, "--base", model.original, "--out", out).exit_code == 0
    return out


def test_every_theorem_is_traced(made: Path, library: Library) -> None:
    trace = trace_run(made, library)
    document = read_certificate(made / "certificate.json")
    names = [t["name"] for layer in document["layers"] for t in layer["theorems"]]
    assert sorted(trace.graph.roots) == sorted(names)
    assert trace.failed == ()
    lemmas = trace.graph.lemmas("Proofs.L000_wide_weight.weights_error")
    assert "QuantCert.layerError_of_chunks" in lemmas
    assert "Proofs.L000_wide_weight.chunk0_checked" in lemmas
    assert any(name.startswith("Data.L000_wide_weight.") for name in trace.graph.literals)


def test_a_text_that_was_not_compiled_is_refused(
    made: Path, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("quantcert.trace.certificate.kept_modules", lambda *_: iter(()))
    with pytest.raises(CertificateError, match="is not in the cache; verify the checkpoint again"):
        trace_run(made, library)


def test_another_library_is_refused(made: Path, library: Library) -> None:
    with pytest.raises(CertificateError, match="verify the checkpoint again"):
        trace_run(made, replace(library, digest=64 * "0"))


def test_axioms_are_compared(made: Path, library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(PremiseGraph, "axioms", lambda *_: ("sorryAx",))
    with pytest.raises(CertificateError, match=r"rests on the axioms \['sorryAx'\], its cert"):
        trace_run(made, library)


@pytest.mark.parametrize("key", ["statement_sha256", "definitions_sha256"])
def test_a_module_of_another_statement_does_not_count(
    made: Path, library: Library, monkeypatch: pytest.MonkeyPatch, key: str
) -> None:
    document = read_certificate(made / "certificate.json")
    document["layers"][0]["theorems"][0][key] = 64 * "0"
    monkeypatch.setattr("quantcert.trace.certificate.read_certificate", lambda _: document)
    with pytest.raises(CertificateError, match="is not in the cache"):
        trace_run(made, library)


def test_what_is_not_proved_is_told_with_its_goals(
    made: Path, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    document: dict[str, Any] = read_certificate(made / "certificate.json")
    theorem = document["layers"][0]["theorems"][-1]
    theorem["verdict"] = "UNPROVED"
    theorem["finding"] = {"message": "rejected: unsolved goals\n⊢ False"}
    monkeypatch.setattr("quantcert.trace.certificate.read_certificate", lambda _: document)
    (failed,) = trace_run(made, library).failed
    assert (failed.name, failed.statement) == (theorem["name"], theorem["statement"])
    assert [goal.target for goal in failed.goals] == ["False"]
