import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from quantcert.formats.bitstream import pack_words, packed_length, rows_with_padding, unpack_words

widths = st.integers(1, 8)


def stream(words: list[int], width: int) -> bytes:
    """The bytes of a row, from the definition of the format."""
    number = sum(word << width * place for place, word in enumerate(words))
    return number.to_bytes(packed_length(len(words), width), "little")


@st.composite
def rows_of_words(draw):
    width, rows, count = draw(widths), draw(st.integers(0, 3)), draw(st.integers(0, 40))
    words = draw(
        st.lists(
            st.lists(st.integers(0, 2**width - 1), min_size=count, max_size=count),
            min_size=rows,
            max_size=rows,
        )
    )
    return width, count, words


@given(rows_of_words())
@example((7, 9, [[127] * 9]))
@example((8, 1, [[255]]))
@example((3, 3, [[5, 2, 7]]))
def test_words_lie_least_significant_bit_first_and_come_back(case):
    width, count, words = case
    array = np.array(words, dtype=np.uint8).reshape(len(words), count)
    packed = pack_words(array, width)
    assert [row.tobytes() for row in packed] == [stream(row, width) for row in words]
    np.testing.assert_array_equal(unpack_words(packed, count, width), array)


@pytest.mark.parametrize("width", range(1, 9))
def test_every_word_of_every_width_in_every_place(width):
    for place in range(9):
        words = np.zeros((2**width, 9), dtype=np.uint8)
        words[:, place] = np.arange(2**width)
        packed = pack_words(words, width)
        assert packed[-1].tobytes() == stream(words[-1].tolist(), width)
        np.testing.assert_array_equal(unpack_words(packed, 9, width), words)


@pytest.mark.parametrize("width", [0, 9, -1])
def test_a_width_outside_1_to_8_is_refused(width):
    with pytest.raises(ValueError, match=f"{width} bits, must be 1 to 8"):
        pack_words(np.zeros((1, 1), dtype=np.uint8), width)
    with pytest.raises(ValueError, match=f"{width} bits, must be 1 to 8"):
        unpack_words(np.zeros((1, 1), dtype=np.uint8), 1, width)


def test_a_word_that_is_too_large_is_refused():
    with pytest.raises(ValueError, match="word 8 does not fit in 3 bits"):
        pack_words(np.array([[7, 8]], dtype=np.uint8), 3)


def test_a_row_of_the_wrong_length_is_refused():
    with pytest.raises(ValueError, match="a row has 7 bytes, 9 words of 7 bits take 8"):
        unpack_words(np.zeros((1, 7), dtype=np.uint8), 9, 7)


@given(widths, st.integers(1, 20), st.data())
def test_padding_bits_are_found_in_the_rows_that_have_them(width, count, data):
    packed = pack_words(np.full((3, count), 2**width - 1, dtype=np.uint8), width)
    assert rows_with_padding(packed, count, width).size == 0
    spare = 8 * packed.shape[1] - width * count
    if spare:
        packed[1, -1] |= 1 << (8 - data.draw(st.integers(1, spare)))
        assert rows_with_padding(packed, count, width).tolist() == [1]
