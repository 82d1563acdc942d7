"""`calibrate-model`: measure ranges and errors of a quantized model on a text."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from quantcert.cli._run import finish, progress_bar
from quantcert.errors import ExitCode
from quantcert.formats import default_target
from quantcert.forward import CalibrateOptions, Measurement, calibrate

app = typer.Typer(add_completion=False, rich_markup_mode="markdown")


@app.command(
    epilog="Exit code: 0 written, 2 could not run. "
    f"Example: `calibrate-model minilm-{default_target().name} --base minilm --text news.txt`"
)
def calibrate_model(
    checkpoint: Annotated[
        Path,
        typer.Argument(
            metavar="CHECKPOINT", help="Quantized checkpoint folder (config.json and safetensors)."
        ),
    ],
    base: Annotated[
        Path, typer.Option(metavar="FOLDER", help="Original checkpoint it was made from.")
    ],
    text: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="UTF-8 text; tokenized with the tokenizer.json of the model's folder.",
        ),
    ] = None,
    inputs: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Instead of --text, for a model of vectors: .npy file [vectors, dim].",
        ),
    ] = None,
    tokens: Annotated[
        int,
        typer.Option(
            metavar="N", min=1, help="How many tokens from the text's beginning are used."
        ),
    ] = 512,
    length: Annotated[
        int,
        typer.Option(
            "--length", "-n", metavar="N", min=1, help="Tokens of a window; each starts afresh."
        ),
    ] = 128,
    out: Annotated[Path, typer.Option(metavar="FILE", help="The region file to write.")] = Path(
        "region.json"
    ),
    quiet: Annotated[
        bool, typer.Option("--quiet", "-q", metavar="", help="No progress bar, no table.")
    ] = False,
) -> None:
    """Run the original and the quantized network on a text and write the region it stays in.

    The region holds the ranges of the original's activations, enlarged by a part in 2**20 because
    the forward pass (float64) is not exact. A theorem may assume it, for inputs that stay in it.
    The observed errors are written beside it; they are measured, not proved.
    """

    def run() -> ExitCode:
        with progress_bar(quiet) as progress:
            options = CalibrateOptions(
                checkpoint, base, text, inputs, tokens, length, out, progress
            )
            measured, origin = calibrate(options)
        typer.echo(f"{out}: ranges of {len(measured.points)} places, on {origin}")
        if not quiet:
            _print(measured)
        return ExitCode.ACCEPTED

    finish(run)


def _print(measured: Measurement) -> None:
    observed = measured.observed
    table = Table(title="Largest absolute entries (measured)")
    for heading in ("block", "output", "error alone", "error accumulated"):
        table.add_column(heading, justify="left" if heading == "block" else "right")
    for block in observed.blocks:
        numbers = (block.output, block.alone, block.accumulated)
        table.add_row(block.block, *(f"{number:.4g}" for number in numbers))
    Console().print(table)
    if observed.logits is not None:
        typer.echo(
            f"perplexity {observed.logits.original_perplexity:.4g}, quantized "
            f"{observed.logits.quantized_perplexity:.4g}; largest change of a probability "
            f"{observed.logits.probability_ratio:.4g}-fold"
        )


def main() -> None:
    """Entry point of the command."""
    app()
