"""The modules that prove what parts of a program's head make of the last norms."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from quantcert.integer import Matrix, Program
from quantcert.integer.ranges import Ranges
from quantcert.integer.rounding import Ints
from quantcert.statements.integer_columns import PART_ROWS
from quantcert.statements.integer_layer import LAYER_IMPORTS
from quantcert.statements.integer_operations import OperationWriter
from quantcert.statements.integer_overflow import rows_within, table_within
from quantcert.statements.integer_terms import IntegerModule, Item, TermWriter

_PARTS_TOGETHER = 4  # of the head in one module


@dataclass(frozen=True)
class HeadPart:
    """Some rows of the head, one long number a column; all of them if they have a bias.

    `place` counts the parts, `module` the modules.
    """

    place: int
    module: int
    start: int
    stop: int

    @property
    def name(self) -> str:
        """Of its layer in Lean."""
        return f"head_{self.place}"

    @property
    def rows(self) -> int:
        """How many."""
        return self.stop - self.start

    @property
    def columns(self) -> list[str]:
        """Names of its columns."""
        return [f"{self.name}_{i}" for i in range(-(-self.rows // PART_ROWS))]

    def matrix(self, head: Matrix) -> Matrix:
        """The rows."""
        return head.rows(self.start, self.stop)


def head_parts(head: Matrix) -> Iterator[HeadPart]:
    """All rows, part after part."""
    rows = head.shape[0]
    size = PART_ROWS if head.bias is None else rows
    for place, start in enumerate(range(0, rows, size)):
        yield HeadPart(place, place // _PARTS_TOGETHER, start, min(start + size, rows))


def head_module(
    name: str,
    program: Program,
    parts: Sequence[HeadPart],
    ranges: Ranges,
    normed: Ints,
    logits: Ints,
    data_module: str | None = None,
) -> IntegerModule:
    """The module that claims what some parts of the head give.

    With `data_module` the numbers are left to that module, which the source imports.

    Args:
        ranges: what is claimed of weights, and of rows without their signs.
        normed: inputs of the head, `[tokens, dim]`.
        logits: its outputs, `[tokens, vocabulary]`.
    """
    writer = TermWriter(program)
    operations = OperationWriter(writer)
    writer.sizes()
    inputs = [operations.state(f"normed_{t}", vector) for t, vector in enumerate(normed)]
    for part in parts:
        matrix, called = part.matrix(program.head), part.name
        columns, checked = writer.linear(called, matrix)
        writer.stated.append(Item(called, "Linear (List Columns)", columns))
        writer.proving.append(Item(f"checked_{called}", "Linear (List Checked)", checked))
        for t, x in enumerate(inputs):
            found = logits[t, part.start : part.stop]
            out = operations.state(f"logits_{t}_{part.place}", found)
            operations.product(f"checked_{called}", called, matrix, x, out)
    listed, parts_fit = writer.rows_fit()
    within, parts_within = rows_within(ranges.sizes.head.norm, writer.parts)
    tied = program.head is program.embedding
    entries = table_within(program.sizes.dim, ranges.weight, writer.parts) if tied else None
    facts = {
        "products": [(t, part.place) for part in parts for t in range(len(normed))],
        "parts": listed,
        "parts_fit": parts_fit,
        "within": within,
        "parts_within": parts_within,
        "entries": entries,
    }
    return writer.module(name, "integer_head.lean.j2", LAYER_IMPORTS, facts, data_module)
