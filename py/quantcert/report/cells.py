"""Cells as text, the same in every rendering."""

from __future__ import annotations

from fractions import Fraction

from quantcert.certificate import Verdict
from quantcert.report.decimals import at_least, at_most
from quantcert.report.model import Cell, CellKind, Table, value_of

NOTHING = "–"
_LONGEST = 400  # characters of an exact number


def cell_text(kind: CellKind, cell: Cell) -> str:
    """The cell in a column of that kind; a dash where there is nothing to say."""
    value = value_of(cell)
    if value is None:
        return NOTHING
    if isinstance(value, Fraction):
        return _number(kind, value)
    return value.value if isinstance(value, Verdict) else value


def exact_text(kind: CellKind, cell: Cell) -> str:
    """The exact number behind a cell that shows it rounded; empty if nothing is behind it."""
    value = value_of(cell)
    if not isinstance(value, Fraction) or kind is CellKind.SECONDS:
        return ""
    shown, exact = cell_text(kind, cell), str(value)
    return "" if shown == exact or len(exact) > _LONGEST else exact


def _number(kind: CellKind, value: Fraction) -> str:
    if kind is CellKind.SECONDS:
        return f"{float(value):.2f} s"
    return at_least(value) if kind is CellKind.AT_LEAST else at_most(value)


def without_shared(table: Table, *, texts_only: bool = False) -> tuple[str, Table]:
    """What all rows have in common as a sentence, and the table without these columns.

    With `texts_only`, numbers and verdicts stay in the table.
    """
    if len(table.rows) < 2:
        return "", table
    first = table.rows[0]
    same = [
        k
        for k, column in enumerate(table.columns)
        if column.rank and (column.kind is CellKind.TEXT or not texts_only)
    ]
    for row in table.rows:
        same = [k for k in same if row.cells[k] == first.cells[k]]
    words = [
        f"{table.columns[k].title} {cell_text(table.columns[k].kind, first.cells[k])}"
        for k in same
        if value_of(first.cells[k]) is not None
    ]
    told = f"every {table.subject}: {', '.join(words)}" if words else ""
    return told, table.without(lambda k, _: k in same)
