"""The options of all commands that run Lean."""

from __future__ import annotations

import os
from enum import StrEnum
from typing import Annotated

import typer

CORES = os.cpu_count() or 1
"""Lean processes at a time unless one asks for fewer."""


class LeanChoice(StrEnum):
    """Which Lean to run."""

    auto = "auto"
    embedded = "embedded"
    lake = "lake"


Lean = Annotated[
    LeanChoice,
    typer.Option(help="The embedded kernel, a stock Lean on PATH, or whichever is there."),
]
ToolchainDigest = Annotated[
    str | None,
    typer.Option(
        metavar="SHA256",
        help="SHA-256 that Lean's shared library must have. Needed for a build that this "
        "package does not know.",
    ),
]
Jobs = Annotated[
    int,
    typer.Option(
        metavar="N", min=1, max=1024, help="Lean processes at a time. [default: all cores]"
    ),
]
