"""The report's own invariants."""

from fractions import Fraction

import pytest

from quantcert.certificate import Verdict
from quantcert.report.model import CellKind, Column, Line, Row, Table, Toned, tone_of, value_of

COLUMNS = (
    Column("name", CellKind.NAME),
    Column("bound", CellKind.AT_MOST),
    Column("time", CellKind.SECONDS),
)
ROW = Row(("a", Fraction(1), None), (Line("note"),), "anchor", settled=True, margin=Fraction(1, 2))


def test_a_row_has_a_cell_for_each_column() -> None:
    with pytest.raises(ValueError, match="2 cells in 3 columns"):
        Table("layer", COLUMNS, (Row(("a", None)),))


def test_a_table_without_a_column_keeps_the_rest_of_its_rows() -> None:
    table = Table("layer", COLUMNS, (ROW,)).without(lambda k, column: column.title == "bound")
    assert [column.title for column in table.columns] == ["name", "time"]
    (row,) = table.rows
    assert row.cells == ("a", None)
    assert (row.notes, row.target, row.settled, row.margin) == (
        ROW.notes,
        ROW.target,
        ROW.settled,
        ROW.margin,
    )


def test_the_tone_of_a_cell_is_its_own_or_its_verdict() -> None:
    assert tone_of(Toned("x", Verdict.FAILED)) is Verdict.FAILED
    assert value_of(Toned("x", Verdict.FAILED)) == "x"
    assert tone_of(Verdict.PROVED) is Verdict.PROVED
    assert tone_of("PROVED") is None
