"""Blocks cover a row, groups are whole blocks, digits have room."""

from dataclasses import replace

import hypothesis.strategies as st
import numpy as np
from hypothesis import example, given

from quantcert.formats import Scheme, group_count
from quantcert.formats.codecs import TableCodec, ValueCodec
from quantcert.formats.pair35.codes import PAIR11
from quantcert.formats.pair35.storage import PairScheme, pair_scheme
from quantcert.literals import (
    ChunkLayout,
    Geometry,
    bound_width,
    chunk_rows,
    digit_width,
    geometry,
    tables_of,
)
from tests.support.codecs import uniform, uniform_matrix


def pairs(group_size: int) -> PairScheme:
    return pair_scheme(PAIR11, group_size, "F16")


def flat(columns: int) -> Geometry:
    """Blocks of one word, so that `columns` are the padded ones; these are even."""
    return Geometry(PAIR11, columns, columns // 2, 1)


COLUMNS = st.integers(1, 5000)
GROUP_SIZES = st.integers(1, 600).map(lambda half: 2 * half)


@given(COLUMNS, GROUP_SIZES)
@example(576, 128)
@example(384, 128)
@example(1, 2)
@example(7, 4096)
def test_a_group_is_whole_blocks(columns: int, group_size: int) -> None:
    shape = geometry(columns, pairs(group_size))
    if group_count(columns, group_size) > 1:
        assert group_size % shape.block_columns == 0
    assert 0 <= shape.padded_columns - columns < shape.block_columns <= 16
    assert shape.block_words == 1 or 16 * (shape.padded_columns - columns) <= columns


def test_real_sizes() -> None:
    shape = geometry(384, pairs(128))
    assert (shape.block_words, shape.blocks) == (8, 24)
    layout = ChunkLayout(shape, 0, 64, 64)
    assert (layout.digit_words, layout.code_planes) == (8, 1)
    bytes_in_words = ChunkLayout(geometry(384, Scheme("uniform", uniform(8), 128)), 0, 64, 64)
    assert (bytes_in_words.digit_words, bytes_in_words.code_planes) == (8, 2)


@given(st.integers(0, 300), st.integers(0, 300), st.integers(0, 2**300), st.integers(1, 10**5))
def test_a_digit_has_room(weight_bits: int, scale_bits: int, error: int, columns: int) -> None:
    width = digit_width(weight_bits, scale_bits, error, flat(2 * columns))
    assert width % 8 == 0
    assert width >= 16
    assert weight_bits <= width - 2
    assert scale_bits <= width - 6
    assert error < 1 << (width - 1)
    assert 2 * error < 1 << width
    assert 2 * columns * error < 1 << (width * columns - 1)
    assert 2 * columns < 1 << (width // 2)


def test_a_digit_is_no_wider_than_it_must_be() -> None:
    assert digit_width(1, 1, 0, flat(2)) == 16
    assert digit_width(62, 58, 0, flat(2)) == 64
    assert digit_width(63, 58, 0, flat(2)) == 72
    assert digit_width(62, 59, 0, flat(2)) == 72
    assert digit_width(30, 26, 0, flat(2)) == 32
    assert digit_width(1, 1, 2**53 - 1, flat(1024)) == 56
    assert digit_width(1, 1, 2**55, flat(1024)) == 64
    assert digit_width(1, 1, 2**54 - 1, flat(2)) == 56
    assert digit_width(1, 1, 2**54, flat(2)) == 64
    assert digit_width(1, 1, 1, flat(254)) == 16
    assert digit_width(1, 1, 1, flat(256)) == 24


def test_a_bound_has_the_place_of_its_row() -> None:
    assert [bound_width(flat(columns), 56) for columns in (2, 16, 384)] == [56, 8 * 56, 192 * 56]


def test_chunks_have_whole_rows() -> None:
    shape = geometry(384, pairs(128))
    assert chunk_rows(ChunkLayout(shape, 0, 64, 64), 2**18) == 682
    assert chunk_rows(ChunkLayout(shape, 0, 128, 64), 2**18) == 341
    assert chunk_rows(ChunkLayout(shape, 0, 64, 64), 100) == 1


def test_chunks_are_smaller_where_vectors_are_many_or_long() -> None:
    table = geometry(384, Scheme("levels", TableCodec(8, range(256)), 128))
    assert chunk_rows(ChunkLayout(table, 0, 64, 64), 2**18) == 85
    values = geometry(384, Scheme("values", ValueCodec(), 1))
    assert chunk_rows(ChunkLayout(values, 0, 64, 64), 2**18) == 170


@given(st.integers(1, 8), COLUMNS, st.integers(1, 600))
@example(5, 70, 70)
@example(3, 16, 5)
def test_words_of_any_codec_fit_their_digits(bits: int, columns: int, group_size: int) -> None:
    shape = geometry(columns, Scheme("uniform", uniform(bits), group_size))
    layout = ChunkLayout(shape, 0, 64, 64)
    if group_count(columns, group_size) > 1:
        assert group_size % shape.block_columns == 0
    assert shape.padded_columns - columns < shape.block_columns
    assert shape.block_words & (shape.block_words - 1) == 0
    assert bits * layout.digit_words <= 64
    assert layout.digit_words * layout.code_planes >= shape.block_words


def test_planes_of_very_long_rows_are_short() -> None:
    shape = geometry(5_000_000, pairs(64))
    assert (shape.block_columns, 64 * shape.blocks <= 1 << 23) == (64, True)
    assert geometry(5_000_000, pairs(16)).block_columns == 16


def test_decoded_values_have_no_planes_of_codes() -> None:
    layout = ChunkLayout(geometry(70, Scheme("values", ValueCodec(), 1)), 0, 64, 64)
    assert (layout.shape.blocks, layout.shape.block_columns, layout.code_planes) == (70, 1, 0)


def test_a_digit_has_room_for_the_codes_of_its_codec() -> None:
    for bits in range(1, 9):
        shape = geometry(1, Scheme("uniform", uniform(bits), 1))
        assert digit_width(1, 62 - bits, 0, shape) == 64
        assert digit_width(1, 63 - bits, 0, shape) == 72
        assert digit_width(1, 61 - bits, 0, shape, offset_bits=61) == 64
        assert digit_width(1, 62 - bits, 0, shape, offset_bits=61) == 72
        assert digit_width(1, 61 - bits, 0, shape, offset_bits=62) == 72


def test_tables_that_are_zero_are_left_out() -> None:
    matrix = uniform_matrix(np.random.default_rng(0), 4, 2, 8, 4)
    signed = matrix.scales.copy()
    signed[0] *= -1
    offsets = np.zeros((2, 2, 1))
    zeros = np.zeros_like(matrix.zero_points)
    assert tables_of(matrix).names == ("scales", "zeros")
    assert tables_of(replace(matrix, zero_points=zeros)).names == ("scales",)
    assert tables_of(replace(matrix, scales=signed, offsets=offsets)).names == (
        "scales",
        "negative_scales",
        "zeros",
    )
    offsets[1, 0] = -1
    low = tables_of(replace(matrix, scales=-matrix.scales, offsets=offsets))
    assert low.names == ("negative_scales", "zeros", "negative_offsets")
    assert (low | tables_of(matrix)).names == (
        "scales",
        "negative_scales",
        "zeros",
        "negative_offsets",
    )
    assert low.have_offsets
