"""What a report says of prompts to encoders, which give a vector for each token."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from quantcert.certificate import PositionEvidence, PromptEvidence
from quantcert.report.decimals import at_least, at_most
from quantcert.report.model import CellKind, Column, Row, Table
from quantcert.report.tokens import TokenNames
from quantcert.requirements import PromptRequirement

ENCODER_WHAT = (
    "An encoder reads a text and gives a vector (a list of numbers) for each token of it. The mean "
    "of these vectors, made one long, is the embedding of the text; texts are compared by the "
    "angle of their embeddings. Here both networks read the same texts. What stands below was "
    "proved for these very texts by the Lean kernel, which computed an interval around every "
    "number that the original and the quantized network compute, from the stored weights, assuming "
    "nothing of the numbers between."
)
_COSINE_NOTE = (
    "cosine: of the angle between the original's and the quantized network's embedding of the same "
    "text; 1 if both point the same way."
)

ENCODER_COLUMNS = (
    Column("vectors differ ≤", CellKind.AT_MOST, 1),
    Column("cosine ≥", CellKind.AT_LEAST, 2, _COSINE_NOTE),
)


def encoder_cells(prompt: PromptEvidence) -> tuple[Fraction | None, ...]:
    """What is proved of a prompt, in these columns."""
    return prompt.output_error, prompt.cosine


def encoder_required(need: PromptRequirement) -> list[str]:
    """What is asked of each prompt."""
    bounds = {
        "no entry of a vector differs by more than {}": need.max_output_error,
        "the cosine of both embeddings is at least {}": need.min_cosine,
    }
    return [words.format(at_least(bound)) for words, bound in bounds.items() if bound is not None]


def encoder_summary(prompt: PromptEvidence) -> Iterator[str]:
    """What is proved of a prompt, in sentences."""
    if prompt.output_error is not None:
        yield (
            "No entry of the vector of any token differs by more than "
            f"{at_most(prompt.output_error)} between both networks."
        )
    if prompt.cosine is not None:
        yield (
            "The cosine of the angle between both networks' embeddings of this text is at least "
            f"{at_least(prompt.cosine)}."
        )


def encoder_positions(prompt: PromptEvidence, names: TokenNames) -> Table:
    """A line for each token."""
    columns = (
        Column("position", CellKind.NAME),
        Column("token", CellKind.TEXT),
        Column("vectors differ ≤", CellKind.AT_MOST),
    )
    rows = tuple(_position(position, names) for position in prompt.positions)
    return Table("position", columns, rows, detail=True)


def _position(position: PositionEvidence, names: TokenNames) -> Row:
    return Row((str(position.position), names.shown(position.token), position.output_error))
