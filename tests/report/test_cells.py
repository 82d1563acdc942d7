"""Cells as text: numbers rounded as their column says, a dash for nothing."""

from fractions import Fraction

import pytest

from quantcert.certificate import Verdict
from quantcert.report.cells import cell_text
from quantcert.report.model import Cell, Kind, Toned


@pytest.mark.parametrize(
    ("kind", "cell", "text"),
    [
        (Kind.AT_MOST, Fraction(1, 3), "0.3334"),
        (Kind.AT_LEAST, Fraction(1, 3), "0.3333"),
        (Kind.SECONDS, Fraction(5, 4), "1.25 s"),
        (Kind.AT_MOST, None, "–"),
        (Kind.VERDICT, Verdict.PROVED_VACUOUS, "PROVED-VACUOUS"),
        (Kind.NAME, "experts[/x].w", "experts[/x].w"),
        (Kind.AT_MOST, Toned(Fraction(2), Verdict.FAILED), "2"),
    ],
)
def test_a_cell_as_text(kind: Kind, cell: Cell, text: str) -> None:
    assert cell_text(kind, cell) == text
