from dataclasses import replace

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from quantcert.integer import build_program
from quantcert.integer.largest import (
    largest_offsets,
    largest_row,
    largest_weight,
    looked_up,
    needed_shift,
)
from tests.support.integer_programs import KINDS, random_matrix


@given(st.integers(0, 1 << 60), st.sampled_from([127, 32767, (1 << 23) - 1]))
def test_a_needed_shift_is_the_least_that_is_enough(entries, limit):
    shift = needed_shift(entries, limit)
    assert entries <= limit << shift
    assert shift == 0 or entries > limit << shift - 1


def test_rows_and_entries_are_exact(networks):
    program = build_program(networks["alt43"].checkpoint)
    matrix = program.layers[0].gate
    assert largest_row(matrix) == np.abs(matrix.decoded()).sum(axis=1).max()
    rows = program.embedding.lookup(np.arange(program.sizes.vocabulary), program.sizes.unit)
    embedding = program.embedding
    weight = largest_weight(embedding)
    assert weight == np.abs(embedding.decoded()).max()
    assert looked_up(weight, embedding.exponent, program.sizes.unit) == np.abs(rows).max()


def test_what_is_looked_up_is_rounded_half_up_or_exact():
    assert [looked_up(weight, 21, 20) for weight in range(5)] == [0, 1, 1, 2, 2]
    assert looked_up(5, 18, 20) == 20


def test_scaled_codes_and_offsets_are_bounded_apart():
    matrix = random_matrix(np.random.default_rng(0), KINDS["long with offsets"], 5, 100)
    assert matrix.offsets is not None
    rows, offsets = np.zeros(5, np.int64), np.zeros(5, np.int64)
    for group, table, columns in matrix.blocks():
        zeros = matrix.zero_points[:, group, table, None].astype(np.int64)
        scaled = matrix.scales[:, group, table, None] * (matrix.codes[:, columns] - zeros)
        rows += np.abs(scaled).sum(axis=1)
        offsets += np.abs(matrix.offsets[:, group, table]) * scaled.shape[1]
    rows += offsets
    assert largest_offsets(matrix) == offsets.max()
    assert largest_offsets(replace(matrix, offsets=None)) == 0
    assert largest_row(matrix) == rows.max() > np.abs(matrix.decoded()).sum(axis=1).max()
