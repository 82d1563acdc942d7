"""A chunk is read back from the bytes of its literals by the definitions of its layout."""

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from quantcert.codes import ALT43, FORMATS, PAIR11, PackedMatrix, pack_pairs
from quantcert.exact import WeightChunk, build_chunk, chunk_geometry, row_errors
from tests.matrix_samples import (
    decoded,
    exact_errors,
    float_dtypes,
    formats,
    fractions,
    make_matrix,
    random_finite,
    random_scales,
)

group_sizes = st.sampled_from([2, 4, 6, 8, 16, 24, 32, 48, 128])


class Reader:
    """Digits of a chunk's literals, each taken from the natural number that they stand for."""

    def __init__(self, chunk: WeightChunk) -> None:
        self.chunk = chunk
        self.numbers = {
            name: int.from_bytes(data, "little") for name, data in chunk.literals().items()
        }

    def digit(self, name: str, width: int, index: int) -> int:
        return self.numbers[name] >> width * index & (1 << width) - 1

    def weight(self, row: int, column: int) -> int:
        geometry, width = self.chunk.geometry, self.chunk.width
        block, plane = divmod(column, geometry.block_columns)
        digit = self.digit(f"w{plane}", width, row * geometry.blocks + block)
        assert digit < 1 << (width - 1)
        return digit - (1 << (width - 2))

    def decoded(self, row: int, column: int) -> int:
        geometry, fmt = self.chunk.geometry, self.chunk.code_format
        row_words = geometry.blocks * geometry.block_words
        word = self.digit("codes", 7, row * row_words + column // 2)
        code = word // fmt.radix if column % 2 else word % fmt.radix
        group = column // (geometry.group_blocks * geometry.block_columns)
        place, lane = row * geometry.groups + group, column % fmt.lanes
        scale = self.digit(f"s{lane}", self.chunk.width, place)
        assert scale < 1 << (self.chunk.width - 6)
        return scale * (code - self.digit(f"z{lane}", 8, place))


def check(weights: np.ndarray, matrix, p: int | None = None) -> WeightChunk:
    """Every literal of the chunk stands for what the matrices hold."""
    errors = row_errors(weights, matrix, p)
    chunk = build_chunk(weights, matrix, errors.p, errors.sum_abs, errors.max_abs)
    reader, unit = Reader(chunk), Fraction(1, 2**errors.p)
    columns = weights.shape[1]
    for row, (originals, values) in enumerate(
        zip(fractions(weights), decoded(matrix), strict=True)
    ):
        assert [reader.weight(row, i) * unit for i in range(columns)] == originals
        assert [reader.decoded(row, i) * unit for i in range(columns)] == values
        for column in range(columns, chunk.geometry.padded_columns):
            assert reader.weight(row, column) == reader.decoded(row, column)
        bound = sum(map(abs, exact_errors(weights, matrix)[row]))
        assert reader.digit("bounds", chunk.width, row) * unit == bound
    assert chunk.max_error == max(errors.max_abs)
    assert chunk.row_bound_max == max(errors.sum_abs) < 1 << (chunk.width - 1)
    assert chunk.geometry.padded_columns * chunk.max_error < 1 << (chunk.width - 1)
    check_lengths(chunk)
    return chunk


def check_lengths(chunk: WeightChunk) -> None:
    """Every literal has exactly the bytes of its digits."""
    geometry, limb_bytes = chunk.geometry, chunk.width // 8
    words = chunk.rows * geometry.blocks * geometry.block_words
    plane, table = chunk.rows * geometry.blocks, chunk.rows * geometry.groups
    lengths = {name: len(data) for name, data in chunk.literals().items()}
    assert lengths == (
        {"codes": -(-7 * words // 8), "bounds": chunk.rows * limb_bytes}
        | {f"w{t}": plane * limb_bytes for t in range(geometry.block_columns)}
        | {f"s{lane}": table * limb_bytes for lane in range(chunk.code_format.lanes)}
        | {f"z{lane}": table for lane in range(chunk.code_format.lanes)}
    )


@st.composite
def cases(draw):
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    fmt, rows = draw(formats), draw(st.integers(1, 4))
    columns, group_size = draw(st.integers(1, 70)), draw(group_sizes)
    dtype = draw(float_dtypes)
    if draw(st.booleans()):
        weights = random_finite(rng, dtype, (rows, columns))
    else:
        weights = rng.standard_normal((rows, columns)).astype(dtype)
    scale_dtype = draw(st.sampled_from([np.dtype(np.float16), np.dtype(np.float32)]))
    shape = (rows, -(-columns // group_size), fmt.lanes)
    scales = random_scales(rng, scale_dtype, shape)
    return weights, make_matrix(rng, fmt, rows, columns, group_size, scales)


@given(cases(), st.integers(0, 3))
@settings(max_examples=120, deadline=None)
def test_the_literals_of_any_matrix_stand_for_it(case, more):
    weights, matrix = case
    check(weights, matrix, row_errors(weights, matrix).p + more)


@pytest.mark.parametrize("fmt", FORMATS.values(), ids=FORMATS)
@pytest.mark.parametrize(
    ("columns", "group_size"), [(1, 2), (17, 16), (33, 128), (64, 32), (75, 10), (576, 128)]
)
def test_ragged_groups_odd_columns_and_single_groups(fmt, columns, group_size):
    rng = np.random.default_rng(columns)
    weights = rng.standard_normal((3, columns)).astype(np.float32)
    shape = (3, -(-columns // group_size), fmt.lanes)
    matrix = make_matrix(rng, fmt, 3, columns, group_size, np.full(shape, 0.25, np.float16))
    assert check(weights, matrix).width == 64


@given(st.integers(1, 2000), st.integers(1, 200))
@example(576, 64)
def test_blocks_divide_groups_and_cover_all_columns(columns, half):
    group_size = 2 * half
    geometry = chunk_geometry(columns, group_size)
    assert 0 <= geometry.padded_columns - columns < max(16, group_size)
    assert geometry.block_words in (1, 2, 4, 8)
    assert geometry.groups == -(-columns // group_size)
    if geometry.groups > 1:
        assert geometry.group_blocks * geometry.block_columns == group_size
    if group_size % 16 == 0 or group_size >= columns:
        assert geometry.block_words == 8


def test_rows_of_whole_blocks_keep_the_bytes_of_the_file():
    rng = np.random.default_rng(0)
    matrix = make_matrix(rng, PAIR11, 5, 384, 128, np.ones((5, 3, 1), np.float16))
    chunk = check(rng.standard_normal((5, 384)).astype(np.float16), matrix)
    assert chunk.literals()["codes"].tobytes() == matrix.packed.words.tobytes()


@pytest.mark.parametrize(
    ("weight", "scale", "width"),
    [
        (2.0**48 * (2 - 2**-23), 1.0, 64),
        (2.0**50, 1.0, 128),
        (1.0, 2.0**42, 64),
        (1.0, 2.0**49, 128),
        (3.0e38, 1.0, 192),
    ],
)
def test_digits_are_as_wide_as_the_conditions_of_the_checker_demand(weight, scale, width):
    """In units of 2^-10; sixteen times the largest error must fit a digit as well."""
    rng = np.random.default_rng(0)
    matrix = make_matrix(rng, ALT43, 1, 2, 2, np.full((1, 1, 2), scale, np.float32))
    weights = np.array([[weight, 2.0**-10]], dtype=np.float32)
    assert check(weights, matrix).width == width


def exact_codes(columns, scale, difference):
    """A row whose codes decode to `difference * scale` in the even columns and to 0 elsewhere."""
    rng = np.random.default_rng(0)
    matrix = make_matrix(rng, ALT43, 1, columns, columns, np.full((1, 1, 2), scale, np.float32))
    zero_points = np.zeros_like(matrix.zero_points)
    codes = np.zeros_like(matrix.codes)
    codes[:, 0::2] = difference
    packed = PackedMatrix(
        pack_pairs(codes, ALT43), matrix.scales, np.zeros_like(matrix.packed.zero_points)
    )
    return replace(matrix, codes=codes, zero_points=zero_points, packed=packed)


def test_a_weight_of_63_bits_needs_wider_digits_though_its_error_is_small():
    matrix = exact_codes(2, 2.0**48 * (1 - 2**-11), 15)
    weights = np.array([[2.0**52 * 1.03, 2.0**-10]], dtype=np.float32)
    assert check(weights, matrix).width == 128


@pytest.mark.parametrize(("scale", "width"), [(2.0**48 * (1 - 2**-24), 64), (2.0**48, 128)])
def test_a_scale_of_59_bits_needs_wider_digits_even_where_it_is_not_used(scale, width):
    weights = np.array([[1.0, 2.0**-10]], dtype=np.float32)
    assert check(weights, exact_codes(2, scale, 0)).width == width


def test_the_errors_of_a_whole_row_must_fit_half_a_digit():
    weights = np.full((1, 32), 2.0**48 * 1.9, dtype=np.float32)
    weights[0, 3] = 2.0**-10
    assert check(weights[:, :16], exact_codes(16, 1.0, 0)).width == 64
    assert check(weights, exact_codes(32, 1.0, 0)).width == 128


def test_sub_blocks_do_not_show(monkeypatch):
    rng = np.random.default_rng(1)
    matrix = make_matrix(rng, ALT43, 50, 40, 32, np.ones((50, 2, 2), np.float16))
    weights = rng.standard_normal((50, 40)).astype(np.float32)
    whole = check(weights, matrix).literals()
    monkeypatch.setattr("quantcert.exact.chunks._SUB_BLOCK", 300)
    assert check(weights, matrix).literals() == whole
