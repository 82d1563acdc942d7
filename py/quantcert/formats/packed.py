"""Codes of a few bits in words of 32, row by row, and the matrices that they make."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from quantcert.containers import TensorInfo
from quantcert.errors import StoredValueError
from quantcert.formats.bitstream import pack_words, packed_length, unpack_words
from quantcert.formats.matrix import QuantizedMatrix
from quantcert.formats.scheme import Scheme

WORD_BITS = 32
"""Bits of a word."""

Codes = NDArray[np.uint8]
"""Array of codes."""


def dense_length(count: int, bits: int) -> int:
    """Words that hold `count` codes without holes: `ceil(count * bits / 32)`."""
    return -(-count * bits // WORD_BITS)


def dense_codes(words: NDArray[Any], bits: int, count: int) -> Codes:
    """Codes one after another, least significant bit first; some lie in two words.

    Args:
        words: `[rows, dense_length(count, bits)]` of a dtype of 32 bits.
        bits: bits of a code, 1 to 8.
        count: codes of a row.

    Returns:
        `[rows, count]`.
    """
    stream = np.ascontiguousarray(words).view(np.uint8)[:, : packed_length(count, bits)]
    return unpack_words(stream, count, bits)


def dense_words(codes: Codes, bits: int) -> NDArray[np.int32]:
    """The inverse of `dense_codes`: `[rows, dense_length(count, bits)]`, the last bits zero."""
    rows, count = codes.shape
    stream = pack_words(np.ascontiguousarray(codes), bits)
    padded = np.zeros((rows, dense_length(count, bits) * 4), dtype=np.uint8)
    padded[:, : stream.shape[1]] = stream
    words: NDArray[np.int32] = padded.view("<i4")
    return words


def padded_length(count: int, bits: int) -> int:
    """Words that hold `count` codes, `32 // bits` each: `ceil(count / (32 // bits))`."""
    return -(-count // (WORD_BITS // bits))


def padded_codes(words: NDArray[Any], bits: int, count: int) -> Codes:
    """Codes of words that each hold `32 // bits` of them, the lowest bits first.

    Args:
        words: `[rows, padded_length(count, bits)]` of a dtype of 32 bits.
        bits: bits of a code, 1 to 8.
        count: codes of a row.

    Returns:
        `[rows, count]`.
    """
    shifts = np.arange(0, WORD_BITS - bits + 1, bits, dtype=np.uint32)
    fields = np.ascontiguousarray(words).view(np.uint32)[:, :, None] >> shifts
    codes = (fields & np.uint32((1 << bits) - 1)).astype(np.uint8)
    return codes.reshape(len(words), -1)[:, :count]


def uniform_matrix(
    name: str,
    scheme: Scheme,
    codes: Codes,
    scales: NDArray[Any],
    zero_points: NDArray[Any],
) -> QuantizedMatrix:
    """A matrix of codes that are words of a `UniformCodec`.

    Args:
        name: name of the original tensor.
        scheme: how it is stored.
        codes: `[rows, columns]`.
        scales: `[rows, groups]`.
        zero_points: `[rows, groups]`.
    """
    words = pack_words(np.ascontiguousarray(codes), scheme.codec.word_bits)
    return QuantizedMatrix(
        name, scheme, codes, scales[:, :, None], zero_points[:, :, None], words, {}
    )


def in_place(order: NDArray[Any], group_size: int) -> bool:
    """Whether the group of each column, `[columns]`, is the one that its place says."""
    return np.array_equal(order, np.arange(len(order)) // group_size)


def check_order(info: TensorInfo, order: NDArray[Any], groups: int) -> None:
    """Refuse a column whose group does not exist.

    Args:
        info: the tensor with the order of columns.
        order: `[columns]`, the group of each column.
        groups: how many there are.

    Raises:
        StoredValueError: naming the first such column.
    """
    bad = (order < 0) | (order >= groups)
    if bad.any():
        column = int(bad.argmax())
        what = f"group {int(order[column])} of column {column} is not in 0..{groups - 1}"
        raise StoredValueError(info.file, info.name, what, column=column)


def check_dead_groups(info: TensorInfo, first_row: int, matrix: QuantizedMatrix) -> None:
    """Refuse a scale of zero in a group that is not all zeros: what its codes say is lost.

    Args:
        info: the tensor of the scales.
        first_row: row of the original that row 0 of the matrix is.
        matrix: some rows, of one table.

    Raises:
        StoredValueError: naming the first such row and column.
    """
    rows, groups = np.nonzero(matrix.scales[:, :, 0] == 0)
    for row, group in zip(rows.tolist(), groups.tolist(), strict=True):
        first = group * matrix.group_size
        codes = matrix.codes[row, first : first + matrix.group_size]
        lost = codes != matrix.zero_points[row, group, 0]
        if lost.any():
            column, at = first + int(lost.argmax()), first_row + row
            what = f"row {at}, group {group}: scale 0, but the code of column {column} is not zero"
            raise StoredValueError(info.file, info.name, what, at, column)
