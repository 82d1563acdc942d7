"""Modules that must not be accepted, and the verdict on each, through the real pipeline."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from quantcert.lean import (
    Cause,
    CheckJob,
    Library,
    Limits,
    ModuleResult,
    ModuleVerdict,
    check_modules,
)

MakeJob = Callable[..., CheckJob]

FALSE = "2 + 2 = 5"
ANY = ""
# fixture, expected statement, reason with the screening of the text, and without it
REFUSED = [
    ("false_claim", FALSE, "while replaying declaration", ANY),
    ("sorry", FALSE, "contains `sorryAx`", "`sorry`"),
    ("silent_sorry", FALSE, "contains `sorryAx`", "axioms that are not allowed: sorryAx"),
    ("new_axiom", FALSE, "contains `axiom`", "declares the axiom Gen.cheat"),
    ("changed_statement", "2 + 2 = 4", "does not have the expected statement", ANY),
    ("shadowed_name", "Nat.beq (2 + 2) 5 = true", "does not have the expected statement", ANY),
    ("notation_hijack", FALSE, "does not have the expected statement", ANY),
    ("instance_hijack", FALSE, "does not have the expected statement", ANY),
    ("theorem_missing", "2 + 2 = 4", "the theorem Gen.claim is missing", ANY),
    ("theorem_turned_def", "2 + 2 = 4", "is not a theorem but of kind definition", ANY),
    ("theorem_turned_opaque", "2 + 2 = 4", "contains `opaque`", "declares the opaque Gen.claim"),
    ("kernel_switched_off", FALSE, "sets the option `debug.skipKernelTC`", "while replaying"),
    ("new_inductive", "2 + 2 = 4", "Gen.Unit", ANY),
    ("other_import", "2 + 2 = 4", "imports ['QuantCert.Core.Nat.Basic']", ANY),
    ("syntax_error", "2 + 2 = 4", "unexpected token", ANY),
]


def check(library: Library, job: CheckJob, limits: Limits | None = None) -> ModuleResult:
    (result,) = check_modules(library, [job], 1, limits)
    return result


def test_control_is_accepted(library: Library, job: MakeJob) -> None:
    result = check(library, job("control"))
    assert (result.verdict, result.reason, result.cause) == (ModuleVerdict.ACCEPTED, "", None)
    (record,) = result.theorems
    assert record.present
    assert record.axioms == ()
    assert len(record.statement_sha256) == len(record.definitions_sha256) == 64


@pytest.mark.parametrize(("name", "statement", "reason"), [row[:3] for row in REFUSED])
def test_refused(library: Library, job: MakeJob, name: str, statement: str, reason: str) -> None:
    result = check(library, job(name, statement))
    assert result.verdict is ModuleVerdict.REJECTED
    assert reason in result.reason
    kernel = ("while replaying", "unexpected token")
    text = ("contains", "sets the option")
    by_reason = Cause.REFUSED if reason.startswith(kernel) else Cause.AUDIT
    assert result.cause is (Cause.SOURCE if reason.startswith(text) else by_reason)


@pytest.mark.parametrize(
    ("name", "statement", "reason"), [(row[0], row[1], row[3]) for row in REFUSED if row[3]]
)
def test_refused_without_screening(
    library: Library,
    job: MakeJob,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    statement: str,
    reason: str,
) -> None:
    monkeypatch.setattr("quantcert.lean.check.module_check.source_problem", lambda source: "")
    result = check(library, job(name, statement))
    assert result.verdict is ModuleVerdict.REJECTED
    assert reason in result.reason


def test_definition_other_than_expected(library: Library, job: MakeJob) -> None:
    statement = "2 + 3 = Gen.four"
    result = check(library, job("other_definition", statement, "def Gen.four : Nat := 4"))
    assert result.verdict is ModuleVerdict.REJECTED
    assert "rests on other definitions" in result.reason
    assert result.cause is Cause.AUDIT
    result = check(library, job("other_definition", statement, "def Gen.four : Nat := 5"))
    assert result.verdict is ModuleVerdict.ACCEPTED


def test_unreadable_expectation_is_unproved(library: Library, job: MakeJob) -> None:
    result = check(library, job("control", "2 + 2 ="))
    assert result.verdict is ModuleVerdict.UNPROVED
    assert "the expected statements could not be read" in result.reason
    assert result.cause is Cause.STOPPED


def test_limits_and_crashes_end_one_check_only(library: Library, job: MakeJob) -> None:
    """Run the three in one call with a control after each, on the same runner."""
    statement = "Nat.beq (Nat.pow (Nat.pow 3 10000000) 60) 0 = false"
    crash = job("crash", "1 ≤ 2")
    jobs = [crash, job("control"), job("slow", statement), job("control")]
    results = list(check_modules(library, jobs, 1, Limits(seconds=1.0)))
    assert [r.verdict for r in results] == [
        ModuleVerdict.UNPROVED,
        ModuleVerdict.ACCEPTED,
        ModuleVerdict.UNPROVED,
        ModuleVerdict.ACCEPTED,
    ]
    assert "ended by SIGSEGV" in results[0].reason
    assert "stopped after 1 s" in results[2].reason
    assert [results[i].cause for i in (0, 2)] == [Cause.STOPPED] * 2


def test_memory_limit(library: Library, job: MakeJob) -> None:
    statement = "Nat.beq (Nat.pow (Nat.pow 3 10000000) 60) 0 = false"
    limits = Limits(seconds=60.0, memory_bytes=140 << 20)
    result = check(library, job("slow", statement), limits)
    assert result.verdict is ModuleVerdict.UNPROVED
    assert "stopped above 140 MiB" in result.reason
    assert result.peak_bytes > 140 << 20
