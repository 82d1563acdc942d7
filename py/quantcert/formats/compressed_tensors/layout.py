"""The bytes of compressed-tensors matrices: words of integers, and scales of FP4 codes.

An integer code of `b` bits is stored plus `2**(b - 1)`, so that it is not negative. Up to version
0.17 words of 32 bits held `32 // b` whole codes each; since then codes follow each other without
holes. Both lie along columns; zero-points lie along rows, likewise. Sources: `pack_to_int32` in
compressors/quantized_compressors/pack_quantized.py of 0.12.2 and in
compressors/pack_quantized/helpers.py of 0.20.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from quantcert.formats.packed import (
    WORD_BITS,
    Codes,
    dense_codes,
    dense_length,
    padded_codes,
    padded_length,
)


@dataclass(frozen=True)
class WordLayout:
    """How codes lie in words.

    Attributes:
        name: in words, for certificates.
        whole: whether no code lies in two words.
    """

    name: str
    whole: bool

    def length(self, count: int, bits: int) -> int:
        """Words that hold `count` codes."""
        return padded_length(count, bits) if self.whole else dense_length(count, bits)

    def codes(self, words: NDArray[Any], bits: int, count: int) -> Codes:
        """The codes of rows of words, see `dense_codes`."""
        return (padded_codes if self.whole else dense_codes)(words, bits, count)

    def rows_with_padding(self, words: NDArray[Any], bits: int, count: int) -> NDArray[np.intp]:
        """Indices of the rows of words that hold anything outside their codes."""
        at = np.arange(words.shape[1])
        if self.whole:
            fields = WORD_BITS // bits
            used = np.clip(count - fields * at, 0, fields) * bits
        else:
            used = np.clip(count * bits - WORD_BITS * at, 0, WORD_BITS)
        mask = ((np.uint64(1) << used.astype(np.uint64)) - np.uint64(1)).astype(np.uint32)
        return np.flatnonzero((words.view(np.uint32) & ~mask).any(axis=1))


DENSE = WordLayout("one after another", False)
"""Since 0.17.2."""

PADDED = WordLayout("whole in each word", True)
"""Up to 0.17.1; the same as `DENSE` for 1, 2, 4 and 8 bits."""


def fitting(count: int, bits: int, words: int) -> list[WordLayout]:
    """The layouts in which so many words hold so many codes."""
    return [layout for layout in (DENSE, PADDED) if layout.length(count, bits) == words]


def differ(count: int, bits: int) -> bool:
    """Whether so many codes lie elsewhere in one layout than in the other."""
    return WORD_BITS % bits != 0 and count > WORD_BITS // bits


def divided_scales(scales: NDArray[Any], global_scale: np.float32) -> NDArray[np.float32]:
    """Scales of NVFP4: E4M3 scales divided by the scale of the tensor, rounded to float32.

    The reference rounds here (`scale / global_scale` in `_dequantize`,
    quantization/lifecycle/forward_helpers.py), so the rounded scale is the one that counts.
    """
    result: NDArray[np.float32] = scales.astype(np.float32) / global_scale
    return result
