"""Descent on codes and scales: each sweep makes the error of outputs smaller."""

import numpy as np
import pytest

from quantcert.formats import targets
from quantcert.quantizer import quantize_matrix
from quantcert.quantizer.feedback import feedback_of
from tests.quantizer.test_feedback import NAMES, inputs, loss

WEIGHTS = np.random.default_rng(1).standard_normal((30, 39)).astype(np.float32)


def bettered(name, sweeps, group_size=8):
    x = inputs(39)
    feedback = feedback_of(x.T @ x)
    return quantize_matrix(WEIGHTS, targets()[name], group_size, feedback=feedback, sweeps=sweeps)


@pytest.mark.parametrize("name", NAMES)
def test_each_sweep_makes_the_error_of_outputs_smaller(name):
    losses = [loss(WEIGHTS, bettered(name, sweeps), inputs(39)) for sweeps in range(4)]
    assert losses[1] < 0.97 * losses[0]
    assert losses[3] < losses[2] < losses[1]


@pytest.mark.parametrize("name", NAMES)
def test_codes_stay_in_the_range_of_their_table(name):
    found = bettered(name, 2)
    levels = np.array(found.codec.levels)[np.arange(39) % len(found.codec.levels)]
    assert (found.codes < levels).all()
    assert (found.scales > 0).all()


@pytest.mark.parametrize("name", ["grid2", "grid3"])
def test_scales_of_blocks_move(name):
    first, last = bettered(name, 0), bettered(name, 3)
    ratios = [m.scales / m.scales[:, :1] for m in (first, last)]
    assert not np.allclose(*ratios)
    assert not np.array_equal(first.zero_points, last.zero_points)


def test_the_same_input_gives_the_same_codes():
    first, second = bettered("grid3", 2), bettered("grid3", 2)
    for role, array in first.stored.items():
        np.testing.assert_array_equal(array, second.stored[role])


def test_no_column_can_be_bettered_alone_in_the_end():
    """The codes of a small matrix are those from which no single step of a code is an advance."""
    found = bettered("grid4", 30)
    x = inputs(39)
    groups = np.arange(39) // 8
    scales = found.scales[:, groups, 0].astype(np.float64)
    zeros = found.zero_points[:, groups, 0].astype(np.float64)
    moments = feedback_of(x.T @ x).moments.astype(np.float64)
    error = scales * (found.codes - zeros) - WEIGHTS
    slope = error @ moments
    for step in (-1, 1):
        gain = 2 * step * scales * slope + np.square(scales) * np.diagonal(moments)
        moved = found.codes.astype(int) + step
        inside = (moved >= 0) & (moved < 16)
        lost = (error * slope).sum(axis=1, keepdims=True)
        assert (gain[inside] > -1e-3 * np.broadcast_to(lost, gain.shape)[inside]).all()
