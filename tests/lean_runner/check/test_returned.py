"""What another machine returns is audited as what is compiled here; only its kernel is believed."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from quantcert.lean import CheckJob, Library, Limits, ModuleResult, ModuleVerdict
from quantcert.lean.check.returned import ReturnedCheck
from quantcert.lean.check.store import Kept
from quantcert.lean.pattern.book import PatternBook
from quantcert.lean.process.runners import RunnerPool
from tests.support.cluster_runs import module_named
from tests.support.runs import result_of

MakeJob = Callable[..., CheckJob]

REFUSED = [
    ("silent_sorry", "2 + 2 = 5", "axioms that are not allowed: sorryAx"),
    ("new_axiom", "2 + 2 = 5", "declares the axiom Gen.cheat"),
    ("changed_statement", "2 + 2 = 4", "does not have the expected statement"),
    ("shadowed_name", "Nat.beq (2 + 2) 5 = true", "does not have the expected statement"),
    ("notation_hijack", "2 + 2 = 5", "does not have the expected statement"),
    ("theorem_missing", "2 + 2 = 4", "the theorem Gen.claim is missing"),
    ("theorem_turned_def", "2 + 2 = 4", "is not a theorem but of kind definition"),
    ("other_import", "2 + 2 = 4", "imports ['QuantCert.Core.Nat.Basic']"),
]


@pytest.fixture(scope="module")
def runners(library: Library):
    with RunnerPool(library.toolchain, 1) as found:
        yield found


def compiled(job: CheckJob, runners: RunnerPool, library: Library, folder: Path) -> bytes:
    """The module of a job as a machine compiles it whose kernel is left out."""
    source = folder / f"{job.name}.lean"
    source.write_text(job.source)
    olean = folder / "out.olean"
    options = ["debug.skipKernelTC=true"]
    runners.compile(source, olean, folder, [library.path], Limits(), options=options)
    return olean.read_bytes()


def audited(
    job: CheckJob,
    olean: bytes,
    runners: RunnerPool,
    library: Library,
    folder: Path,
    replay: bool,
    verdict: ModuleVerdict = ModuleVerdict.ACCEPTED,
) -> ModuleResult:
    said = result_of(module_named(job.name), verdict)
    check = ReturnedCheck(
        library,
        job,
        Limits(),
        folder / "own",
        folder / "kept",
        runners,
        PatternBook(),
        returned=Kept(replace(said, host="there"), olean),
        here=True,
        replayed=replay,
    )
    return check.result()


@pytest.mark.parametrize("replay", [False, True])
def test_what_was_asked_for_is_taken(
    library: Library, runners: RunnerPool, job: MakeJob, tmp_path: Path, replay: bool
) -> None:
    asked = job("control")
    olean = compiled(asked, runners, library, tmp_path)
    result = audited(asked, olean, runners, library, tmp_path, replay)
    assert (result.verdict, result.reason, result.host) == (ModuleVerdict.ACCEPTED, "", "there")
    (record,) = result.theorems
    assert len(record.statement_sha256) == 64


@pytest.mark.parametrize(("name", "statement", "reason"), REFUSED)
def test_what_proves_something_else_is_refused_whatever_its_text_was(
    library: Library,
    runners: RunnerPool,
    job: MakeJob,
    tmp_path: Path,
    name: str,
    statement: str,
    reason: str,
) -> None:
    asked = job(name, statement)
    olean = compiled(asked, runners, library, tmp_path)
    innocent = replace(asked, source=job("control").source)
    result = audited(innocent, olean, runners, library, tmp_path, False)
    assert result.verdict is ModuleVerdict.REJECTED
    assert reason in result.reason


def test_a_false_proof_is_refused_where_it_is_replayed(
    library: Library, runners: RunnerPool, job: MakeJob, tmp_path: Path
) -> None:
    asked = job("false_claim", "2 + 2 = 5")
    olean = compiled(asked, runners, library, tmp_path)
    believed = audited(asked, olean, runners, library, tmp_path, False)
    assert believed.verdict is ModuleVerdict.ACCEPTED  # as its kernel is said to have accepted it
    result = audited(asked, olean, runners, library, tmp_path, True)
    assert result.verdict is ModuleVerdict.REJECTED
    assert "while replaying" in result.reason


def test_what_no_kernel_has_accepted_is_refused(
    library: Library, runners: RunnerPool, job: MakeJob, tmp_path: Path
) -> None:
    asked = job("control")
    olean = compiled(asked, runners, library, tmp_path)
    verdict = ModuleVerdict.UNPROVED
    result = audited(asked, olean, runners, library, tmp_path, False, verdict)
    assert "no kernel is said to have accepted it" in result.reason


@pytest.mark.parametrize("olean", [b"", b"olean", bytes(4096)])
def test_what_is_no_module_is_refused(
    library: Library, runners: RunnerPool, job: MakeJob, tmp_path: Path, olean: bytes
) -> None:
    result = audited(job("control"), olean, runners, library, tmp_path, False)
    assert result.verdict is ModuleVerdict.REJECTED
