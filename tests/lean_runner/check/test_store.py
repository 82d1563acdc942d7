"""Results of identical checks are taken from the store; anything else is checked again."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from quantcert.lean import CheckJob, Library, ModuleResult, ResultStore, check_modules
from quantcert.lean.check import module_check

CORE = "QuantCert.Core"


@pytest.fixture
def store(library: Library, tmp_path: Path) -> ResultStore:
    return ResultStore(library, tmp_path / "results")


def part(value: int = 4, keep: bool = True) -> CheckJob:
    source = f"prelude\nimport {CORE}\ntheorem Gen.Part.fact : 2 + 2 = {value} := rfl\n"
    return CheckJob(
        "Gen.Part", source, {"Gen.Part.fact": f": 2 + 2 = {value}"}, imports=(CORE,), keep=keep
    )


def whole() -> CheckJob:
    source = (
        f"prelude\nimport {CORE}\nimport Gen.Part\n"
        "theorem Gen.Whole.fact : 4 = 2 + 2 := Gen.Part.fact.symm\n"
    )
    statements = {"Gen.Whole.fact": ": 4 = 2 + 2"}
    return CheckJob("Gen.Whole", source, statements, imports=(CORE,), requires=("Gen.Part",))


def checked(library: Library, store: ResultStore, *jobs: CheckJob) -> dict[str, ModuleResult]:
    return {result.name: result for result in check_modules(library, jobs, 2, store=store)}


def test_an_identical_job_is_not_checked_again(library: Library, store: ResultStore) -> None:
    first = checked(library, store, part())["Gen.Part"]
    second = checked(library, store, part())["Gen.Part"]
    assert not first.reused
    assert second == replace(first, reused=True, messages=())


@pytest.mark.parametrize(
    "change",
    [
        lambda job: replace(job, source=job.source + "\n"),
        lambda job: replace(job, theorems={"Gen.Part.fact": ": 4 = 4"}),
        lambda job: replace(job, preamble="universe u"),
    ],
)
def test_a_changed_job_is_checked_again(
    library: Library, store: ResultStore, change: Callable[[CheckJob], CheckJob]
) -> None:
    checked(library, store, part())
    assert not checked(library, store, change(part()))["Gen.Part"].reused


def test_a_failure_is_not_kept(library: Library, store: ResultStore) -> None:
    for _ in range(2):
        result = checked(library, store, part(value=5))["Gen.Part"]
        assert result.verdict == "rejected"
        assert not result.reused


def test_a_new_module_can_require_a_kept_one(library: Library, store: ResultStore) -> None:
    """A run that was killed between part and whole goes on with the whole."""
    checked(library, store, part())
    results = checked(library, store, part(), whole())
    assert results["Gen.Part"].reused
    assert not results["Gen.Whole"].reused
    assert results["Gen.Whole"].verdict == "accepted"
    assert checked(library, store, part(), whole())["Gen.Whole"].reused


def test_a_kept_module_that_was_edited_is_checked_again(
    library: Library, store: ResultStore, tmp_path: Path
) -> None:
    checked(library, store, part())
    (olean,) = (tmp_path / "results").rglob("*.olean")
    data = bytearray(olean.read_bytes())
    data[-1] ^= 1
    olean.write_bytes(data)
    results = checked(library, store, part(), whole())
    assert not results["Gen.Part"].reused
    assert results["Gen.Whole"].verdict == "accepted"


def test_a_result_copied_under_another_key_is_not_believed(
    library: Library, store: ResultStore, tmp_path: Path
) -> None:
    """A proof of 2 + 2 = 4 in the place of one of 2 + 2 = 5."""
    checked(library, store, part())
    (true,) = (tmp_path / "results").rglob("*.json")
    key = store.key(part(value=5), {})
    for suffix in (".json", ".olean"):
        forged = tmp_path / "results" / key[:2] / f"{key}{suffix}"
        forged.parent.mkdir(exist_ok=True)
        forged.write_bytes(true.with_suffix(suffix).read_bytes())
    assert store.find(part(value=5), {}) is None
    result = checked(library, store, part(value=5))["Gen.Part"]
    assert result.verdict == "rejected"
    forged = forged.with_suffix(".json")
    forged.write_text(forged.read_text().replace(true.stem, key))
    result = checked(library, store, part(value=5))["Gen.Part"]
    assert result.verdict == "rejected"


def test_a_kept_module_is_audited_again(
    library: Library, store: ResultStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    checked(library, store, part())
    audit = module_check.audit_module

    def objecting(*arguments: Any) -> tuple[object, object, str]:
        own, records, _ = audit(*arguments)
        return own, records, "it says something else"

    monkeypatch.setattr(module_check, "audit_module", objecting)
    result = checked(library, store, part())["Gen.Part"]
    assert (result.verdict, result.reason) == ("rejected", "it says something else")
    assert not result.reused


def test_a_kept_module_with_another_record_is_checked_again(
    library: Library, store: ResultStore, tmp_path: Path
) -> None:
    checked(library, store, part())
    (record,) = (tmp_path / "results").rglob("*.json")
    record.write_text(record.read_text().replace('"axioms":[]', '"axioms":["propext"]'))
    result = checked(library, store, part())["Gen.Part"]
    assert not result.reused
    assert result.theorems[0].axioms == ()


def test_a_cache_that_cannot_be_written_keeps_nothing(library: Library, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    store = ResultStore(library, tmp_path / "file" / "results")
    for _ in range(2):
        result = checked(library, store, part())["Gen.Part"]
        assert result.verdict == "accepted"
        assert not result.reused


def test_a_result_that_cannot_be_read_is_checked_again(
    library: Library, store: ResultStore, tmp_path: Path
) -> None:
    checked(library, store, part())
    (record,) = (tmp_path / "results").rglob("*.json")
    record.write_text('{"verdict": "accepted"}')
    assert not checked(library, store, part())["Gen.Part"].reused
