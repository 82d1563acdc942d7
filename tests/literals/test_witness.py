"""The first weight or row of a chunk whose claim is false."""

import dataclasses
from fractions import Fraction

import numpy as np
from hypothesis import given, settings

from quantcert.literals import Offender, first_offender
from quantcert.literals.literals import from_limbs, to_limbs
from tests.support.matrices import Block, block_of, blocks, decoded, exact_errors, random_weights

BLOCKS = settings(max_examples=60, deadline=None)


def offender(block: Block, max_error: int, bounds: list[int] | None = None) -> Offender | None:
    literals = block.literals
    if bounds is not None:
        limbs = block.layout.limbs
        literals = dataclasses.replace(literals, row_bounds=to_limbs(bounds, limbs))
    return first_offender(literals, block.layout, max_error)


@given(blocks())
@BLOCKS
def test_true_claims_have_no_offender(block: Block) -> None:
    assert from_limbs(block.literals.row_bounds) == list(block.errors.sum_abs)
    assert offender(block, max(block.errors.max_abs)) is None


@given(blocks())
@BLOCKS
def test_the_first_error_above_the_claim(block: Block) -> None:
    claim = max(block.errors.max_abs) - 1
    if claim < 0:
        return
    unit = Fraction(1, 1 << block.p)
    errors = exact_errors(block.weights, block.matrix)
    row, column = next(
        (j, i)
        for j, values in enumerate(errors)
        for i, value in enumerate(values)
        if abs(value) > claim * unit
    )
    found = offender(block, claim)
    assert found is not None
    assert (found.row, found.column) == (row, column)
    assert found.code == block.matrix.codes[row, column]
    assert found.decoded * unit == decoded(block.matrix)[row][column]
    assert found.original * unit == Fraction(float(block.weights[row, column]))
    assert (found.error, found.allowed) == (claim + 1, claim)


@given(blocks())
@BLOCKS
def test_a_row_bound_one_unit_too_small(block: Block) -> None:
    sums = list(block.errors.sum_abs)
    row = len(sums) - 1
    if sums[row] == 0:
        return
    found = offender(block, max(block.errors.max_abs), [*sums[:row], sums[row] - 1])
    assert found == Offender(row, None, 0, 0, 0, sums[row], sums[row] - 1)


def test_padding_is_not_a_weight() -> None:
    """An error in a padding column is refused by the kernel, but it is not the offender."""
    block = block_of(random_weights(4, 2, 11), "alt43", 8)
    last = block.literals.weights[-1].copy()
    last[0, -1, 0] ^= np.uint64(1 << 61)
    planes = (*block.literals.weights[:-1], last)
    spoiled = dataclasses.replace(
        block, literals=dataclasses.replace(block.literals, weights=planes)
    )
    assert offender(spoiled, max(block.errors.max_abs)) is None
