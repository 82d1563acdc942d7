"""LeanInteract: a Lean REPL in the environment of a Lake project.

Written against lean-interact 0.11.6: `LocalProject` builds the project with `lake build`,
`LeanREPLConfig` fetches the REPL for the project's Lean version from the network and builds it,
`LeanServer.run(FileCommand(path, declarations=True))` answers with a `CommandResponse`: `messages`
(`severity`, `data`, `start_pos`), `sorries` (`goal`) and `declarations` (`kind`, `full_name`,
`signature.constants`, `value.constants`), or with a `LeanError` (`message`).
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from subprocess import CalledProcessError
from typing import Any

from quantcert.errors import LeanError, LeanNotFoundError
from quantcert.lean.goals import goals_of
from quantcert.trace.model import FailedProof
from quantcert.trace.stock.model import Proofs, StockTheorem, StockTrace

_TOOL = "lean-interact"


def trace_by_lean_interact(proofs: Proofs) -> StockTrace:
    """The theorems of all files with the constants that their elaborated text names.

    Raises LeanNotFoundError if the package is missing, LeanError if it cannot set up or answer.
    """
    try:
        tool = import_module("lean_interact")
    except ImportError as error:
        raise LeanNotFoundError(
            f"the package {_TOOL} is missing: pip install 'quantcert[{_TOOL}]'"
        ) from error
    theorems: list[StockTheorem] = []
    failed: list[FailedProof] = []
    try:
        project = tool.LocalProject(directory=proofs.folder, auto_build=True)
        with tool.LeanServer(tool.LeanREPLConfig(project=project)) as server:
            for file in proofs.files:
                command = tool.FileCommand(path=str(proofs.folder / file), declarations=True)
                answer = server.run(command)
                theorems += _theorems(file, answer)
                failed += _failed(file, answer)
    except (OSError, RuntimeError, ValueError, CalledProcessError) as error:
        raise LeanError(f"{_TOOL}: {type(error).__name__}: {error}") from error
    return StockTrace(_TOOL, tuple(theorems), tuple(failed))


def _theorems(file: Path, answer: Any) -> Iterator[StockTheorem]:
    if not hasattr(answer, "declarations"):
        raise LeanError(f"{_TOOL}: {file}: {answer.message}")
    for declaration in answer.declarations:
        if declaration.kind == "theorem":
            named = [*declaration.signature.constants]
            named += declaration.value.constants if declaration.value is not None else []
            yield StockTheorem(declaration.full_name, tuple(sorted(set(named))))


def _failed(file: Path, answer: Any) -> Iterator[FailedProof]:
    for message in answer.messages:
        if message.severity == "error":
            place = f"{file}:{message.start_pos.line}:{message.start_pos.column}"
            yield FailedProof(place, "", message.data, goals_of(message.data))
    for gap in answer.sorries:
        yield FailedProof(f"{file}: sorry", "", gap.goal, goals_of(gap.goal))
