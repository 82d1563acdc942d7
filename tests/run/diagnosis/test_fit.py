import numpy as np
import pytest

from quantcert.formats import Scheme
from quantcert.formats.codecs import TableCodec, UniformCodec
from quantcert.formats.packed import uniform_matrix
from quantcert.run.diagnosis.fit import (
    explains,
    factor,
    mean_steps,
    misfit,
    power_of_two,
    sample,
)


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


def test_errors_are_counted_in_steps_of_a_grid():
    codes, zeros = np.array([[3, 5]], np.uint8), np.array([[4]], np.uint8)
    for scale in (0.25, -0.25):
        scales = np.array([[scale]], np.float32)
        matrix = uniform_matrix("m", Scheme("x", UniformCodec(4), 2), codes, scales, zeros)
        assert mean_steps(np.array([[-scale, scale]]), matrix) == 0
        assert mean_steps(np.array([[-scale, 3 * scale]]), matrix) == 1
    none = uniform_matrix("m", Scheme("x", UniformCodec(4), 2), codes, 0 * scales, zeros)
    assert mean_steps(np.ones((1, 2)), none) == 0
    levels = Scheme("x", TableCodec(4, [n * n for n in range(16)]), 2)
    assert mean_steps(np.ones((1, 2)), uniform_matrix("m", levels, codes, scales, zeros)) == 0
