"""The options of `verify-model` that are about prompts."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from quantcert.cli._report import standard_output
from quantcert.run.prompt.networks import open_prompt
from quantcert.run.prompt.opening import open_prompts
from quantcert.run.prompt.plan import ROUGHLY, expected_seconds
from quantcert.run.prompt.precision import MOST_BITS

_FEWEST_BITS = 16
_MIB = 1 << 20

Prompts = Annotated[
    Path | None,
    typer.Option(
        metavar="FILE",
        help="Prompts on which both networks are compared, for language models: a text in each "
        "line, or with the ending .jsonl a JSON object in each, with text or tokens, and the "
        "expected next token if one is required.",
    ),
]
Golden = Annotated[
    Path | None,
    typer.Option(
        metavar="FOLDER",
        help="Write both networks' logits on each prompt with certified tolerances, and those of "
        "the integer program, for `quantcert check-engine`. What an earlier run wrote there is "
        "replaced as a whole.",
    ),
]
IntegerPrompts = Annotated[
    Path | None,
    typer.Option(
        metavar="FILE",
        help="Prompts, as of --prompts, that the integer program reads (docs/integer.md): the "
        "kernel proves its logits after each token, bit for bit. Of those that stand in the file "
        "of --prompts as well it proves how far they are from both networks'.",
    ),
]
MostWeights = Annotated[
    int,
    typer.Option(metavar="N", min=1, help="Refuse prompts to a network with more weights."),
]
Bits = Annotated[
    int | None,
    typer.Option(
        "--bits",
        metavar="N",
        min=_FEWEST_BITS,
        max=MOST_BITS,
        help="Fraction bits of the enclosures. [default: as many as decide all next tokens]",
    ),
]
Budget = Annotated[
    float | None,
    typer.Option(
        metavar="SECONDS",
        min=0,
        help="Refuse prompts, before any work, that would take longer than this.",
    ),
]
DryRun = Annotated[
    bool,
    typer.Option(
        "--dry-run",
        metavar="",
        help="Print what the prompts would take: bits, time, memory, disk. Nothing is proved.",
    ),
]


def check_prompt_options(
    prompts: Path | None,
    base: Path | None,
    others: Mapping[str, object],
    golden: Path | None = None,
    integer_prompts: Path | None = None,
) -> None:
    """Raise typer.BadParameter for options that are of no use without others.

    `others` are options about prompts, by name; they are given if they are true or not None.
    """
    if golden is not None and prompts is None and integer_prompts is None:
        raise typer.BadParameter("needs --prompts or --integer-prompts", param_hint="--golden")
    if prompts is not None and base is None:
        raise typer.BadParameter("needs --base", param_hint="--prompts")
    for name, value in others.items():
        if prompts is None and value is not None and value is not False:
            raise typer.BadParameter("needs --prompts", param_hint=name)


def print_plan(checkpoint: Path, base: Path, prompts: Path, most_weights: int, jobs: int) -> None:
    """A line for each prompt, and one for all.

    Raises QuantCertError if the checkpoints or the prompts cannot be read.
    """
    inputs = open_prompt(checkpoint, base, most_weights)
    plans = open_prompts(inputs, prompts, (checkpoint, base)).plans
    table = Table(title="What the prompts would take, about")
    for heading in (
        "line",
        "tokens",
        "bits",
        "in the last block",
        "core seconds",
        "MiB of memory",
        "MiB of disk",
    ):
        table.add_column(heading, justify="right")
    for plan in plans:
        sizes = (f"{size / _MIB:,.0f}" for size in (plan.memory, plan.disk))
        numbers = map(str, (plan.line, plan.tokens, plan.bits, plan.last_bits))
        table.add_row(*numbers, f"{plan.seconds:,.0f}", *sizes)
    medium = standard_output()
    Console(width=medium.width, no_color=not medium.colour).print(table)
    seconds = expected_seconds(plans, jobs)
    typer.echo(f"{len(plans)} prompts: about {seconds:,.0f} s with {jobs} processes, {ROUGHLY}")
