"""Logits are compared without rounding: at the very edge of a tolerance, and one ulp beyond."""

from fractions import Fraction

import numpy as np
import pytest

from quantcert.run.engine.compare import compare_logits
from quantcert.run.engine.reading import GoldenLogits

MIDS = np.array([[0.5, 2.0, -1.0], [1.0, 1.0, 3.0]])
TOLERANCES = np.array([[0.125, 0.25, 0.0], [2.0**-60, 0.5, 0.5]])
GOLDEN = GoldenLogits((7, 8), MIDS, TOLERANCES)


def compare(logits, slack=Fraction(0), golden=GOLDEN):
    return compare_logits(golden, np.asarray(logits), slack)


def test_the_edge_of_a_tolerance_is_within():
    for edge in (MIDS + np.array([[0.125, -0.25, 0], [0, 0.5, -0.5]]), MIDS):
        positions = compare(edge)
        assert [p.outside for p in positions] == [0, 0]
        assert [p.token for p in positions] == [7, 8]
    assert compare(MIDS + TOLERANCES)[0].excess == 0


def test_one_ulp_beyond_is_outside():
    beyond = MIDS.copy()
    beyond[0, 1] = np.nextafter(2.25, 3)
    beyond[0, 2] = np.nextafter(-1, -2)
    first, second = compare(beyond)
    assert (first.outside, second.outside) == (2, 0)
    assert first.excess == Fraction(1, 1 << 51)
    assert second.excess == -Fraction(1, 1 << 60)


@pytest.mark.parametrize(("units", "outside"), [(333, 1), (334, 0)])
def test_a_slack_that_is_no_float_counts_exactly(units, outside):
    found = MIDS.copy()
    found[0, 2] = -1 - 1 / 3  # below the third
    excess = Fraction(1 + 1 / 3) - 1
    assert Fraction(333, 1000) < excess < Fraction(334, 1000)
    assert compare(found, Fraction(units, 1000))[0].outside == outside
    assert compare(found, excess)[0].outside == 0
    assert compare(found, excess - Fraction(1, 10**30))[0].outside == 1


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
def test_every_dtype_is_taken_as_it_is(dtype):
    assert [p.outside for p in compare(MIDS.astype(dtype))] == [0, 0]
    tenth = np.full((2, 3), 0.1, dtype)
    golden = GoldenLogits((0, 0), np.full((2, 3), 0.1), np.zeros((2, 3)))
    expected = abs(Fraction(float(dtype(0.1))) - Fraction(0.1))
    assert compare(tenth, golden=golden)[0].excess == expected


def test_next_tokens_are_compared_where_they_are_decided():
    tolerances = np.array([[0.125, 0.25, 0.0], [0.0, 1.5, 0.5]])
    golden = GoldenLogits((0, 0), MIDS, tolerances)
    assert [p.golden for p in compare(MIDS, golden=golden)] == [1, None]
    for first, engine, agrees in (
        ([1.0, 2.0, 0.0], 1, True),
        ([2.0, 1.0, 0.0], 0, False),
        ([2.0, 2.0, 0.0], None, False),
    ):
        position, undecided = compare([first, MIDS[1]], golden=golden)
        assert (position.engine, position.agrees) == (engine, agrees)
        assert undecided.agrees is None
