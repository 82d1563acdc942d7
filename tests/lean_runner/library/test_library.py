from __future__ import annotations

import json
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from filelock import FileLock

from quantcert.errors import LeanError
from quantcert.lean import Library, Toolchain, build_library
from quantcert.lean.olean.module import Kind

SOURCES = {
    "Tiny": "prelude\nimport Tiny.B\nimport Tiny.C\n",
    "Tiny.A": "prelude\ninductive Tiny.Two : Type where\n  | one : Tiny.Two\n  | two : Tiny.Two\n",
    "Tiny.B": "prelude\nimport Tiny.A\ndef Tiny.id (t : Tiny.Two) : Tiny.Two := t\n",
    "Tiny.C": "prelude\nimport Tiny.A\naxiom Tiny.luck : Tiny.Two\n"
    "theorem Tiny.pick (h : (t : Tiny.Two) → (p : Prop) → p) (p : Prop) : p := h Tiny.luck p\n",
}


@pytest.fixture
def sources(tmp_path: Path, cache: Path) -> Path:
    root = tmp_path / "lean"
    for name, text in SOURCES.items():
        path = root.joinpath(*name.split(".")).with_suffix(".lean")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return root


def build(toolchain: Toolchain, sources: Path, done: list[str] | None = None) -> Library:
    def progress(count: int, total: int, name: str) -> None:
        assert 0 < count <= total == len(SOURCES)
        if done is not None:
            done.append(name)

    return build_library(toolchain, 2, progress, sources=sources, root_module="Tiny")


def test_build_and_index(toolchain: Toolchain, sources: Path) -> None:
    library = build(toolchain, sources)
    assert library.modules == ("Tiny.A", "Tiny.B", "Tiny.C", "Tiny")
    assert (library.path / "Tiny" / "A.olean").is_file()
    assert library.index["Tiny.luck"].kind is Kind.AXIOM
    assert library.index["Tiny.pick"].axioms == {"Tiny.luck"}
    assert library.index["Tiny.pick"].value_uses == frozenset()
    assert library.index["Tiny.id"].axioms == frozenset()
    assert library.index["Tiny.Two.one"].module == "Tiny.A"


def test_reused_while_nothing_changes(toolchain: Toolchain, sources: Path) -> None:
    done: list[str] = []
    first = build(toolchain, sources, done)
    assert sorted(done) == sorted(SOURCES)
    again = build(toolchain, sources, done)
    assert again == first
    assert len(done) == len(SOURCES)
    assert again.index == first.index


def test_only_what_changed_is_compiled(
    toolchain: Toolchain, sources: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from quantcert.lean.process.runners import RunnerPool

    compiled: list[str] = []
    replayed: list[str] = []
    original, original_replay = RunnerPool.compile, RunnerPool.replay

    def compile_module(self, source, *rest, **options):  # type: ignore[no-untyped-def]
        compiled.append(source.stem)
        return original(self, source, *rest, **options)

    def replay(self, request, limits):  # type: ignore[no-untyped-def]
        replayed.extend(path.stem for path in request.new)
        return original_replay(self, request, limits)

    monkeypatch.setattr(RunnerPool, "compile", compile_module)
    monkeypatch.setattr(RunnerPool, "replay", replay)
    first = build(toolchain, sources)
    assert sorted(compiled) == sorted(replayed) == ["A", "B", "C", "Tiny"]
    compiled.clear()
    replayed.clear()
    (sources / "Tiny" / "B.lean").write_text(SOURCES["Tiny.B"].replace("Tiny.id", "Tiny.same"))
    second = build(toolchain, sources)
    assert sorted(compiled) == sorted(replayed) == ["B", "Tiny"]
    assert second.digest != first.digest
    assert "Tiny.same" in second.index
    assert "Tiny.id" in first.index


@pytest.mark.parametrize("file", ["Tiny/A.olean", "index", "manifest.json"])
def test_tampered_cache_is_rebuilt(toolchain: Toolchain, sources: Path, file: str) -> None:
    first = build(toolchain, sources)
    path = first.path / file
    content = path.read_bytes()
    path.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    again = build(toolchain, sources)
    assert again == first
    assert path.read_bytes() == content


def test_error_names_file_and_place(toolchain: Toolchain, sources: Path, cache: Path) -> None:
    (sources / "Tiny" / "C.lean").write_text(SOURCES["Tiny.C"] + "def Tiny.bad : Tiny.None := x\n")
    with pytest.raises(LeanError, match=r"Tiny/C\.lean:5:15: rejected: .*Tiny\.None"):
        build(toolchain, sources)
    assert [path.name for path in (cache / "library-2").iterdir()] == ["lock"]
    (sources / "Tiny" / "C.lean").write_text(SOURCES["Tiny.C"])
    done: list[str] = []
    build(toolchain, sources, done)
    assert len(done) == len(SOURCES)


def test_kernel_refuses_the_library(toolchain: Toolchain, sources: Path) -> None:
    """A module that switches the kernel off while it is compiled does not get past the replay."""
    (sources / "Tiny" / "C.lean").write_text(
        "prelude\nimport Tiny.A\nset_option debug.skipKernelTC true\n"
        "unsafe def Tiny.any (p : Prop) : p := Tiny.any p\n"
        "theorem Tiny.all (p : Prop) : p := Tiny.any p\n"
    )
    with pytest.raises(LeanError, match=r"(?s)kernel refuses the library: .*Tiny\.all"):
        build(toolchain, sources)


def test_missing_and_cyclic_imports(toolchain: Toolchain, sources: Path) -> None:
    (sources / "Tiny" / "A.lean").write_text("prelude\nimport Tiny.B\n")
    with pytest.raises(LeanError, match=r"Tiny\.B -> Tiny\.A -> Tiny\.B"):
        build(toolchain, sources)
    (sources / "Tiny" / "A.lean").unlink()
    with pytest.raises(LeanError, match=r"no source file for the Lean module Tiny\.A"):
        build(toolchain, sources)


def test_concurrent_builds_agree(toolchain: Toolchain, sources: Path) -> None:
    with ThreadPoolExecutor(3) as pool:
        libraries = list(pool.map(lambda _: build(toolchain, sources), range(3)))
    assert libraries[0] == libraries[1] == libraries[2]


def test_lock_that_is_never_released(
    toolchain: Toolchain, sources: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("quantcert.lean.library.build._LOCK_SECONDS", 0.2)
    (cache / "library-2").mkdir(parents=True)
    with (
        FileLock(cache / "library-2" / "lock"),
        pytest.raises(LeanError, match=r"has held .*lock for too long"),
    ):
        build(toolchain, sources)


def test_records_of_the_store(toolchain: Toolchain, sources: Path, cache: Path) -> None:
    build(toolchain, sources)
    records = [json.loads(path.read_text()) for path in (cache / "modules").glob("*.json")]
    assert len(records) == len(SOURCES)
    assert all(record["replayed"] and len(record["sha256"]) == 64 for record in records)
    assert os.listdir(cache / "library-2").count("lock") == 1
