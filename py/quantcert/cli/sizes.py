"""`quantcert sizes`: what a model would take in each format, from its config.json alone."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Annotated

import typer

from quantcert.cli._run import finish
from quantcert.containers import read_json_object
from quantcert.errors import CheckpointError, ExitCode
from quantcert.formats import targets
from quantcert.inspection.sizes import StoredSize, stored_size
from quantcert.models.shapes import llama_shapes
from quantcert.quantizer.recipe import make_choice

_GIGA = 10**9
_HEAD = ("format", "group", "codes GB", "scales GB", "all GB", "bits/weight")


def sizes(
    config: Annotated[
        Path, typer.Argument(metavar="CONFIG", help="config.json of a Llama or a Mistral.")
    ],
    format_name: Annotated[
        str | None,
        typer.Option(
            "--format",
            metavar="FORMAT",
            autocompletion=lambda: list(targets()),
            help="Only this one.",
        ),
    ] = None,
    group_size: Annotated[
        int | None,
        typer.Option(metavar="N", min=2, help="Columns that share a scale. By default its own."),
    ] = None,
    memory: Annotated[
        float | None,
        typer.Option(metavar="GB", min=0, help="Say what fits into a memory of 10^9 bytes each."),
    ] = None,
) -> None:
    """Print what a model takes in each format: codes, scales and zero-points, all of it.

    Every matrix is quantized, tables and head included; scales are float16, vectors 16 bits. A GB
    is 10^9 bytes.
    """

    def run() -> ExitCode:
        try:
            shapes = llama_shapes(read_json_object(config))
        except CheckpointError as error:
            raise CheckpointError(f"{config}: {error}") from error
        names = targets() if format_name is None else [format_name]
        choices = [make_choice(name, group_size) for name in names]
        found = [stored_size(shapes, own.target, own.group_size) for own in choices]
        for line in _lines(found, None if memory is None else Fraction(str(memory))):
            typer.echo(line)
        return ExitCode.ACCEPTED

    finish(run)


def _lines(found: list[StoredSize], memory: Fraction | None) -> list[str]:
    """A table, sizes in rising order."""
    head = (*_HEAD, *(() if memory is None else (f"in {float(memory):g} GB",)))
    rows = [_row(size, memory) for size in sorted(found, key=lambda size: size.total_bytes)]
    widths = [max(map(len, column)) for column in zip(head, *rows, strict=True)]
    table = [
        "  ".join(
            cell.ljust(width) if not number else cell.rjust(width)
            for number, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in (head, *rows)
    ]
    return [f"{found[0].weights:,} weights in matrices", *table]


def _row(size: StoredSize, memory: Fraction | None) -> tuple[str, ...]:
    parts = (size.code_bytes, size.scale_bytes, Fraction(size.total_bytes))
    cells = [f"{float(part / _GIGA):.2f}" for part in parts]
    row = (size.format, str(size.group_size), *cells, f"{float(size.bits_per_weight):.3f}")
    if memory is None:
        return row
    count = -(-Fraction(size.total_bytes) // (memory * _GIGA))
    return (*row, "fits" if count <= 1 else f"no: {count} of them")
