"""`quantcert plan`: what a run would take on this machine or on many."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import Annotated

import typer

from quantcert.cli._lean_options import CORES
from quantcert.cli._run import finish, progress_bar
from quantcert.cli._streams import notice
from quantcert.errors import ExitCode
from quantcert.lean import build_library, find_toolchain
from quantcert.run.options import VerifyOptions
from quantcert.run.planning.lines import plan_lines, short_line
from quantcert.run.planning.plan import open_planned, plan_run

LONG_WEIGHTS = 300_000_000
"""A run over so many weights is preceded by its plan."""


def announce_long(options: VerifyOptions) -> None:
    """Tell on standard error what a run will take, if that is long.

    Raises QuantCertError for checkpoints that cannot be opened, or without a usable Lean.
    """
    opened = open_planned(options.checkpoint, options.base, options.requirements)
    if sum(layer.weights for layer in opened.layers) >= LONG_WEIGHTS:
        toolchain = find_toolchain(options.lean, options.toolchain_digest)
        library = build_library(toolchain, options.jobs)
        found = plan_run(opened, options.jobs, network=options.network, library=library)
        notice(short_line(found))


def plan(
    checkpoint: Annotated[
        Path, typer.Argument(metavar="CHECKPOINT", help="Quantized checkpoint, as of `verify`.")
    ],
    base: Annotated[
        Path | None,
        typer.Option(
            metavar="FOLDER",
            help="Original checkpoint. Without it the plan is of a run about structure alone.",
        ),
    ] = None,
    requirements: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Requirement file, as of `verify`.")
    ] = None,
    cores: Annotated[
        int,
        typer.Option(
            metavar="N",
            min=1,
            help="Cores that the run will have, on one machine or on all machines of a cluster, "
            "each taken to be as fast as this one's. [default: all cores of this machine]",
        ),
    ] = CORES,
    network: Annotated[
        bool, typer.Option(metavar="", help="With the theorems about the whole model.")
    ] = True,
    as_json: Annotated[
        bool, typer.Option("--json", metavar="", help="Print one JSON object.")
    ] = False,
    quiet: Annotated[
        bool, typer.Option("--quiet", "-q", metavar="", help="No progress bar.")
    ] = False,
) -> None:
    """Print what `verify` would take: time, memory, disk, network.

    Some rows of the checkpoint's own matrices are really checked, for up to 20 seconds; the rest is
    extrapolated by shapes. Nothing is hashed and nothing is kept.
    """

    def run() -> ExitCode:
        with progress_bar(quiet) as progress:
            opened = open_planned(checkpoint, base, requirements)
            found = plan_run(opened, cores, network=network, progress=progress)
        if as_json:
            typer.echo(json.dumps(dataclasses.asdict(found), indent=1))
        else:
            typer.echo("\n".join(plan_lines(found)))
        return ExitCode.ACCEPTED

    finish(run)
