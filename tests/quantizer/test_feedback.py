"""Feedback of rounding errors: it is least squares, and it pays."""

import numpy as np
import pytest

from quantcert.formats import targets
from quantcert.formats.block_grid.grids import GRIDS
from quantcert.quantizer import quantize_matrix
from quantcert.quantizer.feedback import DAMPING, feedback_of, no_feedback

NAMES = ["alt43", "pair11", *GRIDS]


def inputs(columns, seed=0):
    """Correlated inputs `[positions, columns]`."""
    rng = np.random.default_rng(seed)
    return rng.standard_normal((400, columns)) @ rng.standard_normal((columns, columns))


def loss(weights, matrix, x):
    columns = np.arange(weights.shape[1])
    places = columns // matrix.group_size, columns % len(matrix.codec.levels)
    scales, zeros = (a[:, *places].astype(np.float64) for a in (matrix.scales, matrix.zero_points))
    return float(np.square((scales * (matrix.codes - zeros) - weights) @ x.T).sum())


def test_columns_after_one_move_to_where_least_squares_puts_them():
    x = inputs(6)
    moments = x.T @ x
    feedback = feedback_of(moments)
    damped = moments + DAMPING * np.trace(moments) / 6 * np.eye(6)
    for column in range(5):
        later = np.arange(column + 1, 6)
        best = np.linalg.solve(damped[np.ix_(later, later)], damped[later, column])
        # an error of the column that is `w - w_hat` is made good by adding `best` times it
        np.testing.assert_allclose(-feedback.factor[column, later], best, rtol=1e-9, atol=1e-9)
        rest = damped[column, column] - damped[column, later] @ best
        assert feedback.importance[column] == pytest.approx(rest)


@pytest.mark.parametrize("name", NAMES)
def test_the_error_of_outputs_gets_smaller(name):
    x = inputs(40)
    weights = np.random.default_rng(1).standard_normal((30, 40)).astype(np.float32)
    plain = quantize_matrix(weights, targets()[name], 8)
    moved = quantize_matrix(weights, targets()[name], 8, feedback=feedback_of(x.T @ x))
    assert loss(weights, moved, x) < 0.6 * loss(weights, plain, x)


@pytest.mark.parametrize("name", NAMES)
def test_groups_of_which_most_is_read_are_rounded_as_if_they_were_stored_first(name):
    x = inputs(24) * np.repeat([1, 9, 3], 8)
    weights = np.random.default_rng(1).standard_normal((30, 24)).astype(np.float32)
    order = np.concatenate([np.arange(8, 16), np.arange(16, 24), np.arange(8)])
    target, feedback = targets()[name], feedback_of(x.T @ x, group_size=8)
    np.testing.assert_array_equal(feedback.order, order)
    found = quantize_matrix(weights, target, 8, feedback=feedback)
    stored = quantize_matrix(
        weights[:, order], target, 8, feedback=feedback_of(x[:, order].T @ x[:, order])
    )
    assert (found.codes[:, order] == stored.codes).mean() > 0.99
    plain = quantize_matrix(weights, target, 8, feedback=feedback_of(x.T @ x))
    assert loss(weights, found, x) < loss(weights, plain, x)


def test_a_short_group_may_come_first():
    x = inputs(22) * np.repeat([1, 3, 9], [8, 8, 6])
    weights, target = np.random.default_rng(1).standard_normal((5, 22)), targets()["grid4"]
    feedback = feedback_of(x.T @ x, group_size=8)
    assert list(feedback.order[:6]) == list(range(16, 22))
    assert sorted(feedback.order) == list(range(22))
    found = quantize_matrix(weights, target, 8, feedback=feedback, sweeps=2)
    assert loss(weights, found, x) < loss(weights, quantize_matrix(weights, target, 8), x)


def test_without_correlation_nothing_moves():
    weights = np.random.default_rng(1).standard_normal((5, 24)).astype(np.float32)
    target = targets()["grid4"]
    plain = quantize_matrix(weights, target, 8)
    same = quantize_matrix(weights, target, 8, feedback=feedback_of(3 * np.eye(24)))
    np.testing.assert_array_equal(plain.codes, same.codes)


def test_inputs_that_are_all_zero_ask_for_nothing():
    found = feedback_of(np.zeros((3, 3)))
    assert found.factor is None
    np.testing.assert_array_equal(found.importance, no_feedback(3).importance)
