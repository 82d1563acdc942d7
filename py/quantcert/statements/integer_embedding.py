"""The modules that hold an embedding which is not the head, part by part."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from quantcert.integer import Matrix, Program
from quantcert.statements.integer_columns import PART_ROWS
from quantcert.statements.integer_overflow import table_within
from quantcert.statements.integer_terms import IntegerModule, TermWriter

EMBEDDING_IMPORTS = ("QuantCert.Cert.Integer.Tables",)

_PARTS_TOGETHER = 8  # of the embedding in one module


@dataclass(frozen=True)
class EmbeddingPart:
    """Some rows of the embedding, one long number a column; `module` counts the modules."""

    place: int
    module: int
    start: int
    stop: int

    @property
    def name(self) -> str:
        """Of its columns in Lean."""
        return f"embedding_{self.place}"


def embedding_parts(embedding: Matrix) -> Iterator[EmbeddingPart]:
    """All rows, part after part."""
    rows = embedding.shape[0]
    for place, start in enumerate(range(0, rows, PART_ROWS)):
        yield EmbeddingPart(place, place // _PARTS_TOGETHER, start, min(start + PART_ROWS, rows))


def embedding_module(
    name: str,
    program: Program,
    parts: Sequence[EmbeddingPart],
    bound: int,
    data_module: str | None = None,
) -> IntegerModule:
    """The module that holds some parts, none of whose weights is larger than `bound`.

    With `data_module` the numbers are left to that module, which the source imports.
    """
    writer, matrix = TermWriter(program), program.embedding
    names = [
        writer.table(
            part.name, matrix.rows(part.start, part.stop).decoded(), matrix.exponent, bound
        )
        for part in parts
    ]
    stated, proof = table_within(program.sizes.dim, bound, names)
    facts = {"within": stated, "parts_within": proof}
    return writer.module(name, "integer_embedding.lean.j2", EMBEDDING_IMPORTS, facts, data_module)
