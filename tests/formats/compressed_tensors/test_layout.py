"""Words of integer codes, code by code, and scales of NVFP4."""

import numpy as np
import pytest

from quantcert.formats.compressed_tensors.layout import (
    DENSE,
    PADDED,
    differ,
    divided_scales,
    fitting,
)


@pytest.mark.parametrize("layout", [DENSE, PADDED])
@pytest.mark.parametrize("bits", range(1, 9))
@pytest.mark.parametrize("count", [1, 10, 31, 32, 33, 70])
def test_every_bit_is_of_one_code_or_of_none(layout, bits, count):
    """Bits one at a time; those of no code are padding."""
    length = layout.length(count, bits)
    seen, padding = set(), 0
    for bit in range(32 * length):
        words = np.zeros((1, length), np.uint32)
        words[0, bit // 32] = 1 << (bit % 32)
        words = words.view(np.int32)
        codes = layout.codes(words, bits, count)
        assert codes.shape == (1, count)
        places = np.argwhere(codes).tolist()
        assert len(layout.rows_with_padding(words, bits, count)) == (not places)
        padding += not places
        seen |= {(column, int(codes[0, column])) for _, column in places}
    assert seen == {(column, 1 << bit) for column in range(count) for bit in range(bits)}
    assert padding == 32 * length - bits * count


def test_whole_codes_leave_bits_of_a_word_free():
    words = np.array([[0b11_111_000]], np.int32)
    assert PADDED.codes(words, 3, 3).tolist() == DENSE.codes(words, 3, 3).tolist() == [[0, 7, 3]]
    straddling = np.array([[3 << 30, 1]], np.uint32).view(np.int32)
    assert DENSE.codes(straddling, 3, 11)[0, 10] == 0b111
    assert PADDED.codes(straddling, 3, 11)[0, 10] == 0b001


@pytest.mark.parametrize(
    ("count", "bits", "words", "layouts"),
    [
        (96, 3, 9, [DENSE]),
        (96, 3, 10, [PADDED]),
        (96, 3, 11, []),
        (11, 6, 3, [DENSE, PADDED]),
        (96, 4, 12, [DENSE, PADDED]),
    ],
)
def test_words_tell_the_layout(count, bits, words, layouts):
    assert fitting(count, bits, words) == layouts


@pytest.mark.parametrize("bits", range(1, 9))
def test_layouts_differ_where_a_code_lies_in_another_place(bits):
    random = np.random.default_rng(bits)
    for count in range(1, 40):
        shared = min(DENSE.length(count, bits), PADDED.length(count, bits))
        words = random.integers(0, 2**32, (1, 40), dtype=np.uint32).view(np.int32)
        dense = DENSE.codes(words[:, : DENSE.length(count, bits)], bits, count)
        padded = PADDED.codes(words[:, : PADDED.length(count, bits)], bits, count)
        assert shared >= 1
        if not differ(count, bits):
            np.testing.assert_array_equal(dense, padded)
    assert differ(33, bits) == (bits not in (1, 2, 4, 8))
    assert not differ(32 // bits, bits)


def test_a_scale_is_divided_and_rounded_once():
    scales = np.array([[1.0, 448.0]])
    found = divided_scales(scales, np.float32(3))
    assert found.dtype == np.float32
    assert found.tolist() == [[float(np.float32(1) / np.float32(3)), float(np.float32(448 / 3))]]
