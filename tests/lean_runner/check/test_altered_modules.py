"""Compiled modules that are changed on disk are refused at every point in time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

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
from quantcert.lean.pattern.text import number_marker
from quantcert.lean.process.run import Run
from quantcert.lean.process.runners import RunnerPool

MakeJob = Callable[..., CheckJob]
Edit = Callable[[Path], object]


def check(library: Library, job: CheckJob) -> ModuleResult:
    (result,) = check_modules(library, [job], 1)
    return result


def replace_words(path: Path, old: int, new: int) -> None:
    """Replace all 64-bit words `old` of a compiled module's objects."""
    data = bytearray(path.read_bytes())
    places = [k for k in range(0x60, len(data), 8) if data[k : k + 8] == old.to_bytes(8, "little")]
    assert places
    for place in places:
        data[place : place + 8] = new.to_bytes(8, "little")
    path.write_bytes(data)


def boxed(number: int) -> int:
    return 2 * number + 1


def edit_after(monkeypatch: pytest.MonkeyPatch, step: str, edit: Edit) -> None:
    """Have the compiled module, or that of its pattern, edited after a step of the runner pool."""
    original = getattr(RunnerPool, step)
    target: list[Path] = []

    def wrapped(self: RunnerPool, first: Any, second: Any, *rest: Any, **options: Any) -> Run:
        run: Run = original(self, first, second, *rest, **options)
        if step == "compile" and second.stem != "Expected":
            target.append(second)
        elif step == "replay":
            target.append(first.new[-1])
        if target and run.reason == "":
            edit(target.pop())
        return run

    monkeypatch.setattr(RunnerPool, step, wrapped)


def test_statement_edited_after_compilation(
    library: Library, job: MakeJob, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The edited module claims what is expected, but its proof is of something else."""
    source = job("changed_statement", "2 + 98 = 101")
    assert "expected statement" in check(library, source).reason

    sum_of_pattern = boxed(number_marker(2))
    edit_after(monkeypatch, "compile", lambda path: replace_words(path, sum_of_pattern, boxed(101)))
    result = check(library, source)
    assert result.verdict is ModuleVerdict.REJECTED
    assert "while replaying declaration" in result.reason


def test_edited_after_replay(
    library: Library, job: MakeJob, monkeypatch: pytest.MonkeyPatch
) -> None:
    edit_after(monkeypatch, "replay", lambda path: path.write_bytes(path.read_bytes() + bytes(8)))
    result = check(library, job("control"))
    assert result.verdict is ModuleVerdict.REJECTED
    assert "M.olean has been altered after it was compiled" in result.reason
    assert result.cause is Cause.ALTERED


@pytest.mark.parametrize(
    "edit",
    [
        lambda path: path.write_bytes(path.read_bytes()[:200]),
        lambda path: path.write_bytes(b""),
        lambda path: path.write_bytes(b"olean" + bytes(300)),
        lambda path: path.write_bytes(path.read_bytes().replace(b"4.35.0", b"4.34.0")),
        lambda path: path.write_bytes(path.read_bytes()[:0x58] + bytes(range(8)) + bytes(64)),
    ],
)
def test_malformed_compiled_module(
    library: Library, job: MakeJob, monkeypatch: pytest.MonkeyPatch, edit: Edit
) -> None:
    edit_after(monkeypatch, "compile", edit)
    assert check(library, job("control")).verdict is ModuleVerdict.REJECTED


def data_job(tmp_path: Path, value: int = 2**64 + 1) -> CheckJob:
    data = write_data_module(
        tmp_path, "Data.T", ("QuantCert.Core",), {"Gen.w": value.to_bytes(16, "little")}
    )
    source = (
        "prelude\nimport QuantCert.Core\nimport Data.T\n"
        f"theorem Gen.claim : Nat.beq (Gen.w + 1) {2**64 + 2} = true := by decide +kernel\n"
    )
    statement = f": Nat.beq (Gen.w + 1) {2**64 + 2} = true"
    return CheckJob(
        "Gen.M", source, {"Gen.claim": statement}, "", ("QuantCert.Core",), data=(data,)
    )


def test_data_module(library: Library, tmp_path: Path) -> None:
    result = check(library, data_job(tmp_path))
    assert (result.verdict, result.reason) == (ModuleVerdict.ACCEPTED, "")


def test_data_of_another_value(library: Library, tmp_path: Path) -> None:
    result = check(library, data_job(tmp_path, 2**64 + 2))
    assert result.verdict is ModuleVerdict.REJECTED
    assert "while replaying" in result.reason


def test_definitions_digest_depends_on_the_data(library: Library, tmp_path: Path) -> None:
    source = (
        "prelude\nimport QuantCert.Core\nimport Data.T\ntheorem Gen.claim : Gen.w = Gen.w := rfl\n"
    )
    digests = []
    for value in (2**64 + 1, 2**64 + 1, 2**64 + 2):
        data = data_job(tmp_path, value).data
        job = CheckJob(
            "Gen.M", source, {"Gen.claim": ": Gen.w = Gen.w"}, "", ("QuantCert.Core",), data
        )
        (record,) = check(library, job).theorems
        digests.append((record.statement_sha256, record.definitions_sha256))
    assert digests[0] == digests[1]
    assert digests[0][0] == digests[2][0]
    assert digests[0][1] != digests[2][1]


def edits(path: Path) -> Sequence[tuple[str, bytes]]:
    content = path.read_bytes()
    bit = bytearray(content)
    bit[-1] ^= 1
    name = content.replace(b"Gen\0", b"Gem\0")
    return [
        ("bit", bytes(bit)),
        ("longer", content + bytes(8)),
        ("shorter", content[:-8]),
        ("name", name),
    ]


@pytest.mark.parametrize("kind", ["bit", "longer", "shorter", "name"])
def test_data_module_edited_after_writing(library: Library, tmp_path: Path, kind: str) -> None:
    job = data_job(tmp_path)
    path = job.data[0].path
    path.write_bytes(dict(edits(path))[kind])
    assert check(library, job).verdict is ModuleVerdict.REJECTED
    job = data_job(tmp_path, 2**64 + 1)
    assert check(library, job).verdict is ModuleVerdict.ACCEPTED


def test_data_module_replaced_by_a_longer_literal(library: Library, tmp_path: Path) -> None:
    job = data_job(tmp_path)
    other = (1 << 128) + 2**64 + 1
    write_data_module(
        tmp_path, "Data.T", ("QuantCert.Core",), {"Gen.w": other.to_bytes(24, "little")}
    )
    result = check(library, job)
    assert result.verdict is ModuleVerdict.REJECTED
    assert "the literal Gen.w has been altered" in result.reason
    assert result.cause is Cause.ALTERED


def test_data_module_missing(library: Library, tmp_path: Path) -> None:
    job = data_job(tmp_path)
    job.data[0].path.unlink()
    assert check(library, job).verdict is ModuleVerdict.REJECTED


def test_data_module_edited_during_the_check(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = data_job(tmp_path)
    path = job.data[0].path
    edit_after(monkeypatch, "replay", lambda _: path.write_bytes(edits(path)[0][1]))
    result = check(library, job)
    assert result.verdict is ModuleVerdict.REJECTED
    assert "T.olean has been altered during the check" in result.reason
