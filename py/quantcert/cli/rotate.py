"""`quantcert rotate`: the same network with other matrices, for the quantizer."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from quantcert.cli._run import finish, progress_bar
from quantcert.convert.rotate import rotate_checkpoint
from quantcert.errors import ExitCode


def rotate(
    original: Annotated[
        Path, typer.Argument(metavar="ORIGINAL", help="Checkpoint folder of a Llama.")
    ],
    out: Annotated[Path, typer.Argument(metavar="OUT", help="New folder.")],
    residual: Annotated[
        bool,
        typer.Option(
            "--residual",
            metavar="",
            help="Rotate the stream between blocks too. Factors of norms are folded into matrices, "
            "and a head that is tied to the table is stored apart.",
        ),
    ] = False,
    quiet: Annotated[
        bool, typer.Option("--quiet", "-q", metavar="", help="No progress bar.")
    ] = False,
) -> None:
    """Rotate values and outputs of attention by an orthogonal matrix without irrational entries.

    The network computes the same, and its matrices are stored exactly, in float32 or float64. The
    result is an original: quantize it and take it as the base of `verify-model`, with
    `--rotated-from ORIGINAL` for the theorem that both networks compute the same.
    """

    def run() -> ExitCode:
        with progress_bar(quiet) as progress:
            dtypes = rotate_checkpoint(
                original, out, residual, lambda done, total: progress("rotated", done, total)
            )
        counts = ", ".join(f"{count} in {dtype}" for dtype, count in sorted(dtypes.items()))
        typer.echo(f"{out}: {sum(dtypes.values())} matrices rotated exactly, {counts}")
        return ExitCode.ACCEPTED

    finish(run)
