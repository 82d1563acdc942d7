import itertools
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from quantcert.exact.groups import decode_float64
from quantcert.formats import QuantizedMatrix
from quantcert.formats.bitstream import unpack_words
from quantcert.formats.pair35.codes import ALT43, PAIR11, PAIR_CODECS
from tests.support.codecs import uniform_matrix
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


@pytest.mark.parametrize(("columns", "group_size", "cuts"), [(200, 32, (0, 64, 160, 200))])
@pytest.mark.parametrize("fmt", PAIR_CODECS.values(), ids=str)
def test_columns_of_a_matrix_stand_for_the_same_weights(fmt, columns, group_size, cuts):
    matrix = make_matrix(np.random.default_rng(2), fmt, 3, columns, group_size)
    check_columns(matrix, cuts)


@pytest.mark.parametrize("bits", range(1, 9))
@pytest.mark.parametrize("group_size", [24, 1000])
def test_columns_of_words_of_any_size(bits, group_size):
    matrix = uniform_matrix(np.random.default_rng(3), bits, 2, 100, group_size)
    check_columns(matrix, (0, 24, 72, 100))


def check_columns(matrix: QuantizedMatrix, cuts: tuple[int, ...]) -> None:
    whole, codec = decode_float64(matrix), matrix.codec
    for start, stop in itertools.pairwise(cuts):
        part = matrix.columns(start, stop)
        np.testing.assert_array_equal(decode_float64(part), whole[:, start:stop])
        words = unpack_words(part.words, codec.word_count(stop - start), codec.word_bits)
        for column, lane in ((0, 0), (stop - start - 1, (stop - start - 1) % codec.lanes)):
            read = [codec.code(lane, int(row[column // codec.lanes])) for row in words]
            assert read == part.codes[:, column].tolist()
