"""Corrections of weights: as far as one half of a text confirms what the other says."""

import numpy as np
import pytest

from quantcert.containers import open_checkpoint
from quantcert.pairing.parts import TensorPart
from quantcert.quantizer import make_choice
from quantcert.quantizer.correction import RIDGES, Correction, best_ridge
from quantcert.quantizer.moments import Half, Inputs, add_halves
from quantcert.quantizer.plan import plan_matrix
from tests.support.checkpoints import weights, write_checkpoint

COLUMNS = 24


def half(rng, positions, missing):
    """What some positions say; `missing` makes of inputs what the original reads besides."""
    x = rng.standard_normal((positions, COLUMNS))
    return Half(x.T @ x, missing(x).T @ x)


def test_what_every_position_says_is_made_good():
    rng = np.random.default_rng(0)
    turn = 0.1 * rng.standard_normal((COLUMNS, COLUMNS))
    halves = [half(rng, 2000, lambda x: x @ turn) for _ in range(2)]
    assert best_ridge(rng.standard_normal((5, COLUMNS)), halves) == RIDGES[0]


def test_chance_is_not():
    rng = np.random.default_rng(1)
    halves = [half(rng, 40, lambda x: rng.standard_normal(x.shape)) for _ in range(2)]
    assert best_ridge(rng.standard_normal((64, COLUMNS)), halves) in (None, RIDGES[-1])


def test_what_is_half_chance_is_made_good_in_part():
    rng = np.random.default_rng(2)
    turn = 0.1 * rng.standard_normal((COLUMNS, COLUMNS))
    halves = [
        half(rng, 60, lambda x: x @ turn + 0.7 * rng.standard_normal(x.shape)) for _ in range(2)
    ]
    assert best_ridge(rng.standard_normal((64, COLUMNS)), halves) in RIDGES[1:-1]


@pytest.mark.parametrize("across", [False, True])
def test_corrected_weights_give_what_is_wanted(tmp_path, across):
    rng = np.random.default_rng(3)
    turn = 0.1 * rng.standard_normal((COLUMNS, COLUMNS))
    halves = tuple(half(rng, 2000, lambda x: x @ turn) for _ in range(2))
    matrix = weights(*((COLUMNS, 10) if across else (10, COLUMNS)))
    original = open_checkpoint(write_checkpoint(tmp_path / "source", {"w": matrix}))
    choice = make_choice("grid3", None)
    plan = plan_matrix(original, "w", TensorPart("w"), choice.target, choice.group_size)
    inputs = Inputs(add_halves(halves).moments, across, None, halves)
    found = Correction.of(original, plan, inputs).apply(matrix)
    x = rng.standard_normal((100, COLUMNS))
    outputs, given, wanted = (
        points @ (own if across else own.T).astype(np.float64)
        for points, own in ((x, found), (x, matrix), (x + x @ turn, matrix))
    )
    assert np.square(outputs - wanted).sum() < 0.05 * np.square(given - wanted).sum()


def test_nothing_is_corrected_where_nothing_is_known_to_be_missing(tmp_path):
    original = open_checkpoint(write_checkpoint(tmp_path / "source", {"w": weights(4, COLUMNS)}))
    choice = make_choice("grid3", None)
    plan = plan_matrix(original, "w", TensorPart("w"), choice.target, choice.group_size)
    one = half(np.random.default_rng(4), 100, lambda x: x)
    for known in ((), (one,)):
        found = Correction.of(original, plan, Inputs(one.moments, False, None, known))
        assert found.factor is None
