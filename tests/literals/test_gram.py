"""Claims about Gram matrices against exact integers, product by product."""

from fractions import Fraction
from math import floor

import numpy as np
import pytest
from hypothesis import given, settings

from quantcert.formats.pair35.codes import PAIR11
from quantcert.literals import (
    Entries,
    Geometry,
    GramClaim,
    chunk_entries,
    chunk_grams,
)
from quantcert.literals.gram import part_blocks
from tests.literals.test_literals import decoded, original
from tests.support.matrices import Block, block_of, blocks, random_weights


def signed(block: Block) -> tuple[list[list[int]], list[list[int]]]:
    """Weights and errors [rows, padded columns], units of 2^-p."""
    weights, errors = [], []
    for j in range(block.rows):
        places = range(block.shape.padded_columns)
        row = [original(block.literals, block.shape, block.width, j, i) for i in places]
        code = [
            decoded(block.literals, block.shape, block.matrix, block.width, j, i) for i in places
        ]
        weights.append(row)
        errors.append([w - q for w, q in zip(row, code, strict=True)])
    return weights, errors


def columns_of(shape: Geometry, size: int, part: int) -> list[int]:
    """The columns of a part, as `partColumn` of `Cert/Weights/NormGram.lean` lists them."""
    word, place = divmod(part, shape.blocks // size)
    return [
        (place * size + a // 2) * shape.block_columns + 2 * word + a % 2 for a in range(2 * size)
    ]


def check(claim: GramClaim, entries: list[list[int]], shape: Geometry, half_width: int) -> None:
    """The conditions of `checkGram`, and that no claim could be smaller."""
    rows, half = len(entries), (1 << claim.shift) // 2
    coarse = [[(x + half) >> claim.shift for x in row] for row in entries]
    largest = max(abs(x) for row in coarse for x in row)
    assert claim.shift >= 2
    assert largest <= claim.centre
    assert rows * claim.centre**2 < 1 << (half_width - 1)
    assert shape.blocks % claim.part_blocks == 0
    parts = shape.block_words * shape.blocks // claim.part_blocks
    assert len(claim.bounds) == parts
    maximum = 0
    for part, bound in enumerate(claim.bounds):
        vectors = [[row[i] for i in columns_of(shape, claim.part_blocks, part)] for row in coarse]
        gram = [
            [
                -(-abs(sum(v[a] * v[b] for v in vectors)) >> claim.unit)
                for b in range(len(vectors[0]))
            ]
            for a in range(len(vectors[0]))
        ]
        assert bound == max(map(sum, gram))
        maximum = max(maximum, *map(max, gram))
    assert claim.maximum == maximum
    assert (2 * claim.part_blocks + 1) * maximum < 1 << (half_width - 1)
    total = sum(claim.bounds) << claim.unit
    assert (claim.root - 1) ** 2 < total <= claim.root**2 or total == claim.root == 0
    assert (claim.side - 1) ** 2 < rows * shape.columns <= claim.side**2


@given(block=blocks(64))
@settings(max_examples=40, deadline=None)
def test_claims_are_the_smallest_true_ones(block: Block) -> None:
    entries = chunk_entries(block.weights, block.matrix, block.shape)
    grams = chunk_grams(entries, block.layout)
    weights, errors = signed(block)
    check(grams.weights, weights, block.shape, block.width // 2)
    check(grams.errors, errors, block.shape, block.width // 2)


def test_words_come_before_the_parts_of_a_row() -> None:
    """Fifty blocks of two words: five parts of a row for each word."""
    block = block_of(random_weights(9, 3, 200), "alt43", 4, 64)
    entries = chunk_entries(block.weights, block.matrix, block.shape)
    grams = chunk_grams(entries, block.layout)
    assert (grams.errors.part_blocks, len(grams.errors.bounds)) == (10, 10)
    weights, errors = signed(block)
    check(grams.weights, weights, block.shape, block.width // 2)
    check(grams.errors, errors, block.shape, block.width // 2)


@pytest.mark.parametrize("name", ["alt43", "pair11"])
def test_the_bound_is_above_the_operator_norm(name: str) -> None:
    block = block_of(random_weights(7, 64, 96), name, 96, 64)
    entries = chunk_entries(block.weights, block.matrix, block.shape)
    grams = chunk_grams(entries, block.layout)
    for side, claim in zip(entries, (grams.weights, grams.errors), strict=True):
        norm = np.linalg.norm(side.value, 2)
        bound = float(Fraction(claim.bound, 2 << block.p))
        assert norm <= bound <= 3 * norm


@pytest.mark.parametrize(("blocks_of_row", "size"), [(24, 24), (96, 24), (36, 18), (37, 1)])
def test_parts_divide_a_row(blocks_of_row: int, size: int) -> None:
    assert part_blocks(Geometry(PAIR11, 16 * blocks_of_row, blocks_of_row, 8)) == size


def test_halves_are_rounded_upward() -> None:
    """Ties, and numbers that differ from a tie by less than a float64 shows."""
    values = np.array([[-1.5, -0.5, 0.5, 1.5, 2.5, 0.25, -1.75]])
    for rest, exact in ((0.0, Fraction(0)), (1e-30, Fraction(1e-30)), (-1e-30, Fraction(-1e-30))):
        entries = Entries(values, np.full_like(values, rest))
        wanted = [floor(Fraction(value) + exact + Fraction(1, 2)) for value in values[0].tolist()]
        assert entries.nearest(0)[0].tolist() == wanted
