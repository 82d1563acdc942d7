from fractions import Fraction

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from quantcert.formats.pair35.codes import ALT43, PAIR11
from tests.support.matrices import formats, make_matrix


def test_bits_per_weight_count_codes_scales_and_zero_points():
    rng = np.random.default_rng(0)
    pair11 = make_matrix(rng, PAIR11, 3, 384, 128)
    alt43 = make_matrix(rng, ALT43, 3, 384, 128)
    assert pair11.bits_per_weight == Fraction(7, 2) + Fraction(3 * 16 + 16, 384)
    assert alt43.bits_per_weight == Fraction(7, 2) + Fraction(6 * 16 + 24, 384)


@given(formats, st.integers(0, 5), st.integers(0, 5))
def test_rows_of_a_matrix_are_views_of_its_arrays(fmt, start, stop):
    matrix = make_matrix(np.random.default_rng(1), fmt, 5, 9, 4)
    part = matrix.rows(start, stop)
    for field in ("codes", "scales", "zero_points", "words"):
        np.testing.assert_array_equal(getattr(part, field), getattr(matrix, field)[start:stop])
    assert list(part.stored) == list(matrix.stored)
    for role, array in part.stored.items():
        np.testing.assert_array_equal(array, matrix.stored[role][start:stop])
    assert np.shares_memory(part.scales, matrix.scales) or part.scales.size == 0
