"""`quantcert inspect`: what is in a checkpoint, without an original."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from quantcert.cli._report import standard_output
from quantcert.cli._run import finish, progress_bar
from quantcert.errors import ExitCode
from quantcert.inspection import inspect_checkpoint, to_document
from quantcert.report.inspection import inspection_section
from quantcert.report.text import section_lines


def inspect(
    path: Annotated[
        Path,
        typer.Argument(metavar="PATH", help="Checkpoint folder or file, quantized or not."),
    ],
    values: Annotated[
        bool,
        typer.Option(
            "--values",
            metavar="",
            help="Read the numbers too: NaN, scales that are zero, tensors that are zero, "
            "zero-points out of range. Without it only headers are read.",
        ),
    ] = False,
    as_json: Annotated[
        bool, typer.Option("--json", metavar="", help="Print one JSON object.")
    ] = False,
    verbose: Annotated[
        bool, typer.Option("--verbose", "-v", metavar="", help="A line for every tensor.")
    ] = False,
    quiet: Annotated[
        bool, typer.Option("--quiet", "-q", metavar="", help="No progress bar.")
    ] = False,
) -> None:
    """Print what is in a checkpoint: tensors, how each is stored, and what looks wrong.

    Nothing is proved, and nothing is said about an original. Exit code: 0 if nothing looks wrong,
    1 if something does, 2 if it could not be read.
    """

    def run() -> ExitCode:
        with progress_bar(quiet or not values) as progress:
            found = inspect_checkpoint(path, values=values, progress=progress)
        if as_json:
            typer.echo(json.dumps(to_document(found), indent=1))
        else:
            medium = standard_output(verbose)
            typer.echo("\n".join(section_lines(inspection_section(found), medium)))
        return ExitCode.REJECTED if any(found.all_problems) else ExitCode.ACCEPTED

    finish(run)
