"""The options of `verify-model` that are about prompts."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from quantcert.run.prompt.precision import MOST_BITS

_FEWEST_BITS = 16

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
        help="Write both networks' logits on each prompt with certified tolerances, for "
        "`quantcert check-engine`. What an earlier run wrote there is replaced as a whole.",
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


def check_prompt_options(prompts: Path | None, base: Path | None, golden: Path | None) -> None:
    """Raise typer.BadParameter for options that are of no use without others."""
    if prompts is not None and base is None:
        raise typer.BadParameter("needs --base", param_hint="--prompts")
    if golden is not None and prompts is None:
        raise typer.BadParameter("needs --prompts", param_hint="--golden")
