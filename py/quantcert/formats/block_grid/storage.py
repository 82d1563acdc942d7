"""The three arrays that store a matrix of grids in blocks.

Of a matrix NAME, NAME_packed holds the words of the codes `[rows, bytes]`, NAME_blocks a word of 6
bits for each block `[rows, bytes]`, NAME_row_scale a scale for each row `[rows]`. Words are rows of
bits, see `quantcert.formats.bitstream`.

    w = row scale * (1 + scale number) * (code - first zero-point - zero-point number)

The scale's number is the lower 4 bits of a block's word, the zero-point's the upper 2.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from quantcert.formats.bitstream import pack_words, packed_length, unpack_words
from quantcert.formats.block_grid.grids import SCALE_BITS, WORD_BITS, Grid
from quantcert.formats.matrix import QuantizedMatrix
from quantcert.formats.pair35.codes import PAIR11
from quantcert.formats.pair35.packing import pack_pairs, pad_columns, unpack_pairs
from quantcert.formats.scheme import Scheme, group_count

Bytes = NDArray[np.uint8]
"""Array of unsigned bytes."""


def grid_scheme(grid: Grid, block_size: int, scale_dtype: str) -> Scheme:
    """How matrices are stored whose row scales have the dtype `F16` or `F32`."""
    layout = {
        "codes": f"words of {grid.codec.word_bits} bits for {grid.codec.lanes} columns",
        "scales": f"{SCALE_BITS} bits under {scale_dtype} for a row",
        "zero_points": f"{WORD_BITS - SCALE_BITS} bits",
    }
    return Scheme(grid.name, grid.codec, block_size, layout)


def stored_names(name: str) -> tuple[str, str, str]:
    """Names under which codes, blocks and row scales of a matrix are stored."""
    return f"{name}_packed", f"{name}_blocks", f"{name}_row_scale"


def stored_shapes(
    rows: int, columns: int, grid: Grid, block_size: int
) -> tuple[tuple[int, ...], tuple[int, ...], tuple[int, ...]]:
    """Shapes of the codes, the blocks and the row scales."""
    codec, blocks = grid.codec, group_count(columns, block_size)
    words = packed_length(codec.word_count(columns), codec.word_bits)
    return (rows, words), (rows, packed_length(blocks, WORD_BITS)), (rows,)


def block_words(multiples: NDArray[Any], zero_points: NDArray[Any], grid: Grid) -> Bytes:
    """The words of blocks, packed; the inverse of `read_blocks`.

    Args:
        multiples: `[rows, blocks]`, row scales of each scale, 1 to 16.
        zero_points: `[rows, blocks]`.
        grid: gives the first zero-point.

    Raises:
        ValueError: for one out of range.
    """
    words = (multiples.astype(np.int64) - 1) | (
        (zero_points.astype(np.int64) - grid.first_zero) << SCALE_BITS
    )
    if words.size and not 0 <= words.min() <= words.max() < 1 << WORD_BITS:
        raise ValueError("a scale or a zero-point of a block does not fit its bits")
    return pack_words(words.astype(np.uint8), WORD_BITS)


def read_blocks(packed: Bytes, blocks: int, grid: Grid) -> tuple[Bytes, Bytes]:
    """Multiples and zero-points of blocks, `[rows, blocks]` each."""
    words = unpack_words(packed, blocks, WORD_BITS)
    multiples = (words & np.uint8((1 << SCALE_BITS) - 1)) + np.uint8(1)
    return multiples, (words >> np.uint8(SCALE_BITS)) + np.uint8(grid.first_zero)


def pack_codes(codes: Bytes, zero_points: Bytes, grid: Grid) -> Bytes:
    """The words of codes `[rows, columns]`; what fills up an odd last pair decodes to zero.

    Raises:
        ValueError: for a code out of range.
    """
    if grid.codec is PAIR11:
        return pack_pairs(pad_columns(codes, zero_points[:, -1]), PAIR11)
    return pack_words(np.ascontiguousarray(codes), grid.codec.word_bits)


def unpack_codes(packed: Bytes, columns: int, grid: Grid) -> Bytes:
    """The inverse of `pack_codes`.

    Raises:
        ValueError: for a word that stands for no pair of codes.
    """
    if grid.codec is PAIR11:
        return unpack_pairs(packed, columns, PAIR11)
    return np.ascontiguousarray(unpack_words(packed, columns, grid.codec.word_bits))


def grid_matrix(
    name: str,
    scheme: Scheme,
    codes: Bytes,
    row_scales: NDArray[Any],
    multiples: Bytes,
    zero_points: Bytes,
    stored: tuple[Bytes, Bytes],
) -> QuantizedMatrix:
    """A matrix from what its arrays say; products of scales are exact.

    Args:
        name: name of the original tensor.
        scheme: how it is stored.
        codes: `[rows, columns]`.
        row_scales: `[rows]` float16 or float32.
        multiples: `[rows, blocks]`.
        zero_points: `[rows, blocks]`.
        stored: the packed codes and blocks.
    """
    exact = np.float32 if row_scales.dtype == np.float16 else np.float64
    scales = row_scales.astype(exact)[:, None] * multiples.astype(exact)
    arrays = dict(zip(("words", "blocks", "row_scales"), (*stored, row_scales), strict=True))
    return QuantizedMatrix(
        name, scheme, codes, scales[:, :, None], zero_points[:, :, None], stored[0], arrays
    )
