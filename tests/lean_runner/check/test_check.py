"""Several modules: order, requirements, laziness."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from quantcert.lean import (
    Cause,
    CheckJob,
    Library,
    ModuleResult,
    ModuleVerdict,
    check_modules,
    write_data_module,
)

MakeJob = Callable[..., CheckJob]
CORE = ("QuantCert.Core",)
PRELUDE = "prelude\nimport QuantCert.Core\n"


def chunk(k: int, value: int, tmp_path: Path) -> CheckJob:
    """A module whose theorem says that a data literal is `value`; the literal is 2^64 + k."""
    name = f"Gen.w{k}"
    limbs = (2**64 + k).to_bytes(16, "little")
    data = write_data_module(tmp_path, f"Data.W{k}", CORE, {name: limbs})
    statement = f"{name} = {value}"
    source = f"{PRELUDE}import Data.W{k}\ntheorem Gen.chunk{k} : {statement} := by decide +kernel\n"
    theorems = {f"Gen.chunk{k}": f": {statement}"}
    return CheckJob(f"Gen.Chunk{k}", source, theorems, "", CORE, (data,), keep=True)


def whole(chunks: list[CheckJob]) -> CheckJob:
    """A module whose theorem rests on the theorems of the chunks."""
    imports = "".join(f"import {m.name}\n" for c in chunks for m in c.data)
    imports += "".join(f"import {c.name}\n" for c in chunks)
    statements = [text for c in chunks for text in c.theorems.values()]
    statement = " ∧ ".join(f"({text[2:]})" for text in statements)
    proofs = ", ".join(name for c in chunks for name in c.theorems)
    return CheckJob(
        "Gen.Whole",
        f"{PRELUDE}{imports}theorem Gen.whole : {statement} := ⟨{proofs}⟩\n",
        {"Gen.whole": f": {statement}"},
        "",
        CORE,
        tuple(m for c in chunks for m in c.data),
        requires=tuple(c.name for c in chunks),
    )


def by_name(results: Iterator[ModuleResult]) -> dict[str, ModuleResult]:
    return {result.name: result for result in results}


@pytest.mark.parametrize("jobs", [1, 3])
def test_theorem_from_the_theorems_of_other_modules(
    library: Library, tmp_path: Path, jobs: int
) -> None:
    chunks = [chunk(k, 2**64 + k, tmp_path) for k in range(3)]
    results = by_name(check_modules(library, [*chunks, whole(chunks)], jobs))
    assert len(results) == 4
    for result in results.values():
        assert (result.verdict, result.reason) == (ModuleVerdict.ACCEPTED, "")
    assert results["Gen.Whole"].theorems[0].axioms == ()


def test_requirement_that_is_refused(library: Library, tmp_path: Path) -> None:
    chunks = [chunk(0, 2**64, tmp_path), chunk(1, 2**64 + 5, tmp_path)]
    results = by_name(check_modules(library, [*chunks, whole(chunks)], 2))
    assert results["Gen.Chunk0"].verdict is ModuleVerdict.ACCEPTED
    assert results["Gen.Chunk1"].verdict is ModuleVerdict.REJECTED
    assert results["Gen.Whole"].verdict is ModuleVerdict.UNPROVED
    assert results["Gen.Whole"].reason == "it requires Gen.Chunk1, which was not accepted"
    assert results["Gen.Chunk1"].cause is Cause.REFUSED
    assert results["Gen.Whole"].cause is Cause.REQUIRED


def test_requirement_that_never_comes(library: Library, tmp_path: Path) -> None:
    (result,) = check_modules(library, [whole([chunk(0, 2**64, tmp_path)])], 2)
    assert result.verdict is ModuleVerdict.UNPROVED
    assert "it requires Gen.Chunk0" in result.reason


def test_required_module_is_not_kept(library: Library, tmp_path: Path) -> None:
    first = replace(chunk(0, 2**64, tmp_path), keep=False)
    results = by_name(check_modules(library, [first, whole([first])], 1))
    assert results["Gen.Chunk0"].verdict is ModuleVerdict.ACCEPTED
    assert results["Gen.Whole"].verdict is ModuleVerdict.UNPROVED


def test_required_module_with_other_data(library: Library, tmp_path: Path) -> None:
    """The data that a required theorem is about is replaced before it is used."""
    first = chunk(0, 2**64, tmp_path)

    def jobs() -> Iterator[CheckJob]:
        yield first
        yield chunk(1, 2**64 + 1, tmp_path)  # taken ahead of time; the next one is not
        other = (2**64 + 9).to_bytes(16, "little")
        data = write_data_module(tmp_path, "Data.W0", CORE, {"Gen.w0": other})
        yield replace(whole([first]), data=(data,))

    results = by_name(check_modules(library, jobs(), 1))
    assert results["Gen.Whole"].verdict is ModuleVerdict.REJECTED
    assert "is not what a required module was checked with" in results["Gen.Whole"].reason


def test_definition_of_another_module_over_its_data(library: Library, tmp_path: Path) -> None:
    """The kernel must look through a required module's definition at the literal behind it."""
    first = chunk(0, 2**64, tmp_path)
    definition = "noncomputable def Gen.one : Nat := Gen.w0"
    first = replace(first, source=f"{first.source}{definition}\n", preamble=definition)
    statement = f"Gen.one = {2**64}"
    source = f"{PRELUDE}import Data.W0\nimport Gen.Chunk0\ntheorem Gen.last : {statement} := "
    last = CheckJob(
        "Gen.Last",
        f"{source}by decide +kernel\n",
        {"Gen.last": f": {statement}"},
        definition,
        CORE,
        first.data,
        requires=(first.name,),
    )
    results = by_name(check_modules(library, [first, last], 1))
    assert results["Gen.Last"].verdict is ModuleVerdict.ACCEPTED, results["Gen.Last"].reason


@pytest.mark.parametrize(
    ("repeated", "verdict"), [(1, ModuleVerdict.ACCEPTED), (2, ModuleVerdict.REJECTED)]
)
def test_statement_about_a_definition_of_another_module(
    library: Library, repeated: int, verdict: ModuleVerdict
) -> None:
    """The definition is repeated in the preamble, once rightly and once wrongly."""
    definition = "def Gen.one : Nat := 1"
    source = f"{PRELUDE}{definition}\ntheorem Gen.first : Gen.one = 1 := rfl\n"
    first = CheckJob(
        "Gen.First", source, {"Gen.first": ": Gen.one = 1"}, definition, CORE, keep=True
    )
    second = CheckJob(
        "Gen.Second",
        f"{PRELUDE}import Gen.First\ntheorem Gen.second : 1 = Gen.one := Gen.first.symm\n",
        {"Gen.second": ": 1 = Gen.one"},
        f"def Gen.one : Nat := {repeated}",
        CORE,
        requires=("Gen.First",),
    )
    results = by_name(check_modules(library, [first, second], 1))
    assert results["Gen.First"].verdict is ModuleVerdict.ACCEPTED
    assert results["Gen.Second"].verdict is verdict


def test_few_jobs_are_taken_ahead_of_time(
    library: Library, job: MakeJob, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("quantcert.lean.check.modules.TOGETHER", 4)
    taken = 0

    def jobs() -> Iterator[CheckJob]:
        nonlocal taken
        for _ in range(12):
            taken += 1
            yield job("control")

    results = check_modules(library, jobs(), 2)
    next(results)
    assert taken <= 2 + 4
    assert sum(result.verdict is ModuleVerdict.ACCEPTED for result in results) == 11
    assert taken == 12


def test_stopping_early_and_error_in_the_jobs(library: Library, job: MakeJob) -> None:
    statement = "Nat.beq (Nat.pow (Nat.pow 3 10000000) 60) 0 = false"
    results = check_modules(library, [job("slow", statement), job("control")], 2)
    start = time.perf_counter()
    assert next(results).verdict is ModuleVerdict.ACCEPTED
    del results
    assert time.perf_counter() - start < 5

    def jobs() -> Iterator[CheckJob]:
        yield job("control")
        raise ValueError("no more")

    with pytest.raises(ValueError, match="no more"):
        list(check_modules(library, jobs(), 2))


def test_no_jobs(library: Library) -> None:
    assert list(check_modules(library, [], 2)) == []
