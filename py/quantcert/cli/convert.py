"""`convert-gguf`: a checkpoint folder from a GGUF file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from quantcert.cli._run import finish, progress_bar
from quantcert.containers import open_checkpoint
from quantcert.convert import convert_gguf
from quantcert.errors import ExitCode

app = typer.Typer(add_completion=False, rich_markup_mode="markdown")


@app.command(
    name="convert-gguf",
    epilog="Exit code: 0 written, 2 could not run. Example: `convert-gguf smollm2.gguf smollm2`",
)
def convert(
    source: Annotated[
        Path, typer.Argument(metavar="FILE", help="GGUF file of a Llama, quantized or not.")
    ],
    out: Annotated[Path, typer.Argument(metavar="OUT", help="New folder for the checkpoint.")],
    quiet: Annotated[
        bool, typer.Option("--quiet", "-q", metavar="", help="No progress bar.")
    ] = False,
) -> None:
    """Decode a GGUF file to float32 tensors, config.json and tokenizer.json.

    The result can be quantized and proved as an original. If the GGUF file was quantized itself,
    that original is synthetic: its weights are those that the file decodes to.
    """

    def run() -> ExitCode:
        with progress_bar(quiet) as progress:
            missing = convert_gguf(
                source, out, lambda done, total: progress("decoded tensors", done, total)
            )
        if missing:
            typer.echo(f"without a tokenizer: {missing}", err=True)
        checkpoint = open_checkpoint(out)
        kinds = ", ".join(f"{n} {k}" for k, n in _kinds(checkpoint.config).items())
        typer.echo(f"{out}: {len(checkpoint.names())} float32 tensors, decoded from {kinds}")
        return ExitCode.ACCEPTED

    finish(run)


def _kinds(config: dict[str, dict[str, dict[str, int]]]) -> dict[str, int]:
    return config["converted_from"]["tensor_types"]


def main() -> None:
    """Entry point of the command."""
    app()
