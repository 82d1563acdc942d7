"""`quantcert plan`: what a run would take on this machine or on many."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import Annotated

import typer

from quantcert.cli._lean_options import CORES
from quantcert.cli._level import BaseLevel
from quantcert.cli._run import finish, progress_bar
from quantcert.cli._streams import notice
from quantcert.cluster.client import worker_count
from quantcert.errors import ExitCode
from quantcert.lean import build_library, find_toolchain
from quantcert.run.options import Level, VerifyOptions
from quantcert.run.planning.lines import plan_lines, short_line
from quantcert.run.planning.plan import open_planned, plan_run

LONG_WEIGHTS = 300_000_000
"""A run over so many weights is preceded by its plan."""


def announce_long(options: VerifyOptions, cluster: str | None = None) -> None:
    """Tell on standard error what a run will take, if that is long; on a `cluster` by its address.

    Raises QuantCertError for checkpoints that cannot be opened, or without a usable Lean.
    """
    opened = open_planned(options.checkpoint, options.base, options.requirements)
    if sum(layer.weights for layer in opened.layers) >= LONG_WEIGHTS:
        toolchain = find_toolchain(options.lean, options.toolchain_digest)
        library = build_library(toolchain, options.jobs)
        workers = 0 if cluster is None else worker_count(cluster)
        found = plan_run(
            opened,
            workers or options.jobs,
            level=options.level,
            network=options.network,
            gram=options.gram,
            cluster=workers > 0,
            library=library,
        )
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
            help="Cores that the run will have, each taken to be as fast as this machine's. "
            "[default: all cores of this machine]",
        ),
    ] = CORES,
    workers: Annotated[
        int | None,
        typer.Option(
            metavar="N",
            min=1,
            help="Workers of a cluster in place of cores, on all machines together.",
        ),
    ] = None,
    level: Annotated[
        BaseLevel, typer.Option(metavar="LEVEL", help="weights or rows, as of `verify`.")
    ] = BaseLevel.weights,
    network: Annotated[
        bool, typer.Option(metavar="", help="With the theorems about the whole model.")
    ] = True,
    gram: Annotated[
        bool, typer.Option("--gram", metavar="", help="With Gram matrices, as of `verify`.")
    ] = False,
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
            found = plan_run(
                opened,
                workers or cores,
                level=Level(level.value),
                network=network,
                gram=gram,
                cluster=workers is not None,
                progress=progress,
            )
        if as_json:
            typer.echo(json.dumps(dataclasses.asdict(found), indent=1))
        else:
            typer.echo("\n".join(plan_lines(found)))
        return ExitCode.ACCEPTED

    finish(run)
