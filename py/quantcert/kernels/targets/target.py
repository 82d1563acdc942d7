"""What is known of a target."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from quantcert.kernels.golden import GoldenVectors
from quantcert.kernels.layer import KernelLayer


@dataclass(frozen=True)
class Target:
    """A language or format that a layer can be written in.

    Attributes:
        name: its name.
        summary: one clause for the help text.
        write: writes the kernel and its check program to a folder that holds the arrays.
        checks: commands, run in that folder, and what each shows.
    """

    name: str
    summary: str
    write: Callable[[Path, KernelLayer, GoldenVectors], None]
    checks: tuple[tuple[str, str], ...]
