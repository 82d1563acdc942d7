"""What `quantcert prompt` prints of a result."""

from __future__ import annotations

from fractions import Fraction

from rich.table import Table

from quantcert.numbers import lower, upper
from quantcert.run.prompt.result import Position, PromptResult, Proved


def positions_table(proved: Proved) -> Table:
    """A line for each position; leads are rounded downward, divergences and differences upward."""
    if proved.encodes:
        return _vectors_table(proved)
    table = Table(title="Next tokens")
    headings = ("position", "token", "original", "lead", "quantized", "lead", "KL", "verdict")
    for heading in headings:
        table.add_column(heading, justify="left" if heading == "verdict" else "right")
    for position in proved.positions:
        table.add_row(*_row(position))
    return table


def _vectors_table(proved: Proved) -> Table:
    table = Table(title="Vectors of both networks")
    for heading in ("position", "token", "entries differ by"):
        table.add_column(heading, justify="right")
    for position in proved.positions:
        difference = upper(position.difference)
        table.add_row(str(position.position), str(position.token), difference)
    return table


def _row(position: Position) -> tuple[str, ...]:
    return (
        str(position.position),
        str(position.token),
        _or_dash(position.original),
        _lead(position.original_lead),
        _or_dash(position.quantized),
        _lead(position.quantized_lead),
        "-" if position.divergence is None else upper(position.divergence, 3),
        position.verdict.value,
    )


def bound_lines(result: PromptResult) -> list[str]:
    """Bounds of all positions; something must be proved."""
    assert result.proved is not None
    proved = result.proved
    if proved.ratio is None or proved.inverse is None:
        cosine = "not bounded" if proved.cosine is None else f"at least {lower(proved.cosine, 6)}"
        return [
            f"no entry of a vector differs by more than {upper(proved.difference)}",
            f"the cosine of both networks' embeddings of the prompt is {cosine}",
            f"boxes in units of 2^-{result.bits}",
        ]
    return [
        f"no logit differs by more than {upper(proved.difference)}, at any position",
        f"the quantized network's perplexity is at most {upper(proved.ratio)} times the "
        f"original's, which is at most {upper(proved.inverse)} times the quantized network's",
        f"boxes in units of 2^-{result.bits}",
    ]


def _or_dash(token: int | None) -> str:
    return "-" if token is None else str(token)


def _lead(lead: Fraction | None) -> str:
    return "-" if lead is None else lower(lead, 3)
