"""`quantize-model`: write a 3.5-bit copy of a checkpoint."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Annotated

import typer

from quantcert.cli._run import finish, progress_bar
from quantcert.errors import ExitCode
from quantcert.formats import default_target, open_quantized, targets
from quantcert.numbers import upper
from quantcert.quantizer import quantize_checkpoint

app = typer.Typer(add_completion=False, rich_markup_mode="markdown")


_DEFAULT = default_target().name
_FORMATS = ". ".join(f"{name}: {target.summary}" for name, target in targets().items())


@app.command(
    epilog="Exit code: 0 written, 2 could not run. "
    f"Example: `quantize-model minilm minilm-{_DEFAULT} --format {_DEFAULT} --group-size 128`"
)
def quantize_model(
    original: Annotated[
        Path,
        typer.Argument(
            metavar="ORIGINAL", help="Checkpoint folder with float32, float16 or bfloat16 tensors."
        ),
    ],
    out: Annotated[
        Path, typer.Argument(metavar="OUT", help="New folder for the quantized checkpoint.")
    ],
    format_name: Annotated[
        str,
        typer.Option(
            "--format",
            metavar="|".join(targets()),
            autocompletion=lambda: list(targets()),
            help=f"{_FORMATS}.",
        ),
    ] = _DEFAULT,
    group_size: Annotated[
        int,
        typer.Option(
            metavar="N", min=2, help="Columns that share a scale; even. A ragged end is allowed."
        ),
    ] = 128,
    quiet: Annotated[
        bool, typer.Option("--quiet", "-q", metavar="", help="No progress bar.")
    ] = False,
) -> None:
    """Quantize every floating 2-D tensor of a checkpoint to 3.5 bits a weight.

    Round to nearest with a clip search per group; scales and zero-points are stored beside the
    codes, other tensors and files are copied. Prove the result with `verify-model OUT --base
    ORIGINAL`.
    """

    def run() -> ExitCode:
        with progress_bar(quiet) as progress:
            quantize_checkpoint(
                original,
                out,
                format_name,
                group_size,
                lambda done, total, name: progress("quantized weights", done, total),
            )
        quantized = open_quantized(out)
        shapes = [quantized.shape(name) for name in quantized.matrices()]
        weights = sum(rows * columns for rows, columns in shapes)
        stored = sum(
            info.nbytes for name in quantized.matrices() for info in quantized.stored(name)
        )
        typer.echo(
            f"{out}: {len(shapes)} matrices, {weights:,} weights, {format_name}, "
            f"{upper(Fraction(8 * stored, weights))} bits per weight with scales and zero-points"
        )
        return ExitCode.ACCEPTED

    finish(run)


def main() -> None:
    """Entry point of the command."""
    app()
