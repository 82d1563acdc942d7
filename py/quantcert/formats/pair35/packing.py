"""Rows of codes as rows of packed 7-bit pair words, and back."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from quantcert.formats.bitstream import pack_words, unpack_words
from quantcert.formats.pair35.codes import PAIR_WIDTH, PairCodec

_RECIPROCAL_SHIFT = 12


def pack_pairs(codes: NDArray[np.uint8], codec: PairCodec) -> NDArray[np.uint8]:
    """Pack codes two to a 7-bit word.

    Args:
        codes: `[rows, columns]` uint8 with an even number of columns (see `pad_columns`).
        codec: gives the number of levels of the even and the odd columns.

    Returns:
        `[rows, ceil(7 * columns / 2 / 8)]` uint8.

    Raises:
        ValueError: for an odd number of columns or a code outside its levels.
    """
    if codes.shape[1] % 2:
        raise ValueError(f"{codes.shape[1]} columns do not make whole pairs")
    for parity, levels in enumerate(codec.pair_levels):
        side = codes[:, parity::2]
        if side.size and int(side.max()) >= levels:
            raise ValueError(f"code {int(side.max())} is not in 0..{levels - 1}")
    words = codes[:, 0::2] + codes[:, 1::2] * np.uint8(codec.radix)
    return pack_words(words, PAIR_WIDTH)


def pad_columns(codes: NDArray[np.uint8], last_zero_point: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Complete an odd last pair with the zero-point of its lane, a code that decodes to zero.

    Args:
        codes: `[rows, columns]` uint8.
        last_zero_point: `[rows]` uint8, zero-point of the last group in the lane of the column
            after the last.

    Returns:
        `[rows, columns + columns % 2]` uint8.
    """
    if codes.shape[1] % 2 == 0:
        return codes
    return np.concatenate([codes, last_zero_point[:, None]], axis=1)


def unpack_words_of_pairs(packed: NDArray[np.uint8], columns: int) -> NDArray[np.uint8]:
    """The 7-bit words of each row, `[rows, ceil(columns / 2)]` uint8, not yet range-checked."""
    return unpack_words(packed, -(-columns // 2), PAIR_WIDTH)


def split_words(words: NDArray[np.uint8], codec: PairCodec) -> NDArray[np.uint8]:
    """Codes of both columns of each pair.

    Args:
        words: `[rows, pairs]` uint8, each at most `codec.max_word`.
        codec: gives the radix.

    Returns:
        `[rows, 2 * pairs]` uint8.
    """
    wide = words.astype("<u2")
    odd = (wide * np.uint16(_reciprocal(codec.radix))) >> np.uint16(_RECIPROCAL_SHIFT)
    both = wide + odd * np.uint16(256 - codec.radix)
    codes: NDArray[np.uint8] = both.view(np.uint8)
    return codes


def unpack_pairs(packed: NDArray[np.uint8], columns: int, codec: PairCodec) -> NDArray[np.uint8]:
    """Unpack codes, without the code that fills up an odd last pair.

    Args:
        packed: `[rows, ceil(7 * ceil(columns / 2) / 8)]` uint8.
        columns: number of codes in a row.
        codec: gives the radix and the largest word.

    Returns:
        `[rows, columns]` uint8.

    Raises:
        ValueError: for a wrong row length or a word that stands for no pair of codes.
    """
    words = unpack_words_of_pairs(packed, columns)
    if words.size and int(words.max()) > codec.max_word:
        raise ValueError(f"word {int(words.max())} is not in 0..{codec.max_word}")
    return split_words(words, codec)[:, :columns]


def _reciprocal(radix: int) -> int:
    """Least `m` with `w // radix == w * m >> 12` for all 7-bit `w` (the test tries them all)."""
    return -(-(1 << _RECIPROCAL_SHIFT) // radix)
