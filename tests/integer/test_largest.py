import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from quantcert.integer import build_program
from quantcert.integer.largest import largest_entry, largest_row, needed_shift


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
    assert largest_entry(program.embedding, program.sizes.unit) == np.abs(rows).max()
