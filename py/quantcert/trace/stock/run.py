"""A Lake project of proofs, traced by a tool that drives a stock Lean."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import asdict
from enum import StrEnum
from pathlib import Path
from typing import Any

from quantcert.errors import LeanError, LeanNotFoundError
from quantcert.lean.toolchain import LEAN_VERSION
from quantcert.trace.stock.by_lean_dojo import trace_by_lean_dojo
from quantcert.trace.stock.by_lean_interact import trace_by_lean_interact
from quantcert.trace.stock.model import Proofs, StockTrace


class StockTool(StrEnum):
    """The tools that can trace."""

    lean_interact = "lean-interact"
    lean_dojo = "lean-dojo"


_TRACERS: dict[StockTool, Callable[[Proofs], StockTrace]] = {
    StockTool.lean_interact: trace_by_lean_interact,
    StockTool.lean_dojo: trace_by_lean_dojo,
}
_NEEDED = ("lakefile.lean", "lean-toolchain", "Proofs.lean")


def trace_project(folder: Path, tool: StockTool) -> StockTrace:
    """What the tool finds in the proofs of a folder that was written with `--export-data`.

    Raises LeanError if the folder is no such project or the tool fails, LeanNotFoundError if the
    tool or a stock Lean is not installed.
    """
    missing = [name for name in _NEEDED if not (folder / name).is_file()]
    if missing:
        raise LeanError(f"{folder}: has no {missing[0]}; write it with verify-model --export-data")
    if shutil.which("lake") is None:
        raise LeanNotFoundError(
            f"{tool} needs a stock Lean: no `lake` on PATH; install elan and run: "
            f"elan toolchain install leanprover/lean4:v{LEAN_VERSION}"
        )
    files = tuple(sorted(path.relative_to(folder) for path in (folder / "Proofs").rglob("*.lean")))
    return _TRACERS[tool](Proofs(folder.resolve(), files))


def document_of(found: StockTrace) -> dict[str, Any]:
    """The findings as a JSON document."""
    return {"schema": "quantcert-stock-premises", "schema_version": 1, **asdict(found)}


def lines_of(found: StockTrace) -> str:
    """The findings as text."""
    lines = [f"{len(found.theorems):,} theorems, as {found.tool} tells"]
    for theorem in found.theorems:
        lines += [theorem.name, *(f"   {premise}" for premise in theorem.premises)]
    for failed in found.failed:
        lines += [f"NOT PROVED {failed.name}", *(f"   {x}" for x in failed.words.splitlines())]
    return "\n".join(lines)
