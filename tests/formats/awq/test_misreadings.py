import numpy as np

from quantcert.formats import Scheme
from quantcert.formats.awq.layout import fields_of
from quantcert.formats.awq.misreadings import MISREADINGS
from quantcert.formats.codecs import UniformCodec
from quantcert.formats.packed import uniform_matrix
from tests.support.packed_folders import awq_words, packed_words

FIELDS = np.random.default_rng(0).integers(0, 16, (5, 16)).astype(np.uint8)
IN_ORDER, TWICE = (reading.reread for reading in MISREADINGS)


def read(words):
    """A matrix of 16 outputs and 5 inputs as it is read from words."""
    codes = np.ascontiguousarray(fields_of(words).T)
    ones = np.ones((16, 1), np.float32)
    return uniform_matrix("w", Scheme("x", UniformCodec(4), 5), codes, ones, codes[:, :1])


def test_fields_that_were_not_interleaved_are_put_in_order():
    found = IN_ORDER(read(packed_words(FIELDS, 4)))
    np.testing.assert_array_equal(found.codes, FIELDS.T)
    np.testing.assert_array_equal(found.zero_points[:, 0, 0], FIELDS[0])


def test_fields_that_were_interleaved_twice_are_put_in_order():
    once = fields_of(packed_words(FIELDS, 4))
    twice = read(awq_words(awq_fields(FIELDS)))
    assert not np.array_equal(once, FIELDS)
    np.testing.assert_array_equal(TWICE(twice).codes, FIELDS.T)


def awq_fields(fields):
    """The fields of the words of a writer, read in the order of their bits."""
    return fields.reshape(len(fields), -1, 8)[:, :, [0, 2, 4, 6, 1, 3, 5, 7]].reshape(fields.shape)


def test_rows_that_are_no_whole_words_are_left():
    assert IN_ORDER(read(awq_words(FIELDS)).rows(0, 7)) is None
