"""`quantcert export-kernel`: a layer as C, Fortran, MLIR, ONNX or Verilog."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from quantcert.cli._report import standard_output
from quantcert.cli._run import finish
from quantcert.errors import ExitCode
from quantcert.kernels import TARGETS, export_kernel

_SUMMARIES = ". ".join(f"{name}: {target.summary}" for name, target in TARGETS.items())


def export_kernel_command(
    checkpoint: Annotated[
        Path, typer.Argument(metavar="CKPT", help="Quantized checkpoint: folder or file.")
    ],
    out: Annotated[Path, typer.Argument(metavar="OUT", help="New folder.")],
    layer: Annotated[
        str,
        typer.Option(metavar="TENSOR", help="The matrix, by the name that `inspect -v` prints."),
    ],
    target: Annotated[
        str,
        typer.Option(
            metavar="|".join(TARGETS), help=_SUMMARIES + ".", autocompletion=lambda: list(TARGETS)
        ),
    ] = "c",
    activation_bits: Annotated[
        int, typer.Option(metavar="8|16", help="Bits of an activation.")
    ] = 16,
) -> None:
    """Write a layer as a kernel with its numbers, golden vectors and a program that checks it.

    All targets give the same integers: those of the integer program before its rounding
    (docs/integer.md). Exit code: 0 written, 2 could not be.
    """

    def run() -> ExitCode:
        made = export_kernel(checkpoint, layer, target, out, activation_bits)
        medium = standard_output()
        shape = f"{made.rows} x {made.columns}, {made.format}"
        typer.echo(medium.shown(f"{out}: {made.name} ({shape}) for {target}; to check it there:"))
        for command, shows in TARGETS[target].checks:
            typer.echo(medium.shown(f"  {command}\n      {shows}"))
        return ExitCode.ACCEPTED

    finish(run)
