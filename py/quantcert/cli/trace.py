"""`quantcert trace`: what theorems rest on, and the goals of proofs that failed."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from enum import StrEnum
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Annotated

import typer

from quantcert.cli._report import standard_output
from quantcert.cli._run import finish
from quantcert.errors import ExitCode, LeanError
from quantcert.lean import build_library, find_toolchain
from quantcert.outputs import write_text
from quantcert.trace.certificate import trace_run
from quantcert.trace.document import to_document
from quantcert.trace.model import Trace
from quantcert.trace.picture import dot_lines, svg_lines
from quantcert.trace.source import trace_file
from quantcert.trace.stock.run import StockTool, document_of, lines_of, trace_project
from quantcert.trace.text import text_lines


class TraceFormat(StrEnum):
    """What is printed."""

    text = "text"
    json = "json"
    dot = "dot"
    svg = "svg"


def trace(
    path: Annotated[
        Path,
        typer.Argument(
            metavar="PATH",
            help="Folder that verify-model wrote, or a Lean file that imports the library.",
        ),
    ],
    form: Annotated[
        TraceFormat, typer.Option("--format", help="A tree, a document, or a picture.")
    ] = TraceFormat.text,
    theorem: Annotated[
        str, typer.Option(metavar="PATTERN", help="Only theorems with such names.")
    ] = "*",
    depth: Annotated[
        int, typer.Option(min=1, max=100, metavar="N", help="Steps from a theorem to lemmas.")
    ] = 2,
    out: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write to a file instead of printing.")
    ] = None,
    stock: Annotated[
        StockTool | None,
        typer.Option(
            help="Let this tool trace the folder, written with --export-data, with a stock Lean "
            "on PATH."
        ),
    ] = None,
) -> None:
    """Show which lemmas, definitions and axioms each theorem rests on, from its compiled proof.

    Of a folder, the compiled modules of its run are taken from the cache, and their axioms are
    compared with the certificate's. A Lean file is compiled, with the embedded Lean. Exit code: 0
    if every theorem is proved, 1 if one is not (its goals are shown), 2 if nothing could be read.
    """

    def run() -> ExitCode:
        if stock is not None:
            found = trace_project(path, stock)
            as_json = form is TraceFormat.json
            _tell(json.dumps(document_of(found), indent=1) if as_json else lines_of(found), out)
            return ExitCode.REJECTED if found.failed else ExitCode.ACCEPTED
        traced = _traced(path)
        names = [name for name in traced.graph.roots if fnmatchcase(name, theorem)]
        if traced.graph.roots and not names:
            raise LeanError(f"{path}: no proved theorem has a name like {theorem!r}")
        _tell(_rendered(traced, names, form, depth), out)
        return ExitCode.REJECTED if traced.failed else ExitCode.ACCEPTED

    finish(run)


def _traced(path: Path) -> Trace:
    library = build_library(find_toolchain(), os.cpu_count() or 1)
    return trace_file(path, library) if path.suffix == ".lean" else trace_run(path, library)


def _rendered(traced: Trace, names: Sequence[str], form: TraceFormat, depth: int) -> str:
    if form is TraceFormat.json:
        return json.dumps(to_document(traced, names), indent=1)
    if form is TraceFormat.text:
        return "\n".join(text_lines(traced, names, depth))
    if not names:
        raise LeanError(f"{traced.source}: no theorem is proved, there is nothing to draw")
    draw = dot_lines if form is TraceFormat.dot else svg_lines
    return "\n".join(draw(traced, names, depth))


def _tell(text: str, out: Path | None) -> None:
    if out is not None:
        write_text(out, f"{text}\n")
    else:
        typer.echo(standard_output().shown(text))
