"""Literals that differ from the tensors in one bit are found, at the right place."""

import dataclasses

import hypothesis.strategies as st
import numpy as np
import pytest
from hypothesis import given, settings

from quantcert.formats.pair35.codes import PAIR_WIDTH
from quantcert.literals import ChunkLiterals, Mismatch, first_mismatch, named_literals
from tests.support.matrices import Block, block_of, blocks, random_weights

BLOCKS = settings(max_examples=60, deadline=None)


def mismatch(block: Block, literals: ChunkLiterals) -> Mismatch | None:
    return first_mismatch(literals, block.weights, block.matrix, block.layout)


def found(block: Block, **changed: object) -> Mismatch:
    """The mismatch after a change, which there must be."""
    result = mismatch(block, dataclasses.replace(block.literals, **changed))
    assert result is not None
    return result


def flipped(array: np.ndarray, bit: int, *place: int) -> np.ndarray:
    copy = array.copy()
    copy[place] ^= array.dtype.type(1 << bit)
    return copy


def changed(arrays: tuple[np.ndarray, ...], index: int, bit: int, *place: int) -> tuple:
    return tuple(
        flipped(array, bit, *place) if k == index else array for k, array in enumerate(arrays)
    )


@given(blocks())
@BLOCKS
def test_no_false_alarm(block: Block) -> None:
    assert mismatch(block, block.literals) is None
    short = {
        name: bytes(data).rstrip(b"\0") for name, data in block.literals.named(block.layout).items()
    }
    read = named_literals(
        {name: memoryview(data) for name, data in short.items()},
        block.rows,
        block.layout,
    )
    assert mismatch(block, read) is None


@given(blocks(), st.data())
@BLOCKS
def test_a_flipped_weight_bit(block: Block, data: st.DataObject) -> None:
    row = data.draw(st.integers(0, block.rows - 1))
    column = data.draw(st.integers(0, block.columns - 1))
    limb = data.draw(st.integers(0, block.layout.limbs - 1))
    bit = data.draw(st.integers(0, 63))
    place, plane = divmod(column, block.shape.block_columns)
    planes = changed(block.literals.weights, plane, bit, row, place, limb)
    result = found(block, weights=planes)
    assert (result.row, result.column) == (row, column)
    assert "original weight" in result.what
    assert f"the tensor holds {block.weights[row, column]}" in result.what


@given(blocks(), st.data())
@BLOCKS
def test_a_flipped_code_bit(block: Block, data: st.DataObject) -> None:
    row = data.draw(st.integers(0, block.rows - 1))
    column = data.draw(st.integers(0, block.columns - 1))
    fmt = block.matrix.codec
    code = int(block.matrix.codes[row, column])
    other = data.draw(
        st.integers(0, fmt.levels[fmt.tables[column % 2]] - 1).filter(lambda c: c != code)
    )
    step = (other - code) * (fmt.radix if column % 2 else 1)
    place, t = divmod(column, block.shape.block_columns)
    plane, field = divmod(t // 2, block.layout.digit_words)
    codes = block.literals.codes[plane].copy()
    codes[row, place, 0] = int(codes[row, place, 0]) + (step << PAIR_WIDTH * field)
    result = found(
        block,
        codes=tuple(codes if k == plane else old for k, old in enumerate(block.literals.codes)),
    )
    assert (result.row, result.column) == (row, column)
    assert f"code {other}, the tensor holds {code}" in result.what


@given(blocks(), st.data())
@BLOCKS
def test_a_flipped_bit_of_a_table(block: Block, data: st.DataObject) -> None:
    row = data.draw(st.integers(0, block.rows - 1))
    place = data.draw(st.integers(0, block.shape.blocks - 1))
    lane = data.draw(st.integers(0, len(block.matrix.codec.levels) - 1))
    first = place * block.shape.block_columns
    group = first // block.matrix.group_size
    column = min(first + lane, block.columns - 1)

    limb = data.draw(st.integers(0, block.layout.limbs - 1))
    bit = data.draw(st.integers(0, 63))
    tables = block.literals.tables
    scales = changed(tables["scales"], lane, bit, row, place, limb)
    result = found(block, tables={**tables, "scales": scales})
    assert (result.row, result.column) == (row, column)
    assert f"scale of group {group}" in result.what

    zeros = changed(tables["zeros"], lane, bit, row, place, 0)
    result = found(block, tables={**tables, "zeros": zeros})
    assert (result.row, result.column) == (row, column)
    assert f"zero-point of group {group}" in result.what


@pytest.mark.parametrize("name", ["alt43", "pair11"])
@pytest.mark.parametrize("part", ["weights", "codes", "scales", "zeros"])
def test_two_rows_swapped(name: str, part: str) -> None:
    """In one of the literals, and in the original."""
    block = block_of(random_weights(3, 4, 32), name, 16)
    order = [0, 2, 1, 3]

    def swap(array: np.ndarray) -> np.ndarray:
        return array.reshape(4, -1)[order].reshape(array.shape)

    tables = block.literals.tables
    literal = tables[part] if part in tables else getattr(block.literals, part)
    wrong = tuple(swap(array) for array in literal)
    change = {"tables": {**tables, part: wrong}} if part in tables else {part: wrong}
    assert found(block, **change).row == 1
    assert found(dataclasses.replace(block, weights=block.weights[order])).row == 1


def test_padding_carries_no_weight() -> None:
    block = block_of(random_weights(4, 2, 11), "alt43", 8)
    last = block.shape.block_columns - 1
    planes = changed(block.literals.weights, last, 3, 0, block.shape.blocks - 1, 0)
    assert mismatch(block, dataclasses.replace(block.literals, weights=planes)) is None


@pytest.mark.parametrize("change", [1, 1 << 52, 1 << 61])
def test_a_number_that_no_float_is(change: int) -> None:
    """A digit that is no float64 must not be rounded to the weight that it replaces."""
    weights = np.ldexp(np.ones((1, 16), dtype=np.float32), 40)
    weights[0, 1] = np.ldexp(np.float32(1), -20)
    block = block_of(weights, "pair11", 16)
    assert (block.p, block.width) == (20, 64)
    plane = block.literals.weights[0].copy()
    plane[0, 0, 0] += np.uint64(change)
    result = found(block, weights=(plane, *block.literals.weights[1:]))
    assert (result.row, result.column) == (0, 0)
    assert ("that no float is" in result.what) == (change == 1)


def test_a_wide_number_that_no_float_is() -> None:
    weights = np.array([[1e30, 1e-30]], dtype=np.float32)
    block = block_of(weights, "pair11", 2)
    assert block.width > 192
    plane = block.literals.weights[0].copy()
    plane[0, 0, 0] += np.uint64(1)
    result = found(block, weights=(plane, *block.literals.weights[1:]))
    assert (result.row, result.column) == (0, 0)
    assert "that no float is" in result.what
