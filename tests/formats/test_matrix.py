from fractions import Fraction

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from quantcert.formats.matrix import group_count, stored_shapes
from quantcert.formats.pair35.codes import ALT43, PAIR11
from tests.support.matrices import formats, group_sizes, make_matrix


@given(formats, st.integers(1, 4), st.integers(1, 50), group_sizes)
def test_stored_shapes_are_those_of_the_stored_arrays(fmt, rows, columns, group_size):
    packed = make_matrix(np.random.default_rng(0), fmt, rows, columns, group_size).packed
    shapes = (packed.words.shape, packed.scales.shape, packed.zero_points.shape)
    assert stored_shapes(rows, columns, fmt, group_size) == shapes


def test_the_last_group_may_be_shorter():
    assert [group_count(columns, 128) for columns in (1, 128, 129, 576)] == [1, 1, 2, 5]


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
    np.testing.assert_array_equal(part.codes, matrix.codes[start:stop])
    np.testing.assert_array_equal(part.zero_points, matrix.zero_points[start:stop])
    np.testing.assert_array_equal(part.packed.words, matrix.packed.words[start:stop])
    np.testing.assert_array_equal(part.packed.scales, matrix.scales[start:stop])
    packed_zero_points = matrix.packed.zero_points[start:stop]
    np.testing.assert_array_equal(part.packed.zero_points, packed_zero_points)
    assert np.shares_memory(part.scales, matrix.scales) or part.scales.size == 0
