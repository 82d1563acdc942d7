"""Axes: numbers stand in proportion, round ones are written beside them, never too many."""

import math
from fractions import Fraction

import pytest

from quantcert.report.axes import LogAxis, power_of, round_steps


def labels(low: float, high: float) -> list[str]:
    return [label for _, label in LogAxis(low, high, 0, 1).ticks()]


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        (-1.2, 3.4, ["0.1", "1", "10", "100", "1000"]),
        (0.9, 1.9, ["10", "20", "50"]),
        (1.1, 1.85, ["20", "30", "40", "50", "60", "70"]),
        (-5.1, -3.9, ["10⁻⁵", "2·10⁻⁵", "5·10⁻⁵", "0.0001"]),
        (-1, 401, ["1", "10¹⁰⁰", "10²⁰⁰", "10³⁰⁰", "10⁴⁰⁰"]),
        (4.5, 7.5, ["10⁵", "10⁶", "10⁷"]),
    ],
)
def test_ordinary_numbers_are_written(low: float, high: float, expected: list[str]) -> None:
    assert labels(low, high) == expected


@pytest.mark.parametrize("span", [0.3, 0.7, 1, 2.5, 7, 16, 80, 1000])
def test_there_are_a_few_inside_the_axis(span: float) -> None:
    axis = LogAxis(-0.31, -0.31 + span, 100, 0)
    ticks = [power for power, _ in axis.ticks()]
    assert 2 <= len(ticks) <= 10
    assert all(axis.low <= power <= axis.high for power in ticks)
    assert all(0 <= axis.at(power) <= 100 for power in ticks)


def test_powers_stand_in_proportion_and_have_room() -> None:
    axis = LogAxis.around([0.0, 2.0], 10, 110)
    assert axis.at(1) == pytest.approx(60)
    assert axis.at(0) > 10
    assert axis.at(2) < 110
    assert LogAxis.around([3.0], 0, 10).at(3) == pytest.approx(5)


def test_powers_of_numbers_that_no_float_holds() -> None:
    assert power_of(Fraction(10**400)) == pytest.approx(400)
    assert power_of(Fraction(1, 8)) == pytest.approx(math.log10(0.125))
    assert (power_of(None), power_of(Fraction(0))) == (None, None)


def test_round_steps_are_few() -> None:
    assert round_steps(1) == pytest.approx([0, 0.2, 0.4, 0.6, 0.8, 1])
    assert round_steps(13, 5) == [0, 5, 10]
