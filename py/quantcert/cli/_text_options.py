"""The options by which a command is given the tokens of one text."""

from __future__ import annotations

from typing import Annotated

import typer

Tokens = Annotated[
    str | None, typer.Option(metavar="IDS", help="Numbers of tokens, such as 1,2,3.")
]
Text = Annotated[
    str | None,
    typer.Option(
        metavar="TEXT", help="Instead of --tokens: a text, for the model's tokenizer.json."
    ),
]


def given_tokens(tokens: str | None, text: str | None) -> tuple[int, ...] | None:
    """The numbers of `--tokens`; None if there is a text instead.

    Raises typer.BadParameter for both, for neither, and for tokens that are no numbers.
    """
    if (tokens is None) == (text is None):
        raise typer.BadParameter("give either --tokens or --text", param_hint="--tokens")
    return None if tokens is None else _numbers(tokens)


def _numbers(tokens: str) -> tuple[int, ...]:
    parts = [part.strip() for part in tokens.split(",")]
    if not all(part.isascii() and part.isdigit() and len(part) < 10 for part in parts):
        raise typer.BadParameter(
            f"{tokens!r}: must be numbers with commas between them", param_hint="--tokens"
        )
    return tuple(map(int, parts))
