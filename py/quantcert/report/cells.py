"""Cells as text, the same in every rendering."""

from __future__ import annotations

from fractions import Fraction

from quantcert.certificate import Verdict
from quantcert.report.decimals import at_least, at_most
from quantcert.report.model import Cell, Kind, value_of

NOTHING = "–"


def cell_text(kind: Kind, cell: Cell) -> str:
    """The cell in a column of that kind; a dash where there is nothing to say."""
    value = value_of(cell)
    if value is None:
        return NOTHING
    if isinstance(value, Fraction):
        return _number(kind, value)
    return value.value if isinstance(value, Verdict) else value


def _number(kind: Kind, value: Fraction) -> str:
    if kind is Kind.SECONDS:
        return f"{float(value):.2f} s"
    return at_least(value) if kind is Kind.AT_LEAST else at_most(value)
