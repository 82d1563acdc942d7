"""Matrices whose rows belong to inputs: errors are made good from row to row."""

import numpy as np
import pytest

from quantcert.formats import targets
from quantcert.quantizer import quantize_matrix
from quantcert.quantizer.across import quantize_across
from quantcert.quantizer.feedback import feedback_of, no_feedback
from tests.quantizer.test_feedback import NAMES, inputs, loss

X = inputs(24)
WEIGHTS = np.random.default_rng(1).standard_normal((24, 39)).astype(np.float32)


def made(name, sweeps, feedback=None):
    target = targets()[name]
    used = feedback or feedback_of(X.T @ X)
    return quantize_across(WEIGHTS, target, 8, "w", np.dtype(np.float16), used, sweeps)


def lost(matrix):
    """The squared error of what a layer computes that has the transposed matrix."""
    columns = np.arange(39)
    places = columns // 8, columns % len(matrix.codec.levels)
    scales, zeros = (a[:, *places].astype(np.float64) for a in (matrix.scales, matrix.zero_points))
    return float(np.square(X @ (scales * (matrix.codes - zeros) - WEIGHTS)).sum())


@pytest.mark.parametrize("name", NAMES)
def test_the_error_of_outputs_gets_smaller(name):
    nearest = quantize_matrix(WEIGHTS, targets()[name], 8, dtype=np.dtype(np.float16))
    losses = [lost(nearest), *(lost(made(name, sweeps)) for sweeps in (0, 1, 2))]
    assert losses[1] < 0.9 * losses[0]
    assert losses[3] < losses[2] < losses[1]


@pytest.mark.parametrize("name", ["alt43", "grid35"])
def test_without_feedback_each_weight_is_rounded_to_nearest(name):
    nearest = quantize_matrix(WEIGHTS, targets()[name], 8, dtype=np.dtype(np.float16))
    same = made(name, 2, no_feedback(24))
    for role, array in nearest.stored.items():
        np.testing.assert_array_equal(array, same.stored[role])


def test_it_is_not_what_inputs_along_rows_ask_for():
    square = np.random.default_rng(2).standard_normal((24, 24)).astype(np.float32)
    feedback, target = feedback_of(X.T @ X), targets()["grid3"]
    across = quantize_across(square, target, 8, "w", np.dtype(np.float16), feedback, 2)
    along = quantize_matrix(square, target, 8, feedback=feedback, sweeps=2)
    assert loss(square, along, X) < loss(square, across, X)
