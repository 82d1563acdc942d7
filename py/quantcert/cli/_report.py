"""Reports of a run: printed in what standard output can show, written beside the certificate."""

from __future__ import annotations

import os
import sys
from dataclasses import replace

import typer

from quantcert.report.medium import Medium
from quantcert.report.model import Report
from quantcert.report.renderings import RENDERINGS

_WIDTH = 200
"""Columns where standard output is no terminal and COLUMNS does not say."""


def standard_output(verbose: bool = False) -> Medium:
    """Width, encoding and colours of standard output."""
    terminal = sys.stdout.isatty()
    return Medium(
        width=_columns(terminal),
        encoding=getattr(sys.stdout, "encoding", None) or "utf-8",
        colour=terminal and not os.environ.get("NO_COLOR"),
        verbose=verbose,
    )


def _columns(terminal: bool) -> int:
    given = os.environ.get("COLUMNS", "")
    if given.isdecimal() and int(given):
        return int(given)
    try:
        return os.get_terminal_size(sys.stdout.fileno()).columns if terminal else _WIDTH
    except (OSError, ValueError):
        return _WIDTH


def print_report(report: Report, rendering: str, medium: Medium) -> None:
    """Print a rendering of the report."""
    typer.echo(RENDERINGS[rendering].render(report, medium), nl=False)


def not_reproduced(report: Report) -> Report:
    """The report of a run that does not reproduce an earlier certificate."""
    words = f"REJECTED: THE EARLIER CERTIFICATE IS NOT REPRODUCED · {report.conclusion.words}"
    return replace(report, conclusion=replace(report.conclusion, words=words, accepted=False))
