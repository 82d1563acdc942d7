"""Rows of k-bit words as byte streams, least significant bit first, for any k from 1 to 8.

Word `t` of a row occupies bits `k*t .. k*t + k - 1` of the row's stream, and bit `b` of the stream
is bit `b % 8` of byte `b // 8`. The last byte of a row is filled up with zero bits.

Eight words are exactly k bytes. They travel between one dense number of `8*k` bits and the eight
bytes of a `uint64` in three steps, each of which doubles (or halves) the number of separate fields.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

MAX_WIDTH = 8
"""Largest width of a word in bits."""

_WORDS = 8  # words that share one uint64


def packed_length(count: int, width: int) -> int:
    """Bytes of a row of `count` words of `width` bits: `ceil(count * width / 8)`."""
    return -(-count * width // 8)


def pack_words(words: NDArray[np.uint8], width: int) -> NDArray[np.uint8]:
    """Pack rows of words into rows of bytes.

    Args:
        words: `[rows, count]` uint8, each below `2**width`.
        width: bits of a word, 1 to 8.

    Returns:
        `[rows, ceil(count * width / 8)]` uint8; padding bits are zero.

    Raises:
        ValueError: for a width outside 1..8 or a word of more than `width` bits.
    """
    _check_width(width)
    rows, count = words.shape
    if words.size and int(words.max()) >> width:
        raise ValueError(f"word {int(words.max())} does not fit in {width} bits")
    blocks = -(-count // _WORDS)
    padded = np.zeros((rows, blocks * _WORDS), dtype=np.uint8)
    padded[:, :count] = words
    fields = padded.view("<u8")
    for low, high, shift in reversed(list(_steps(width))):
        fields = (fields & low) | ((fields & high) >> shift)
    stream = fields.view(np.uint8).reshape(rows, blocks, 8)[:, :, :width]
    dense = stream.reshape(rows, blocks * width)
    return np.ascontiguousarray(dense[:, : packed_length(count, width)])


def unpack_words(packed: NDArray[np.uint8], count: int, width: int) -> NDArray[np.uint8]:
    """Unpack rows of bytes into rows of words; the inverse of `pack_words`.

    Args:
        packed: `[rows, ceil(count * width / 8)]` uint8.
        count: words in a row.
        width: bits of a word, 1 to 8.

    Returns:
        `[rows, count]` uint8, each below `2**width`; a view when `count` is no multiple of 8.

    Raises:
        ValueError: for a width outside 1..8 or a row length that does not belong to `count`.
    """
    _check_width(width)
    rows, length = packed.shape
    if length != packed_length(count, width):
        raise ValueError(
            f"a row has {length} bytes, {count} words of {width} bits take "
            f"{packed_length(count, width)}"
        )
    blocks = -(-count // _WORDS)
    padded = np.zeros((rows, blocks, 8), dtype=np.uint8)
    whole = length // width
    padded[:, :whole, :width] = packed[:, : whole * width].reshape(rows, whole, width)
    if whole < blocks:
        padded[:, whole, : length - whole * width] = packed[:, whole * width :]
    fields = padded.reshape(rows, blocks * 8).view("<u8")
    for low, high, shift in _steps(width):
        fields = (fields & low) | ((fields << shift) & high)
    return fields.view(np.uint8)[:, :count]


def rows_with_padding(packed: NDArray[np.uint8], count: int, width: int) -> NDArray[np.intp]:
    """Indices of the rows whose padding, the bits after word `count - 1`, is not all zero.

    Args:
        packed: `[rows, ceil(count * width / 8)]` uint8.
        count: words in a row.
        width: bits of a word.
    """
    used = count * width % 8
    if not used or not packed.size:
        return np.zeros(0, dtype=np.intp)
    return np.flatnonzero(packed[:, -1] >> used)


def _check_width(width: int) -> None:
    if not 1 <= width <= MAX_WIDTH:
        raise ValueError(f"a word has {width} bits, must be 1 to {MAX_WIDTH}")


def _steps(width: int) -> Iterator[tuple[np.uint64, np.uint64, np.uint64]]:
    """Masks of the lower and of the spread upper fields, and the shift, for 4, 2 and 1 words."""
    for words in (4, 2, 1):
        lanes = range(0, 64, 16 * words)
        low = sum(((1 << words * width) - 1) << lane for lane in lanes)
        yield np.uint64(low), np.uint64(low << 8 * words), np.uint64(words * (8 - width))
