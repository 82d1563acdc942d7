import pytest

from quantcert.formats.pair35.codes import ALT43, PAIR11, PAIR_CODECS


@pytest.mark.parametrize("fmt", PAIR_CODECS.values(), ids=PAIR_CODECS)
def test_pairs_of_codes_are_distinct_words_of_seven_bits(fmt):
    even, odd = fmt.pair_levels
    words = [low + fmt.radix * high for high in range(odd) for low in range(even)]
    assert len(set(words)) == even * odd
    assert max(words) == fmt.max_word < 128


def test_the_names_lanes_and_levels_are_those_of_the_format():
    assert list(PAIR_CODECS) == ["alt43", "pair11"]
    assert (ALT43.levels, ALT43.max_word, ALT43.tables) == ((16, 8), 127, (0, 1))
    assert (ALT43.table_cycle, ALT43.widest, ALT43.code_bits) == ((0, 1), 15, 4)
    assert (PAIR11.levels, PAIR11.max_word, PAIR11.tables) == ((11,), 120, (0, 0))
    assert (PAIR11.table_cycle, PAIR11.widest, PAIR11.code_bits) == ((0,), 10, 4)
