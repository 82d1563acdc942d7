"""Codes in words of 32 bits, and what matrices of them must not be."""

from pathlib import Path

import numpy as np
import pytest

from quantcert.containers import TensorInfo
from quantcert.errors import StoredValueError
from quantcert.formats import Scheme
from quantcert.formats.codecs import UniformCodec
from quantcert.formats.packed import (
    check_dead_groups,
    check_order,
    dense_codes,
    dense_length,
    in_place,
    padded_codes,
    padded_length,
    uniform_matrix,
)
from tests.support.packed_folders import decoded_float64, packed_words

INFO = TensorInfo("s", "F32", (2, 2), Path("file"), 0, 16)


@pytest.mark.parametrize("bits", range(1, 9))
@pytest.mark.parametrize("count", [1, 5, 32, 33, 64])
def test_dense_codes_are_those_that_were_packed(bits, count):
    codes = np.random.default_rng(count).integers(0, 1 << bits, (3, count))
    words = packed_words(codes, bits)
    assert words.shape[1] == dense_length(count, bits)
    np.testing.assert_array_equal(dense_codes(words, bits, count), codes)


def test_padded_codes_are_whole_in_their_words():
    words = np.array([[0b101_110, 0b011]], np.int32)
    codes = padded_codes(words, 3, 12)
    assert codes.tolist() == [[6, 5, *[0] * 8, 3, 0]]
    assert (padded_length(10, 3), padded_length(11, 3)) == (1, 2)


def test_words_of_a_matrix_are_its_codes():
    codes = np.array([[1, 2, 3, 15, 0], [4, 5, 6, 7, 8]], np.uint8)
    scheme = Scheme("x", UniformCodec(4), 3)
    scales, zeros = np.ones((2, 2), np.float16), np.full((2, 2), 8, np.uint8)
    matrix = uniform_matrix("m", scheme, codes, scales, zeros)
    assert matrix.words.tolist() == [[0x21, 0xF3, 0x00], [0x54, 0x76, 0x08]]
    np.testing.assert_array_equal(decoded_float64(matrix), codes.astype(float) - 8)


def test_a_group_with_scale_zero_holds_zeros():
    codes, zeros = np.full((2, 4), 8, np.uint8), np.full((2, 2), 8, np.uint8)
    scales = np.array([[0.5, 0], [0, 0]], np.float32)
    scheme = Scheme("x", UniformCodec(4), 2)
    codes[0, 0] = 3
    check_dead_groups(INFO, 5, uniform_matrix("m", scheme, codes, scales, zeros))
    codes[1, 3] = 9
    with pytest.raises(StoredValueError, match="row 6, group 1: scale 0, but the code") as caught:
        check_dead_groups(INFO, 5, uniform_matrix("m", scheme, codes, scales, zeros))
    assert (caught.value.row, caught.value.column) == (6, 3)


@pytest.mark.parametrize("bad", [-1, 2])
def test_an_order_names_groups_that_there_are(bad):
    order = np.array([0, 1, 1, 0])
    check_order(INFO, order, 2)
    order[2] = bad
    with pytest.raises(StoredValueError, match=f"group {bad} of column 2 is not in 0..1"):
        check_order(INFO, order, 2)


def test_an_order_may_be_that_of_places():
    assert in_place(np.array([0, 0, 1, 1, 2]), 2)
    assert not in_place(np.array([0, 1, 0, 1, 2]), 2)
    assert not in_place(np.array([0, 0, 1, 1, 2]), 3)
