import pytest

from quantcert.formats.pair35.codes import ALT43, FORMATS, PAIR11


@pytest.mark.parametrize("fmt", FORMATS.values(), ids=FORMATS)
def test_pairs_of_codes_are_distinct_words_of_seven_bits(fmt):
    even, odd = fmt.pair_levels
    words = [low + fmt.radix * high for high in range(odd) for low in range(even)]
    assert len(set(words)) == even * odd
    assert max(words) == fmt.max_word < 128


def test_the_names_lanes_and_levels_are_those_of_the_format():
    assert list(FORMATS) == ["alt43", "pair11"]
    assert (ALT43.lane_levels, ALT43.max_word, ALT43.lane(5)) == ((16, 8), 127, 1)
    assert (PAIR11.lane_levels, PAIR11.max_word, PAIR11.lane(5)) == ((11,), 120, 0)
