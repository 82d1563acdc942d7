"""Claims about the sizes of a chunk against the numbers that its literals hold, one by one."""

from fractions import Fraction

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from quantcert.formats.pair35.codes import PAIR_CODECS
from quantcert.literals import (
    ChunkLayout,
    Geometry,
    SizeClaim,
    chunk_entries,
    chunk_sizes,
    geometry,
    size_units,
)
from tests.literals.test_literals import decoded, digit, original
from tests.support.matrices import Block, blocks, make_matrix
from tests.support.matrices import decoded as decoded_entries


def entries(block: Block) -> tuple[list[list[int]], list[list[int]]]:
    """Absolute weights and errors [rows, padded columns], units of 2^-p."""
    weights, errors = [], []
    for j in range(block.rows):
        places = range(block.shape.padded_columns)
        row = [original(block.literals, block.shape, block.width, j, i) for i in places]
        code = [
            decoded(block.literals, block.shape, block.matrix, block.width, j, i) for i in places
        ]
        weights.append([abs(w) for w in row])
        errors.append([abs(w - q) for w, q in zip(row, code, strict=True)])
    return weights, errors


def ceil(value: int, shift: int) -> int:
    return -(-value >> shift)


def check(claim: SizeClaim, sizes: list[list[int]], shape: Geometry, width: int) -> None:
    """Every number of the claim is the smallest that is true in its unit."""
    units = claim.units
    rounded = [[ceil(value, units.shift) for value in row] for row in sizes]
    assert claim.maximum == max(map(max, rounded))
    assert claim.row_sum == max(map(sum, rounded))
    literal = int.from_bytes(claim.literal(width), "little")
    for i in range(shape.padded_columns):
        place = i % shape.block_columns * shape.blocks + i // shape.block_columns
        total = digit(width, literal, place)
        assert total == sum(row[i] for row in rounded)
        assert total < 1 << units.column_bits
    squared = [[ceil(value, claim.square_shift) for value in row] for row in sizes]
    assert max(map(max, squared)) < 1 << units.square_bits
    assert claim.square_shift == 0 or max(map(max, squared)) >= (1 << units.square_bits) // 2
    assert claim.row_square == max(sum(value * value for value in row) for row in squared)


@given(block=blocks(64), bits=st.integers(4, 12))
@settings(max_examples=60, deadline=None)
def test_claims_are_the_smallest_true_ones(block: Block, bits: int) -> None:
    weights, errors = entries(block)
    units = tuple(size_units(max(map(max, side)), block.rows, bits) for side in (weights, errors))
    claims = chunk_sizes(
        chunk_entries(block.weights, block.matrix, block.shape),
        block.layout,
        (units[0], units[1]),
    )
    check(claims.weights, weights, block.shape, block.width)
    check(claims.errors, errors, block.shape, block.width)


def test_small_entries_are_not_rounded() -> None:
    assert size_units((1 << 36) - 1, 1, 8).shift == 0
    assert size_units(1 << 36, 1, 8).shift == 1


def test_an_error_that_is_no_float64_is_rounded_up() -> None:
    """Tiny weights against large codes: the float64 difference loses the weight."""
    tiny = np.array([[2.0**-70, -(2.0**-70), 2.0**-70, 2.0**-70]], np.float32)
    scales = np.ones((1, 1, 1), np.float16)
    matrix = make_matrix(np.random.default_rng(2), PAIR_CODECS["pair11"], 1, 4, 4, scales)
    errors = [
        [abs(Fraction(float(w)) - q) * 2**70 for w, q in zip(*rows, strict=True)]
        for rows in zip(tiny, decoded_entries(matrix), strict=True)
    ]
    sizes = [[int(e) for e in row] + 12 * [0] for row in errors]
    layout = ChunkLayout(geometry(4, matrix.scheme), 70, 128, 128)
    unit = size_units(max(map(max, sizes)), 1, 8)
    claims = chunk_sizes(chunk_entries(tiny, matrix, layout.shape), layout, (unit, unit))
    assert any(value % (1 << unit.shift) == 1 for value in sizes[0])
    assert any(value % (1 << unit.shift) == (1 << unit.shift) - 1 for value in sizes[0])
    check(claims.errors, sizes, layout.shape, 128)
