"""Literals against the definitions of `Spec/Weights`, digit by digit, in exact arithmetic."""

from fractions import Fraction

import hypothesis.strategies as st
import numpy as np
import pytest
from hypothesis import given, settings

from quantcert.exact import row_errors, smallest_p, span
from quantcert.formats import Codec
from quantcert.formats.codecs import TableCodec, UniformCodec
from quantcert.formats.matrix import QuantizedMatrix
from quantcert.formats.pair35.codes import PAIR_CODECS
from quantcert.literals import (
    ChunkLayout,
    ChunkLiterals,
    Geometry,
    chunk_literals,
    digit_width,
    first_mismatch,
    first_offender,
    geometry,
    named_literals,
    tables_of,
)
from quantcert.literals.digit_bytes import to_bytes
from quantcert.quantizer import quantize_matrix
from tests.support.codecs import signed_matrix, uniform_matrix
from tests.support.matrices import Block, block_of, random_weights, target_of
from tests.support.matrices import decoded as exact_values

seeds = st.integers(0, 2**32 - 1)


def digit(width: int, number: int, index: int) -> int:
    return (number >> (width * index)) & ((1 << width) - 1)


def number(digits: np.ndarray, width: int) -> int:
    return int.from_bytes(to_bytes(digits, width), "little")


def original(literals: ChunkLiterals, shape: Geometry, width: int, j: int, i: int) -> int:
    plane = number(literals.weights[i % shape.block_columns], width)
    place = j * shape.blocks + i // shape.block_columns
    return digit(width, plane, place) - (1 << (width - 2))


def decoded(
    literals: ChunkLiterals, shape: Geometry, matrix: QuantizedMatrix, width: int, j: int, i: int
) -> int:
    codec = matrix.codec
    block, column = divmod(i, shape.block_columns)
    place = j * shape.blocks + block
    word, lane = divmod(column, codec.lanes)
    code = 0
    if codec.word_bits:
        plane, field = divmod(word, min(min(64, width) // codec.word_bits, shape.block_words))
        digits = digit(width, number(literals.codes[plane], width), place)
        code = codec.code(lane, digit(codec.word_bits, digits, field))

    def entry(name: str) -> int:
        tables = literals.tables.get(name)
        return digit(width, number(tables[codec.tables[lane]], width), place) if tables else 0

    scale = entry("scales") - entry("negative_scales")
    offset = entry("offsets") - entry("negative_offsets")
    return scale * (code - entry("zeros")) + offset


@given(
    name=st.sampled_from(sorted(PAIR_CODECS)),
    rows=st.integers(1, 4),
    columns=st.integers(1, 40),
    half_group=st.integers(1, 12),
    exponent=st.integers(-90, 60),
    spread=st.integers(0, 8),
    seed=st.integers(0, 2**32 - 1),
)
@settings(max_examples=60, deadline=None)
def test_literals_hold_the_stored_numbers(
    name: str, rows: int, columns: int, half_group: int, exponent: int, spread: int, seed: int
) -> None:
    random = np.random.default_rng(seed)
    steps = random.integers(-spread, spread + 1, (rows, columns))
    weights = np.ldexp(random.standard_normal((rows, columns)), exponent + steps)
    weights = weights.astype(np.float32)
    matrix = quantize_matrix(weights, target_of(PAIR_CODECS[name]), 2 * half_group)
    errors = row_errors(weights, matrix)
    shape = geometry(columns, matrix.scheme)
    p = errors.p
    width = digit_width(
        span(weights).bits(p),
        span(matrix.scales).bits(p),
        max(errors.max_abs),
        shape,
    )
    literals = chunk_literals(weights, matrix, errors.sum_abs, ChunkLayout(shape, p, width, width))
    unit = Fraction(1, 1 << p)
    for j in range(rows):
        total = 0
        for i in range(shape.padded_columns):
            w = original(literals, shape, width, j, i)
            w_hat = decoded(literals, shape, matrix, width, j, i)
            if i < columns:
                group, lane = i // (2 * half_group), matrix.codec.tables[i % 2]
                scale = Fraction(float(matrix.scales[j, group, lane]))
                zero = int(matrix.zero_points[j, group, lane])
                assert w * unit == Fraction(float(weights[j, i]))
                assert w_hat * unit == scale * (int(matrix.codes[j, i]) - zero)
                total += abs(w - w_hat)
            else:
                assert w == w_hat
        assert digit(width, number(literals.row_bounds, width), j) == total
    assert smallest_p(weights) <= p


def sample() -> Block:
    return block_of(random_weights(0, 3, 20), "alt43", 8)


def read(block: Block, named: dict[str, bytes]) -> ChunkLiterals:
    views = {name: memoryview(data) for name, data in named.items()}
    return named_literals(views, block.rows, block.layout)


def test_literals_are_read_back_by_name() -> None:
    """Zero bytes at the end, more or fewer, do not matter."""
    block = sample()
    named = {name: bytes(data) for name, data in block.literals.named(block.layout).items()}
    assert set(named) == {"c0", "a", "s0", "s1", "z0", "z1", *(f"w{t}" for t in range(4))}
    for padded in (
        lambda data: data,
        lambda data: data.rstrip(b"\0"),
        lambda data: data + bytes(9),
    ):
        again = read(block, {name: padded(data) for name, data in named.items()})
        written = again.named(block.layout)
        assert {name: bytes(data) for name, data in written.items()} == named


@pytest.mark.parametrize("name", ["c0", "w0", "w3", "s1", "z0", "a"])
def test_a_literal_that_is_too_long_or_missing(name: str) -> None:
    block = sample()
    named = {key: bytes(data) for key, data in block.literals.named(block.layout).items()}
    size = len(named[name])
    longer = {**named, name: named[name] + b"\1"}
    with pytest.raises(ValueError, match=f"literal {name} has {size + 1} bytes, at most {size}"):
        read(block, longer)
    del named[name]
    with pytest.raises(ValueError, match=f"literal {name} is missing"):
        read(block, named)


@pytest.mark.parametrize("bound", [-1, 1 << 6400])
def test_a_bound_that_does_not_fit_is_refused(bound: int) -> None:
    block = sample()
    bounds = [*block.errors.sum_abs[:2], bound]
    with pytest.raises(OverflowError):
        chunk_literals(block.weights, block.matrix, bounds, block.layout)


def test_a_width_or_p_that_is_too_small_is_refused() -> None:
    weights = np.array([[2.0**40, 2.0**-40]], dtype=np.float32)
    block = block_of(weights, "alt43", 2)
    assert block.width > 64
    for p, width, why in (
        (block.p, 64, "do not fit in 64 bits"),
        (block.p - 60, block.width, "is too small"),
    ):
        layout = ChunkLayout(block.shape, p, width, width)
        with pytest.raises(ValueError, match=why):
            chunk_literals(weights, block.matrix, block.errors.sum_abs, layout)


@given(st.integers(1, 8), st.integers(1, 3), st.integers(1, 40), st.integers(1, 9), seeds)
@settings(max_examples=60, deadline=None)
def test_literals_of_any_codec_hold_the_stored_numbers(
    bits: int, rows: int, columns: int, group_size: int, seed: int
) -> None:
    rng = np.random.default_rng(seed)
    weights = rng.standard_normal((rows, columns)).astype(np.float16)
    matrix = uniform_matrix(rng, bits, rows, columns, group_size)
    errors = row_errors(weights, matrix)
    shape = geometry(columns, matrix.scheme)
    layout = ChunkLayout(shape, errors.p, 128, 128)
    literals = chunk_literals(weights, matrix, errors.sum_abs, layout)
    exact = exact_values(matrix)
    for j in range(rows):
        total = 0
        for i in range(shape.padded_columns):
            w_hat = decoded(literals, shape, matrix, 128, j, i)
            w = original(literals, shape, 128, j, i)
            total += abs(w - w_hat)
            if i < columns:
                assert w * Fraction(1, 1 << errors.p) == Fraction(float(weights[j, i]))
                assert w_hat * Fraction(1, 1 << errors.p) == exact[j][i]
            else:
                assert w == w_hat
        assert digit(128, number(literals.row_bounds, 128), j) == total
    assert first_mismatch(literals, weights, matrix, layout) is None
    assert first_offender(literals, layout, max(errors.max_abs)) is None


SIGNED = [UniformCodec(3), UniformCodec(8), TableCodec(4, [3 * k - 20 for k in range(16)])]


@given(st.sampled_from(SIGNED), st.integers(1, 40), st.integers(1, 9), st.booleans(), seeds)
@settings(max_examples=60, deadline=None)
def test_literals_hold_signs_and_offsets(
    codec: Codec, columns: int, group_size: int, wide: bool, seed: int
) -> None:
    """Padding as well; what is read back is the same, and its claims are true."""
    rng = np.random.default_rng(seed)
    matrix = signed_matrix(rng, codec, (2, columns), group_size, np.float32, 40 * wide)
    weights = random_weights(seed, 2, columns)
    errors = row_errors(weights, matrix)
    shape = geometry(columns, matrix.scheme)
    width = digit_width(
        span(weights).bits(errors.p),
        span(matrix.scales).bits(errors.p),
        max(errors.max_abs),
        shape,
        offset_bits=span(matrix.offsets).bits(errors.p),
    )
    layout = ChunkLayout(shape, errors.p, width, width, tables_of(matrix))
    literals = chunk_literals(weights, matrix, errors.sum_abs, layout)
    exact = exact_values(matrix)
    for j in range(2):
        for i in range(shape.padded_columns):
            w_hat = decoded(literals, shape, matrix, width, j, i)
            if i < columns:
                assert w_hat * Fraction(1, 1 << errors.p) == exact[j][i]
            else:
                assert original(literals, shape, width, j, i) == w_hat
    assert first_mismatch(literals, weights, matrix, layout) is None
    assert first_offender(literals, layout, max(errors.max_abs)) is None
    found = first_offender(literals, layout, max(errors.max_abs) - 1)
    assert found is not None
    assert found.decoded * Fraction(1, 1 << errors.p) == exact[found.row][found.column or 0]


@pytest.mark.parametrize("name", ["scales", "negative_scales", "offsets", "negative_offsets"])
def test_a_flipped_bit_of_a_sign_is_found(name: str) -> None:
    matrix = signed_matrix(np.random.default_rng(0), UniformCodec(4), (4, 32), 8)
    weights = random_weights(0, 4, 32)
    errors = row_errors(weights, matrix)
    layout = ChunkLayout(geometry(32, matrix.scheme), errors.p, 128, 128, tables_of(matrix))
    literals = chunk_literals(weights, matrix, errors.sum_abs, layout)
    (table,) = literals.tables[name]
    table[2, 1, 0] ^= np.uint64(1)
    found = first_mismatch(literals, weights, matrix, layout)
    assert found is not None
    assert (found.row, found.column) == (2, 8)
    assert ("offset" if "offsets" in name else "scale") in found.what
