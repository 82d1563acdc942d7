"""The large numbers of a weight-level certificate: whole rows of a matrix as digit vectors.

The layout is that of `WeightChunk` in the Lean library (`QuantCert/Spec/Weights/Chunk.lean`). The
columns of a row are cut into blocks of `2 * block_words` columns; all weights at the same place
of their block make up one natural number, a plane, with one digit for each block.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from quantcert.codes import (
    PAIR_WIDTH,
    PairFormat,
    QuantizedMatrix,
    pack_words,
    unpack_words_of_pairs,
)
from quantcert.exact.digits import LIMB_BITS, Words, digits, integer_digits
from quantcert.exact.dyadic import span

_PAIRS = 8  # pairs of a block where the group size allows it: their words are whole bytes
_SUB_BLOCK = 1 << 15  # weights that are transposed at a time and stay in cache


@dataclass(frozen=True)
class ChunkGeometry:
    """How the columns of a row are cut into groups and blocks.

    Attributes:
        columns: columns of the matrix.
        groups: groups of a row.
        group_blocks: blocks of a group.
        block_words: 7-bit words, that is pairs of columns, of a block.
    """

    columns: int
    groups: int
    group_blocks: int
    block_words: int

    @property
    def block_columns(self) -> int:
        """Columns of a block, and the number of planes."""
        return 2 * self.block_words

    @property
    def blocks(self) -> int:
        """Blocks of a row."""
        return self.groups * self.group_blocks

    @property
    def padded_columns(self) -> int:
        """Columns of a row including those that fill up its last block and group."""
        return self.blocks * self.block_columns


@dataclass(frozen=True)
class WeightChunk:
    """Whole rows of a matrix as literals; the fields are those of the Lean structure.

    All arrays are in the order of the bytes of their literals, lowest digit first.

    Attributes:
        code_format: `ALT43` or `PAIR11`.
        geometry: groups and blocks of a row.
        p: weights, scales and errors are in units of 2^-p.
        width: bits of a digit, a multiple of 64.
        rows: rows of the chunk.
        codes: 7-bit words of the pairs, uint8.
        weights: `[planes, rows * blocks, limbs]`, weight + 2^(width - 2); a column that fills up
            has the weight that its code decodes to.
        scales: `[lanes, rows * groups, limbs]`.
        zeros: `[lanes, rows * groups]` uint8, zero-points.
        row_bounds: `[rows, limbs]`, sum of |w - w_hat| of each row.
        max_error: largest |w - w_hat|.
        row_bound_max: largest row bound.
    """

    code_format: PairFormat
    geometry: ChunkGeometry
    p: int
    width: int
    rows: int
    codes: NDArray[np.uint8]
    weights: Words
    scales: Words
    zeros: NDArray[np.uint8]
    row_bounds: Words
    max_error: int
    row_bound_max: int

    def literals(self) -> dict[str, memoryview]:
        """Little-endian bytes of each literal: codes, w0 ..., s0 ..., z0 ..., bounds."""
        named: dict[str, NDArray[Any]] = {"codes": self.codes}
        for letter, arrays in (("w", self.weights), ("s", self.scales), ("z", self.zeros)):
            named |= {f"{letter}{index}": array for index, array in enumerate(arrays)}
        named["bounds"] = self.row_bounds
        return {name: array.reshape(-1).view(np.uint8).data for name, array in named.items()}


def chunk_geometry(columns: int, group_size: int) -> ChunkGeometry:
    """Blocks of 16 columns if they divide a group, otherwise the largest that do.

    Args:
        columns: columns of the matrix.
        group_size: columns of a group, even; one group is extended to a whole number of blocks.
    """
    if group_size >= columns:
        group_size = 2 * _PAIRS * -(-columns // (2 * _PAIRS))
    block_words = math.gcd(group_size, 2 * _PAIRS) // 2
    groups = -(-columns // group_size)
    return ChunkGeometry(columns, groups, group_size // (2 * block_words), block_words)


def build_chunk(
    weights: NDArray[Any],
    matrix: QuantizedMatrix,
    p: int,
    sum_abs: Sequence[int],
    max_abs: Sequence[int],
) -> WeightChunk:
    """The literals of some rows, with digits as narrow as the checker allows.

    Args:
        weights: `[rows, columns]` float16, bfloat16 or float32, the original.
        matrix: the same rows as they were stored.
        p: makes all weights and scales of the matrix integers in units of 2^-p.
        sum_abs: sum of |w - w_hat| of each of these rows, units of 2^-p.
        max_abs: largest |w - w_hat| of each of these rows, units of 2^-p.

    Raises:
        ValueError: if p is too small, or a weight or scale is not finite.
    """
    rows, columns = weights.shape
    geometry = chunk_geometry(columns, matrix.group_size)
    max_error = max(max_abs)
    limbs = _limbs(
        span(weights).bits(p) + 2,
        span(matrix.scales).bits(p) + 6,
        (geometry.padded_columns * max_error).bit_length() + 1,  # bounds every row bound too
    )
    by_lane = matrix.scales.transpose(2, 0, 1)
    return WeightChunk(
        code_format=matrix.code_format,
        geometry=geometry,
        p=p,
        width=LIMB_BITS * limbs,
        rows=rows,
        codes=_code_bytes(matrix, geometry),
        weights=_planes(weights, matrix, geometry, p, limbs),
        scales=digits(np.ascontiguousarray(by_lane), p, 0, limbs).reshape(len(by_lane), -1, limbs),
        zeros=np.ascontiguousarray(matrix.zero_points.transpose(2, 0, 1)).reshape(len(by_lane), -1),
        row_bounds=integer_digits(list(sum_abs), limbs),
        max_error=max_error,
        row_bound_max=max(sum_abs),
    )


def _limbs(*bits: int) -> int:
    """Words that hold numbers of so many bits."""
    return max(1, -(-max(bits) // LIMB_BITS))


def _code_bytes(matrix: QuantizedMatrix, geometry: ChunkGeometry) -> NDArray[np.uint8]:
    """The pair words of all rows, each row filled up with zero words to whole blocks."""
    packed, rows = matrix.packed.words, matrix.shape[0]
    row_words = geometry.blocks * geometry.block_words
    if geometry.block_words == _PAIRS:  # a row is a whole number of bytes
        padded = np.zeros((rows, row_words * PAIR_WIDTH // 8), dtype=np.uint8)
        padded[:, : packed.shape[1]] = packed
        return padded.reshape(-1)
    words = np.zeros((rows, row_words), dtype=np.uint8)
    used = unpack_words_of_pairs(packed, geometry.columns)
    words[:, : used.shape[1]] = used
    return pack_words(words.reshape(1, -1), PAIR_WIDTH).reshape(-1)


def _planes(
    weights: NDArray[Any], matrix: QuantizedMatrix, geometry: ChunkGeometry, p: int, limbs: int
) -> Words:
    """Digits of the weights, one plane for each column of a block."""
    rows, columns = weights.shape
    offset = 1 << (LIMB_BITS * limbs - 2)
    planes = np.empty((geometry.block_columns, rows * geometry.blocks, limbs), dtype="<u8")
    step = max(1, _SUB_BLOCK // geometry.padded_columns)
    padded = np.empty((step, geometry.padded_columns, limbs), dtype="<u8")
    for start in range(0, rows, step):
        stop = min(start + step, rows)
        part = padded[: stop - start]
        part[:, :columns] = digits(weights[start:stop], p, offset, limbs)
        if geometry.padded_columns > columns:
            part[:, columns:] = _filling(matrix.rows(start, stop), geometry, p, offset, limbs)
        blocks = part.reshape(-1, geometry.block_columns, limbs)
        planes[:, start * geometry.blocks : stop * geometry.blocks] = blocks.transpose(1, 0, 2)
    return planes


def _filling(
    matrix: QuantizedMatrix, geometry: ChunkGeometry, p: int, offset: int, limbs: int
) -> Words:
    """Digits of what the columns after the last decode to, `[rows, columns, limbs]`.

    The code that fills up an odd last pair is a zero-point and decodes to 0; the codes of all
    further columns are 0 and decode to `-scale * zero_point`.
    """
    lanes, count = matrix.code_format.lanes, geometry.padded_columns - geometry.columns
    by_lane = np.stack(
        [
            integer_digits([offset - value for value in _lane_products(matrix, lane, p)], limbs)
            for lane in range(lanes)
        ],
        axis=1,
    )
    lane_of_column = np.arange(geometry.columns, geometry.columns + count) % lanes
    filling = by_lane[:, lane_of_column]
    if geometry.columns % 2:
        filling[:, 0] = integer_digits([offset], limbs)
    return filling


def _lane_products(matrix: QuantizedMatrix, lane: int, p: int) -> list[int]:
    """`scale * zero_point` of the last group of each row, in units of 2^-p."""
    products = []
    scales, zero_points = matrix.scales[:, -1, lane], matrix.zero_points[:, -1, lane]
    for scale, zero_point in zip(scales.tolist(), zero_points.tolist(), strict=True):
        numerator, denominator = scale.as_integer_ratio()
        products.append(numerator * zero_point * ((1 << p) // denominator))
    return products
