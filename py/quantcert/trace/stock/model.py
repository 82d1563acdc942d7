"""What a tool is given, and what it finds."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from quantcert.trace.model import FailedProof


@dataclass(frozen=True)
class Proofs:
    """A Lake project: its folder, and the files of its theorems, relative to it."""

    folder: Path
    files: tuple[Path, ...]


@dataclass(frozen=True)
class StockTheorem:
    """A theorem and the constants that its text names, as the tool tells them."""

    name: str
    premises: tuple[str, ...]


@dataclass(frozen=True)
class StockTrace:
    """What a tool of this name finds."""

    tool: str
    theorems: tuple[StockTheorem, ...]
    failed: tuple[FailedProof, ...]
