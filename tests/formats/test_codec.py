from dataclasses import dataclass, replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from quantcert.formats.bitstream import pack_words
from quantcert.formats.codec import Codec, codes_of_words
from quantcert.formats.pair35.codes import ALT43, PAIR_CODECS
from tests.support.matrices import formats, make_matrix

TABLES = [
    ((0,), (0,)),
    ((0, 1), (0, 1)),
    ((0, 0, 0), (0,)),
    ((0, 1, 0, 1), (0, 1)),
    ((0, 0, 1), (0, 0, 1)),
]


@given(formats, st.integers(1, 20), st.integers(0, 2**32 - 1))
def test_a_packed_row_gives_back_its_codes(codec, columns, seed):
    matrix = make_matrix(np.random.default_rng(seed), codec, 2, columns, 4)
    for words, codes in zip(matrix.words, matrix.codes.tolist(), strict=True):
        row = int.from_bytes(words.tobytes(), "little")
        assert [codec.packed_code(row, column) for column in range(columns)] == codes


@given(formats, st.integers(1, 40), st.integers(0, 2**32 - 1))
def test_an_odd_last_pair_is_filled_up_by_a_zero_point(codec, columns, seed):
    matrix = make_matrix(np.random.default_rng(seed), codec, 3, columns, 4)
    fillers = codec.fillers(matrix.words, columns)
    assert fillers.shape == (3, columns % 2)
    if columns % 2:
        np.testing.assert_array_equal(fillers[:, 0], matrix.zero_points[:, -1, codec.tables[1]])


@dataclass(frozen=True)
class Triples(Codec):
    """Three digits to base five in a word of seven bits."""

    def code(self, lane, word):
        return word // 5**lane % 5


@pytest.mark.parametrize("columns", [1, 2, 3, 4, 5, 6])
def test_all_lanes_after_the_last_column_are_fillers(columns):
    codec = Triples(7, (0, 0, 0), (5,), "", "")
    assert (codec.lanes, codec.widest, codec.code_bits) == (3, 4, 3)
    digits = np.random.default_rng(columns).integers(0, 5, (4, codec.word_count(columns), 3))
    words = pack_words((digits @ [1, 5, 25]).astype(np.uint8), 7)
    filled = digits.reshape(4, -1)[:, columns:]
    np.testing.assert_array_equal(codec.fillers(words, columns), filled)


@pytest.mark.parametrize(("tables", "cycle"), TABLES)
def test_tables_are_read_in_the_shortest_cycle(tables, cycle):
    assert replace(ALT43, tables=tables).table_cycle == cycle


@pytest.mark.parametrize("codec", PAIR_CODECS.values(), ids=PAIR_CODECS)
def test_every_word_has_its_codes(codec):
    words = np.arange(codec.max_word + 1, dtype=np.uint8)
    even, odd = (codes_of_words(codec, lane)[words].astype(int) for lane in (0, 1))
    np.testing.assert_array_equal(even + codec.radix * odd, words)
