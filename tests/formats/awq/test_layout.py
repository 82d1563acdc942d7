"""The order of the fields of a word."""

import numpy as np

from quantcert.formats.awq.layout import fields_of


def test_the_fields_of_a_word_are_of_outputs_0_2_4_6_1_3_5_7():
    word = np.array([[0x75316420]], dtype=np.uint32).view(np.int32)
    assert fields_of(word).tolist() == [[0, 1, 2, 3, 4, 5, 6, 7]]


def test_words_follow_each_other():
    words = np.array([[0, 0xF0], [0xF, 0]], dtype=np.int32)
    fields = fields_of(words)
    assert np.argwhere(fields == 15).tolist() == [[0, 8 + 2], [1, 0]]
