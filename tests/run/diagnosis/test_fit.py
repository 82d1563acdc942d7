import numpy as np
import pytest

from quantcert.run.diagnosis.fit import explains, factor, misfit, power_of_two, sample


def test_the_error_is_a_share_of_the_weights():
    original = np.array([[3.0, -4.0]])
    assert misfit(original, original) == 0
    assert misfit(original, 0 * original) == 1
    assert misfit(original, -original) == 2
    assert misfit(0 * original, original) == float("inf")
    assert misfit(original, np.array([[np.nan, 0]])) == float("inf")


@pytest.mark.parametrize(
    ("found", "current", "does"),
    [(0.1, 0.3, True), (0.1, 0.15, False), (0.6, 9.0, False), (0.5, 1.0, True)],
)
def test_an_explanation_halves_the_error_at_least(found, current, does):
    assert explains(found, current) is does


def test_the_factor_is_that_of_the_best_fit():
    original = np.array([[1.0, 2, 3]])
    assert factor(original, original / 8) == 8
    assert factor(original, 0 * original) == 0
    assert power_of_two(original, original / -7) == 8
    assert power_of_two(original, 0 * original) == 1


@pytest.mark.parametrize("rows", [1, 31, 32, 33, 64, 1000])
def test_sampled_rows_are_rows(rows):
    found = [n for start, stop in sample(rows, 4, 8) for n in range(start, stop)]
    assert len(set(found)) == len(found) <= 32
    assert 0 <= min(found) <= max(found) < rows
    if rows <= 32:
        assert found == list(range(rows))
