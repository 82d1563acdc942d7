"""Modules that share one process for the kernel's replay: each has the verdict it has alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from quantcert.lean import CheckJob, Library, Limits, ModuleResult, ModuleVerdict, Outcome
from quantcert.lean.check.module_check import ModuleCheck
from quantcert.lean.check.together import check_together
from quantcert.lean.pattern.book import PatternBook
from quantcert.lean.process.calls import Replay
from quantcert.lean.process.run import Run
from quantcert.lean.process.runners import RunnerPool

CORE = "QuantCert.Core"
ACCEPTED, REJECTED, UNPROVED = (
    ModuleVerdict.ACCEPTED,
    ModuleVerdict.REJECTED,
    ModuleVerdict.UNPROVED,
)


@pytest.fixture
def runners(library: Library) -> Iterator[RunnerPool]:
    with RunnerPool(library.toolchain, 1) as pool:
        yield pool


@pytest.fixture
def replays(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """The modules of each replay."""
    found: list[list[str]] = []
    original = RunnerPool.replay

    def replay(self: RunnerPool, request: Replay, limits: Limits) -> Run:
        found.append([path.stem for path in request.new])
        return original(self, request, limits)

    monkeypatch.setattr(RunnerPool, "replay", replay)
    return found


def claim(name: str, statement: str, theorem: str = "") -> CheckJob:
    theorem = theorem or f"Gen.{name}.claim"
    text = f"prelude\nimport {CORE}\ntheorem {theorem} : {statement} := by decide +kernel\n"
    return CheckJob(f"Gen.{name}", text, {theorem: f": {statement}"}, "", (CORE,))


def results(
    library: Library, runners: RunnerPool, folder: Path, jobs: list[CheckJob]
) -> list[ModuleResult]:
    checks = [
        ModuleCheck(
            library, job, Limits(), folder / str(k), folder / "kept", runners, PatternBook()
        )
        for k, job in enumerate(jobs)
    ]
    return check_together(checks)


def test_one_replay_of_all(
    library: Library, runners: RunnerPool, tmp_path: Path, replays: list[list[str]]
) -> None:
    found = results(library, runners, tmp_path, [claim("A", "2 + 2 = 4"), claim("B", "2 + 3 = 5")])
    assert [(result.name, result.verdict) for result in found] == [
        ("Gen.A", ACCEPTED),
        ("Gen.B", ACCEPTED),
    ]
    assert replays == [["A", "B"]]


def test_a_false_claim_is_that_of_one_module(
    library: Library, runners: RunnerPool, tmp_path: Path, replays: list[list[str]]
) -> None:
    jobs = [claim("A", "2 + 2 = 4"), claim("B", "2 + 2 = 5"), claim("C", "2 + 3 = 5")]
    found = results(library, runners, tmp_path, jobs)
    assert [result.verdict for result in found] == [ACCEPTED, REJECTED, ACCEPTED]
    assert "while replaying declaration 'Gen.B.claim" in found[1].reason
    assert replays == [["A", "B", "C"], ["A"], ["B"], ["C"]]


def test_a_module_decided_before_takes_no_part(
    library: Library, runners: RunnerPool, tmp_path: Path, replays: list[list[str]]
) -> None:
    wrong = replace(claim("B", "2 + 2 = 4"), theorems={"Gen.B.claim": ": 2 + 2 = 5"})
    jobs = [claim("A", "2 + 2 = 4"), wrong, claim("C", "2 + 3 = 5")]
    found = results(library, runners, tmp_path, jobs)
    assert [result.verdict for result in found] == [ACCEPTED, REJECTED, ACCEPTED]
    assert replays == [["A", "C"]]


def test_the_same_name_in_two_modules(
    library: Library, runners: RunnerPool, tmp_path: Path, replays: list[list[str]]
) -> None:
    """One environment would hold only one of the two proofs."""
    jobs = [claim("A", "2 + 2 = 5", "Gen.claim"), claim("B", "2 + 2 = 4", "Gen.claim")]
    for order in (jobs, jobs[::-1]):
        folder = tmp_path / order[0].name
        verdicts = {r.name: r.verdict for r in results(library, runners, folder, order)}
        assert verdicts == {"Gen.A": REJECTED, "Gen.B": ACCEPTED}
    assert [len(modules) for modules in replays] == [1, 1, 1, 1]


def test_a_crash_of_the_shared_replay(
    library: Library, runners: RunnerPool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    original = RunnerPool.replay

    def replay(self: RunnerPool, request: Replay, limits: Limits) -> Run:
        if request.new[-1].stem == "A":
            return original(self, request, limits)
        return Run(Outcome.CRASHED, "ended by SIGSEGV", (), -11, 0.0, 0)

    monkeypatch.setattr(RunnerPool, "replay", replay)
    found = results(library, runners, tmp_path, [claim("A", "2 + 2 = 4"), claim("B", "2 + 3 = 5")])
    assert [result.verdict for result in found] == [ACCEPTED, UNPROVED]
    assert found[1].reason == "crashed: ended by SIGSEGV"
