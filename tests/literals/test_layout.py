"""Blocks cover a row, groups are whole blocks, digits have room."""

import hypothesis.strategies as st
from hypothesis import example, given

from quantcert.formats import Scheme, group_count
from quantcert.formats.pair35.codes import PAIR11
from quantcert.formats.pair35.storage import PairScheme, pair_scheme
from quantcert.literals import ChunkLayout, Geometry, chunk_rows, digit_width, geometry
from tests.support.codecs import uniform


def pairs(group_size: int) -> PairScheme:
    return pair_scheme(PAIR11, group_size, "F16")


def flat(columns: int) -> Geometry:
    """Blocks of one word, so that `columns` are the padded ones; these are even."""
    return Geometry(PAIR11, columns, 1, columns // 2, 1)


COLUMNS = st.integers(1, 5000)
GROUP_SIZES = st.integers(1, 600).map(lambda half: 2 * half)


@given(COLUMNS, GROUP_SIZES)
@example(576, 128)
@example(384, 128)
@example(1, 2)
@example(7, 4096)
def test_a_group_is_whole_blocks(columns: int, group_size: int) -> None:
    shape = geometry(columns, pairs(group_size))
    assert shape.groups == group_count(columns, group_size)
    assert shape.padded_columns >= columns
    if shape.groups > 1:
        assert shape.group_columns == group_size
    assert shape.padded_columns - columns < shape.group_columns
    assert 7 * shape.block_words <= 64


def test_real_sizes() -> None:
    shape = geometry(384, pairs(128))
    assert (shape.groups, shape.group_blocks, shape.block_words, shape.blocks) == (3, 8, 8, 24)
    assert shape.row_bits == 8 * 168


@given(st.integers(0, 300), st.integers(0, 300), st.integers(0, 2**300), st.integers(1, 10**5))
def test_a_digit_has_room(weight_bits: int, scale_bits: int, error: int, columns: int) -> None:
    width = digit_width(weight_bits, scale_bits, error, flat(2 * columns))
    assert width % 64 == 0
    assert weight_bits <= width - 2
    assert scale_bits <= width - 6
    assert 2 * columns * error < 1 << (width - 1)


def test_a_digit_is_no_wider_than_it_must_be() -> None:
    assert digit_width(62, 58, 0, flat(2)) == 64
    assert digit_width(63, 58, 0, flat(2)) == 128
    assert digit_width(62, 59, 0, flat(2)) == 128
    assert digit_width(1, 1, 2**53 - 1, flat(1024)) == 64
    assert digit_width(1, 1, 2**53, flat(1024)) == 128


def test_chunks_have_whole_rows() -> None:
    shape = geometry(384, pairs(128))
    assert chunk_rows(ChunkLayout(shape, 0, 64), 2**18) == 682
    assert chunk_rows(ChunkLayout(shape, 0, 128), 2**18) == 341
    assert chunk_rows(ChunkLayout(shape, 0, 64), 100) == 1


@given(st.integers(1, 8), COLUMNS, st.integers(1, 600))
@example(5, 70, 70)
@example(3, 16, 5)
def test_blocks_of_any_codec_fit_a_limb(bits: int, columns: int, group_size: int) -> None:
    shape = geometry(columns, Scheme("uniform", uniform(bits), group_size))
    assert shape.groups == group_count(columns, group_size)
    if shape.groups > 1:
        assert shape.group_columns == group_size
    assert shape.padded_columns - columns < max(group_size, shape.block_columns)
    assert shape.block_words & (shape.block_words - 1) == 0
    assert bits * shape.block_words <= 64
    assert shape.row_bits == bits * shape.padded_columns


def test_a_digit_has_room_for_the_codes_of_its_codec() -> None:
    for bits in range(1, 9):
        shape = geometry(1, Scheme("uniform", uniform(bits), 1))
        assert digit_width(1, 62 - bits, 0, shape) == 64
        assert digit_width(1, 63 - bits, 0, shape) == 128
