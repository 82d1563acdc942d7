"""A program as one file of numbers that the engine reads from its beginning to its end.

Numbers are little-endian; heads are 16 of 64 bits. The order is that of `fortran/programs.f90`.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from quantcert.engine.scales import BY_ROW, spread_blocks, store_scales
from quantcert.engine.tiles import (
    COLUMNS,
    column_places,
    planes_of,
    segments_of,
    slot_of_place,
    streams_of,
    words_of,
)
from quantcert.errors import CheckpointError
from quantcert.integer.linear import Matrix
from quantcert.integer.norm import Norm
from quantcert.integer.program import Program
from quantcert.integer.ranges import SUM_LIMIT

MAGIC = 5931894172722287954
"""The first number of a file; another layout has another one."""

_HEAD = 16
_LONGEST_HEAD = SUM_LIMIT // (128 * ((1 << 15) - 1))
"""Entries of a head of attention whose products with the upper halves of codes fit 32 bits."""


def write_program(program: Program, path: Path) -> None:
    """Write the file.

    Raises:
        CheckpointError: for heads of attention that are too long for the engine.
    """
    head = program.sizes.head_dim
    if head > _LONGEST_HEAD:
        raise CheckpointError(
            f"heads of attention have {head} entries, the engine computes {_LONGEST_HEAD} at most"
        )
    with path.open("wb") as file:
        for array in _arrays(program):
            _write(file, array)


def _arrays(program: Program) -> Iterator[NDArray[Any]]:
    sizes, rotation = program.sizes, program.rotation
    tied = program.head is program.embedding
    yield _head(
        MAGIC,
        sizes.precision.unit,
        sizes.precision.bits,
        sizes.precision.by_block,
        sizes.positions,
        sizes.vocabulary,
        sizes.dim,
        sizes.inner,
        sizes.heads,
        sizes.groups,
        sizes.head_dim,
        len(program.layers),
        tied,
        program.scores.factor,
    )
    yield program.scores.table
    yield rotation.cosines.astype(np.int32)
    yield rotation.sines.astype(np.int32)
    yield from _norm(program.final_norm)
    yield from _matrix(program.embedding)
    if not tied:
        yield from _matrix(program.head)
    for layer in program.layers:
        yield from _norm(layer.attention_norm)
        for matrix in layer.matrices()[:4]:
            yield from _matrix(matrix)
        yield from _norm(layer.mlp_norm)
        for matrix in layer.matrices()[4:]:
            yield from _matrix(matrix)


def _norm(norm: Norm) -> Iterator[NDArray[Any]]:
    yield np.array([norm.epsilon], np.int64)
    yield norm.factors


def _matrix(matrix: Matrix) -> Iterator[NDArray[Any]]:
    words, stored = words_of(matrix), store_scales(matrix)
    rows, columns = matrix.shape
    tiles = -(-columns // COLUMNS)
    longest = SUM_LIMIT // ((max(matrix.levels) - 1) << 15)
    spread = stored.way == BY_ROW and matrix.group_size % (COLUMNS // 2) == 0
    segments = segments_of(slot_of_place(matrix, tiles * COLUMNS), longest)
    yield _head(
        rows,
        columns,
        tiles,
        words.bits,
        words.radix,
        stored.way,
        matrix.exponent,
        matrix.group_size,
        stored.blocks.shape[1],
        stored.run,
        stored.least_zero,
        len(segments),
        matrix.offsets is not None,
        matrix.bias is not None,
        spread,
    )
    yield segments.astype(np.int32)
    yield (column_places(matrix) + 1).astype(np.int32)
    if spread:
        yield streams_of(matrix, words)
        yield spread_blocks(stored.blocks, tiles, matrix.group_size)
    else:
        yield planes_of(matrix, words)
        yield stored.blocks
    yield from stored.arrays
    if matrix.bias is not None:
        yield matrix.bias


def _head(*numbers: int) -> NDArray[np.int64]:
    return np.array([*numbers, *[0] * (_HEAD - len(numbers))], np.int64)


def _write(file: BinaryIO, array: NDArray[Any]) -> None:
    file.write(np.ascontiguousarray(array).astype(array.dtype.newbyteorder("<"), copy=False).data)
