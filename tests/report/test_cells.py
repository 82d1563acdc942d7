"""Cells as text: numbers rounded as their column says, a dash for nothing."""

from fractions import Fraction

import pytest

from quantcert.certificate import Verdict
from quantcert.report.cells import cell_text
from quantcert.report.model import Cell, CellKind, Toned


@pytest.mark.parametrize(
    ("kind", "cell", "text"),
    [
        (CellKind.AT_MOST, Fraction(1, 3), "0.3334"),
        (CellKind.AT_LEAST, Fraction(1, 3), "0.3333"),
        (CellKind.SECONDS, Fraction(5, 4), "1.25 s"),
        (CellKind.AT_MOST, None, "–"),
        (CellKind.VERDICT, Verdict.PROVED_VACUOUS, "PROVED-VACUOUS"),
        (CellKind.NAME, "experts[/x].w", "experts[/x].w"),
        (CellKind.AT_MOST, Toned(Fraction(2), Verdict.FAILED), "2"),
    ],
)
def test_a_cell_as_text(kind: CellKind, cell: Cell, text: str) -> None:
    assert cell_text(kind, cell) == text
