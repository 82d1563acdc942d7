"""What a terminal shows of two certificates."""

from dataclasses import replace
from fractions import Fraction

from quantcert.report.medium import Medium
from quantcert.report.versus.pairs import versus
from quantcert.report.versus.tables import comparison_lines, conclusion
from tests.support.certificates import CERTIFICATE, PROVED, SHA, WHOLE

FINER = replace(PROVED, bound=Fraction(1, 8), bits_per_weight=Fraction(5))
SECOND = replace(CERTIFICATE, model="finer", layers=(FINER,))


def lines(first, second) -> list[str]:
    return list(comparison_lines(versus(first, second), Medium(width=160)))


def test_a_row_has_both_bounds_and_says_which_is_better() -> None:
    shown = lines(CERTIFICATE, SECOND)
    assert shown[:2] == [
        "A: sample, pair11, groups of 128, rejected",
        "B: finer, pair11, groups of 128, accepted",
    ]
    (row,) = (line.split() for line in shown if line.startswith("<0> "))
    assert row[1:5] == ["5", "0.3334", "0.125", "0.375"]
    assert row[-1] == "B"
    assert "encoder.1.weight: B has no such layer" in shown


def test_the_last_line_counts() -> None:
    assert lines(CERTIFICATE, SECOND)[-1] == (
        "A is better in 0 of 2 layers, B in 1, equal in 0, not comparable in 1 · "
        "bits per weight 3.75/5"
    )


def test_networks_and_other_originals_are_told() -> None:
    other = replace(WHOLE, base_files=(replace(WHOLE.base_files[0], sha256=SHA[::-1]),))
    told = conclusion(versus(WHOLE, other))
    assert " · network (all inputs) 1.001E+12/1.001E+12 · network (region) 9/9 · " in told
    assert told.endswith("NOT OF ONE ORIGINAL")
