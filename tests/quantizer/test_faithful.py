"""Rows that feedback takes too far are rounded to nearest; formats too coarse are not taken."""

import numpy as np

from quantcert.containers import open_checkpoint
from quantcert.exact import decode_float64
from quantcert.formats import targets
from quantcert.pairing.parts import TensorPart
from quantcert.quantizer import Effort, across, make_choice, quantize_matrix
from quantcert.quantizer.budget import offers_of, spend
from quantcert.quantizer.calibrated import quantize_part
from quantcert.quantizer.faithful import LARGEST, relative_errors, spliced
from quantcert.quantizer.moments import Half, Inputs
from quantcert.quantizer.plan import plan_matrix
from tests.support.checkpoints import weights, write_checkpoint


def planned(folder, matrix, name="grid3"):
    original = open_checkpoint(write_checkpoint(folder / "source", {"w": matrix}))
    choice = make_choice(name, None)
    return original, plan_matrix(original, "w", TensorPart("w"), choice.target, choice.group_size)


def test_rows_are_replaced():
    first = quantize_matrix(weights(7, 32), targets()["grid3"], 8)
    other = quantize_matrix(weights(3, 32) + 1, targets()["grid3"], 8, dtype=np.dtype(np.float16))
    found = spliced(first, np.array([0, 3, 6]), other)
    for role, array in found.stored.items():
        np.testing.assert_array_equal(array[[0, 3, 6]], other.stored[role])
        np.testing.assert_array_equal(array[[1, 2, 4, 5]], first.stored[role][[1, 2, 4, 5]])


def test_rows_that_are_taken_too_far_are_rounded_to_nearest(tmp_path):
    matrix = weights(12, 32).astype(np.float32)
    plan = planned(tmp_path, matrix)
    # one direction counts and the rest hardly does: all columns make good a column's error
    direction = np.ones(32)
    inputs = Inputs((1e6 * np.outer(direction, direction) + np.eye(32)).astype(np.float32), False)
    half = Half(inputs.moments / 2, -3 * np.eye(32, dtype=np.float32) * 5e4)
    shift = Inputs(inputs.moments, False, None, (half, half))
    found = quantize_part(*plan, shift, Effort.DEFAULT)
    nearest = quantize_matrix(matrix, plan[1].target, 16, dtype=plan[1].scale_dtype)
    errors = relative_errors(matrix, found)
    assert (errors <= LARGEST).all()
    same = (found.codes == nearest.codes).all(axis=1)
    assert same.any()


def test_columns_that_are_taken_too_far_are_rounded_to_nearest(tmp_path, monkeypatch):
    matrix = weights(32, 24).astype(np.float32)
    matrix[:, ::4] *= 0.24  # beside columns that make their scales
    plan = planned(tmp_path, matrix)
    inputs = Inputs((1e6 * np.ones((32, 32)) + np.eye(32)).astype(np.float32), True)
    sums = np.abs(matrix).sum(axis=0)

    def made():
        found = decode_float64(quantize_part(*plan, inputs, Effort.DEFAULT))
        return found, np.abs(found - matrix).sum(axis=0) / sums

    found, errors = made()
    monkeypatch.setattr(across, "far_columns", lambda exact, _: np.zeros(exact.shape[1], bool))
    free, errors_free = made()
    far = errors_free > LARGEST
    assert far.any()
    assert not far.all()
    assert (errors[far] < errors_free[far]).all()
    assert (errors <= LARGEST).all()
    np.testing.assert_array_equal(found[:, ~far], free[:, ~far])


def test_a_format_that_is_too_coarse_for_a_column_is_not_taken(tmp_path):
    matrix = weights(1024, 48).astype(np.float32)
    matrix[:, 5] *= 12
    original, plan = planned(tmp_path, matrix)
    unfit = [
        [offer.loss >= 1e30 for offer in offers_of(original, plan, Inputs(np.eye(n), turned))]
        for n, turned in ((1024, True), (48, False))
    ]
    assert 0 < sum(unfit[0]) < len(unfit[0])
    assert unfit[0] != unfit[1]


def test_a_format_that_is_too_coarse_for_a_row_is_not_taken(tmp_path):
    matrix = weights(40, 1024).astype(np.float32)
    matrix[17, 5] = 60 * np.abs(matrix[17]).max()
    original, plan = planned(tmp_path, matrix)
    offers = offers_of(original, plan, Inputs(np.eye(1024, dtype=np.float32), False))
    for offer in offers:
        made = quantize_matrix(matrix, offer.choice.target, offer.choice.group_size)
        assert (offer.loss >= 1e30) == (relative_errors(matrix, made) > LARGEST).any()
    unfit = [offer for offer in offers if offer.loss >= 1e30]
    assert 0 < len(unfit) < len(offers)
    room = max(offer.bits for offer in offers)
    assert spend({"w": offers}, room)["w"] not in [offer.choice for offer in unfit]
