"""`quantcert cache`: where the cache lies, how large it is, and how it is made smaller."""

from __future__ import annotations

from typing import Annotated

import typer

from quantcert.cli._run import finish
from quantcert.errors import ExitCode
from quantcert.lean.cache_use import cache_place, cache_use, prune_cache

_MIB = 2**20


def cache(
    prune: Annotated[
        bool,
        typer.Option(
            "--prune", metavar="", help="Delete what is older than --days; all with --days 0."
        ),
    ] = False,
    days: Annotated[
        float, typer.Option(min=0, metavar="DAYS", help="Age in days, with --prune.")
    ] = 30,
) -> None:
    """Show what lies in the cache (compiled libraries, patterns, results of checks), or prune it.

    What is deleted is made again when it is needed. The place is the user's cache folder, or the
    folder in `QUANTCERT_CACHE`.
    """

    def run() -> ExitCode:
        if prune:
            typer.echo(f"{prune_cache(days) / _MIB:,.1f} MiB deleted")
        typer.echo(str(cache_place()))
        for part in cache_use():
            typer.echo(f"{part.nbytes / _MIB:10,.1f} MiB  {part.files:6,} files  {part.what}")
        return ExitCode.ACCEPTED

    finish(run)
