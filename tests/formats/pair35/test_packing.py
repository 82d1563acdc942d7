import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from quantcert.formats.pair35.codes import ALT43, PAIR11, PAIR_CODECS
from quantcert.formats.pair35.packing import pack_pairs, pad_columns, split_words, unpack_pairs
from tests.support.matrices import formats


@pytest.mark.parametrize("fmt", PAIR_CODECS.values(), ids=PAIR_CODECS)
def test_every_seven_bit_word_is_split_into_its_two_codes_or_refused(fmt):
    for word in range(128):
        packed = np.array([[word]], dtype=np.uint8)
        if word > fmt.max_word:
            with pytest.raises(ValueError, match=f"word {word} is not in 0..{fmt.max_word}"):
                unpack_pairs(packed, 2, fmt)
            continue
        codes = unpack_pairs(packed, 2, fmt)
        assert codes.tolist() == [[word % fmt.radix, word // fmt.radix]]
        assert pack_pairs(codes, fmt).tolist() == [[word]]


def test_the_quotient_by_multiplication_is_right_for_every_word_of_both_radices():
    words = np.arange(128, dtype=np.uint8)[None]
    for fmt in (ALT43, PAIR11):
        even, odd = split_words(words, fmt).reshape(-1, 2).T
        assert even.tolist() == [word % fmt.radix for word in range(128)]
        assert odd.tolist() == [word // fmt.radix for word in range(128)]


@given(formats, st.integers(1, 3), st.integers(1, 40), st.integers(0, 2**32 - 1))
def test_codes_come_back_for_any_number_of_columns(fmt, rows, columns, seed):
    rng = np.random.default_rng(seed)
    levels = [fmt.pair_levels[column % 2] for column in range(columns)]
    codes = rng.integers(0, levels, (rows, columns)).astype(np.uint8)
    filler = rng.integers(0, fmt.pair_levels[1], rows).astype(np.uint8)
    padded = pad_columns(codes, filler)
    packed = pack_pairs(padded, fmt)
    assert packed.shape == (rows, -(-7 * padded.shape[1] // 2 // 8))
    np.testing.assert_array_equal(unpack_pairs(packed, columns, fmt), codes)
    if columns % 2:
        np.testing.assert_array_equal(unpack_pairs(packed, columns + 1, fmt)[:, -1], filler)


@pytest.mark.parametrize(
    ("fmt", "codes", "message"),
    [
        (ALT43, [0, 8], "code 8 is not in 0..7"),
        (ALT43, [16, 0], "code 16 is not in 0..15"),
        (PAIR11, [11, 0], "code 11 is not in 0..10"),
        (PAIR11, [0, 11], "code 11 is not in 0..10"),
        (PAIR11, [0], "1 columns do not make whole pairs"),
    ],
)
def test_codes_outside_their_levels_are_refused(fmt, codes, message):
    with pytest.raises(ValueError, match=message):
        pack_pairs(np.array([codes], dtype=np.uint8), fmt)
