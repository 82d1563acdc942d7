"""The adapters of LeanInteract and LeanDojo on answers recorded from their interfaces."""

import json
import os
import subprocess
import sys
from functools import partial
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from quantcert.errors import LeanError, LeanNotFoundError
from quantcert.trace.stock.run import StockTool, document_of, lines_of, trace_project

ANSWER = {
    "env": 0,
    "messages": [
        {
            "severity": "error",
            "pos": {"line": 9, "column": 2},
            "endPos": {"line": 9, "column": 5},
            "data": "unsolved goals\nx : Nat\n⊢ x = 2",
        },
        {"severity": "info", "pos": {"line": 1, "column": 0}, "data": "hello"},
    ],
    "sorries": [{"goal": "⊢ False", "pos": {"line": 4, "column": 1}}],
    "declarations": [
        {
            "pp": "theorem a : p := f",
            "name": "a",
            "fullName": "Proofs.a",
            "kind": kind,
            "range": (place := {
                "synthetic": False,
                "start": {"line": 1, "column": 0},
                "finish": {"line": 1, "column": 9},
            }),
            "scope": {"currNamespace": "Proofs"},
            "modifiers": {},
            "signature": {"pp": ": p", "constants": ["p"], "range": place},
            "value": {"pp": ":= f", "constants": ["f", "p"], "range": place},
        }
        for kind in ("theorem", "definition")
    ],
}  # fmt: skip
"""What the REPL of lean-interact 0.11.6 answers to a file with `declarations`."""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An exported project, and a `lake` on PATH that does nothing but run what follows `env`."""
    project, bin_ = tmp_path / "project", tmp_path / "bin"
    (project / "Proofs").mkdir(parents=True)
    for name in ("lakefile.lean", "Proofs.lean", "Proofs/A.lean"):
        (project / name).write_text("prelude\n")
    (project / "lean-toolchain").write_text("leanprover/lean4:v4.35.0\n")
    bin_.mkdir()
    (bin_ / "lake").write_text('#!/bin/sh\n[ "$1" = env ] && shift && exec "$@"\nexit 0\n')
    (bin_ / "lake").chmod(0o755)
    monkeypatch.setenv("PATH", f"{bin_}{os.pathsep}{os.environ['PATH']}")
    return project


def plain(value: Any) -> Any:
    """JSON values as objects with the attributes that lean-interact gives them."""
    names = {"fullName": "full_name", "pos": "start_pos"}
    if isinstance(value, dict):
        return SimpleNamespace(**{names.get(k, k): plain(v) for k, v in value.items()})
    return [plain(item) for item in value] if isinstance(value, list) else value


class Server:
    """Stands in for LeanServer."""

    answer: Any = plain(ANSWER)

    def __init__(self, config: Any) -> None:
        self.project = config.project

    def __enter__(self) -> "Server":
        return self

    def __exit__(self, *_: object) -> None: ...

    def run(self, request: Any) -> Any:
        assert Path(request.path) == Path(self.project.directory) / "Proofs/A.lean"
        assert request.declarations
        return self.answer


def stand_in(monkeypatch: pytest.MonkeyPatch, name: str, **parts: Any) -> None:
    module = ModuleType(name)
    module.__dict__.update(parts)
    monkeypatch.setitem(sys.modules, name, module)


def interact(monkeypatch: pytest.MonkeyPatch, **parts: Any) -> None:
    made = dict.fromkeys(("LocalProject", "LeanREPLConfig", "FileCommand"), SimpleNamespace)
    stand_in(monkeypatch, "lean_interact", **{**made, "LeanServer": Server, **parts})


def check_interact(project: Path) -> None:
    found = trace_project(project, StockTool.lean_interact)
    assert [(t.name, t.premises) for t in found.theorems] == [("Proofs.a", ("f", "p"))]
    assert [(f.name, [g.target for g in f.goals]) for f in found.failed] == [
        ("Proofs/A.lean:9:2", ["x = 2"]),
        ("Proofs/A.lean: sorry", ["False"]),
    ]
    assert "NOT PROVED Proofs/A.lean:9:2" in lines_of(found)
    assert document_of(found)["theorems"][0]["premises"] == ("f", "p")


def test_lean_interact(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    interact(monkeypatch)
    check_interact(folder)


def test_lean_interact_itself_with_a_stand_in_for_the_repl(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tool = pytest.importorskip("lean_interact", reason="lean-interact is not installed")
    repl = tmp_path / "repl" / ".lake" / "build" / "bin" / "repl"
    repl.parent.mkdir(parents=True)
    (tmp_path / "repl" / "lean-toolchain").write_text("leanprover/lean4:v4.35.0\n")
    said = f"print({json.dumps(ANSWER)!r}, end='\\n\\n', flush=True)"
    loop = f"while sys.stdin.readline().strip():\n sys.stdin.readline()\n {said}\n"
    repl.write_text(f"#!{sys.executable}\nimport sys\n{loop}")
    repl.chmod(0o755)
    local = partial(tool.LeanREPLConfig, local_repl_path=tmp_path / "repl")
    monkeypatch.setattr(tool, "LeanREPLConfig", local)
    check_interact(folder)


def test_what_lean_interact_refuses(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    interact(monkeypatch)
    monkeypatch.setattr(Server, "answer", SimpleNamespace(message="unknown package"))
    with pytest.raises(LeanError, match=r"lean-interact: Proofs/A\.lean: unknown package"):
        trace_project(folder, StockTool.lean_interact)

    def fail(**_: object) -> None:
        raise subprocess.CalledProcessError(1, ["lake", "build"])

    interact(monkeypatch, LocalProject=fail)
    with pytest.raises(LeanError, match="lean-interact: CalledProcessError"):
        trace_project(folder, StockTool.lean_interact)


class Repo:
    """Stands in for LeanGitRepo: a local repository with a commit."""

    @classmethod
    def from_path(cls, path: Path) -> str:
        done = subprocess.run(
            ["git", "log", "--oneline", "--name-only"], cwd=path, capture_output=True, check=True
        )
        return done.stdout.decode()


def traced(name: str, file: str) -> SimpleNamespace:
    theorem = SimpleNamespace(full_name=name, file_path=Path(file))
    return SimpleNamespace(theorem=theorem, get_premise_full_names=lambda: ["g", "f", "g"])


def test_lean_dojo(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def trace(repo: str, *, build_deps: bool) -> SimpleNamespace:
        assert "Proofs/A.lean" in repo
        assert not build_deps
        found = [traced("Proofs.a", "Proofs/A.lean"), traced("b", "QuantCert/B.lean")]
        return SimpleNamespace(get_traced_theorems=lambda: found)

    stand_in(monkeypatch, "lean_dojo", LeanGitRepo=Repo, trace=trace)
    found = trace_project(folder, StockTool.lean_dojo)
    assert [(t.name, t.premises) for t in found.theorems] == [("Proofs.a", ("f", "g"))]
    assert not (folder / ".git").exists()


def test_what_lean_dojo_refuses(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def trace(*_: object, **__: object) -> None:
        raise AssertionError("The repo does not exist.")

    stand_in(monkeypatch, "lean_dojo", LeanGitRepo=Repo, trace=trace)
    with pytest.raises(LeanError, match="lean-dojo: AssertionError: The repo does not exist"):
        trace_project(folder, StockTool.lean_dojo)


@pytest.mark.parametrize("tool", StockTool)
def test_what_is_not_installed_is_named(
    folder: Path, monkeypatch: pytest.MonkeyPatch, tool: StockTool
) -> None:
    monkeypatch.setitem(sys.modules, tool.value.replace("-", "_"), None)
    with pytest.raises(LeanNotFoundError, match=rf"pip install 'quantcert\[{tool}\]'"):
        trace_project(folder, tool)
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(LeanNotFoundError, match="no `lake` on PATH; install elan and run"):
        trace_project(folder, tool)
