"""Tables of the exponential enclose it: compared with decimal arithmetic of 60 digits."""

from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from quantcert.prompts.cells import Cell
from quantcert.prompts.exponential import exp_table
from tests.support.decimal_forward import exp, value

TABLE = exp_table(40)


def test_every_constant_is_within_its_slack():
    for i, factor in enumerate(TABLE.factors):
        exact = exp(-value(1 << TABLE.top - 1 - i, TABLE.argument))
        assert abs(exact - value(factor, TABLE.scale)) <= value(TABLE.slack, TABLE.scale)


@given(st.integers(0, (1 << TABLE.top) - 1), st.integers(0, 1 << 38), st.fractions(-1, 1))
@example(0, 0, 0)
@example((1 << TABLE.top) - 1, 0, 0)
def test_exponentials_are_enclosed(argument, rad, share):
    cell = Cell(3, argument + 3, rad)
    assert TABLE.in_domain(cell)
    x = value(-argument, 40) + value(rad, 40) * share.numerator / share.denominator
    mid, _, radius = TABLE.near(cell)
    assert abs(exp(x) - value(mid, TABLE.scale)) <= value(radius, TABLE.scale)


@given(st.integers(-(1 << 45), 1 << 45))
@example(0)
def test_the_logistic_function_is_enclosed(mid):
    numerator, denominator = TABLE.sigmoid(Cell(max(mid, 0), max(-mid, 0), 5))
    exact = 1 / (1 + exp(-value(mid, 40)))
    low = Decimal(numerator.mid - numerator.rad) / (denominator.mid + denominator.rad)
    high = Decimal(numerator.mid + numerator.rad) / (denominator.mid - denominator.rad)
    assert low <= exact <= high


@pytest.mark.parametrize(
    "cell", [Cell(1, 0, 0), Cell(0, 1 << TABLE.top, 0), Cell(0, 5, (1 << 39) + 1)]
)
def test_what_the_table_does_not_reach_is_outside_its_domain(cell):
    assert not TABLE.in_domain(cell)
