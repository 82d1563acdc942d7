import numpy as np
import pytest

from quantcert.formats import Scheme
from quantcert.formats.codecs import UniformCodec
from quantcert.formats.gptq.layout import fields_of
from quantcert.formats.gptq.misreadings import MISREADINGS
from quantcert.formats.packed import uniform_matrix

IN_PLANES, WITHOUT_HOLES = (reading.reread for reading in MISREADINGS)


def read(words, bits, planar):
    codes = fields_of(words, bits, planar)
    ones = np.ones((len(codes), 1), np.float32)
    zeros = np.zeros((len(codes), 1), np.uint8)
    return uniform_matrix("w", Scheme("x", UniformCodec(bits), 96), codes, ones, zeros)


@pytest.mark.parametrize("bits", range(2, 9))
def test_words_of_one_form_are_read_in_the_other(bits):
    words = np.random.default_rng(bits).integers(-(2**31), 2**31, (3, 3 * bits)).astype(np.int32)
    planar, dense = (fields_of(words, bits, form) for form in (True, False))
    np.testing.assert_array_equal(IN_PLANES(read(words, bits, False)).codes, planar)
    np.testing.assert_array_equal(WITHOUT_HOLES(read(words, bits, True)).codes, dense)
    assert np.array_equal(planar, dense) == (bits in (2, 4, 8))


def test_columns_that_are_no_whole_planes_are_left():
    matrix = read(np.zeros((1, 3), np.int32), 3, False)
    short = uniform_matrix(
        "w", matrix.scheme, matrix.codes[:, :31], matrix.scales[:, :, 0], matrix.zero_points[:, 0]
    )
    assert IN_PLANES(short) is None
    assert WITHOUT_HOLES(short) is None
