"""Blocks whose words name one of 16 levels: `IQ4_NL`, `IQ4_XS`, `MXFP4`, `NVFP4`.

All scales here are exact in float32, those of llama.cpp as well. A scale of `MXFP4` or `NVFP4` that
is no number by its standard is NaN here, though llama.cpp computes with 2^127 and 0 for it.

Source of the layouts: `block_*` in ggml/src/ggml-common.h and `dequantize_row_*` in
ggml/src/ggml-quants.c of https://github.com/ggml-org/llama.cpp.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from quantcert.formats.codecs import TableCodec
from quantcert.formats.gguf.blocks import BlockKind, Bytes, Fields, along, fields, half
from quantcert.formats.minifloat import E2M1, E4M3, E8M0

_IQ4 = TableCodec(
    4, (-127, -104, -83, -65, -49, -35, -22, -10, 1, 13, 25, 38, 53, 69, 89, 113)
)  # kvalues_iq4nl of ggml-common.h
_FP4 = TableCodec(4, E2M1.levels)


def _iq4_nl(blocks: Bytes) -> Fields:
    words = fields(blocks[:, None, 2:], 4)
    return Fields(words.reshape(len(blocks), 32), half(blocks, 0))


def _iq4_xs(blocks: Bytes) -> Fields:
    """Low halves of the eight scales in four bytes, their two high bits in two bytes before."""
    low = along(blocks[:, 4:8], 4)
    high = along(blocks[:, 2:4], 2)
    factors = (low | high << np.uint8(4)).view(np.int8) - np.int8(32)
    with np.errstate(invalid="ignore"):
        scales = half(blocks, 0).astype(np.float32) * factors.astype(np.float32)
    words = fields(blocks[:, 8:].reshape(len(blocks), 8, 16), 4)
    return Fields(words.reshape(len(blocks), 256), scales)


def _mxfp4(blocks: Bytes) -> Fields:
    """Levels are twice the numbers of E2M1, so that scales are halved."""
    words = fields(blocks[:, None, 1:], 4).reshape(len(blocks), 32)
    return Fields(words, _halved(E8M0.decode(blocks[:, :1])))


def _nvfp4(blocks: Bytes) -> Fields:
    """A scale is E4M3 without a sign; a byte with the sign's bit set is no scale."""
    codes = blocks[:, :4]
    scales = np.where(codes < 128, E4M3.decode(codes), np.nan)
    words = fields(blocks[:, 4:].reshape(len(blocks), 4, 8), 4)
    return Fields(words.reshape(len(blocks), 64), _halved(scales))


def _halved(scales: NDArray[np.float64]) -> NDArray[np.float32]:
    """Half of each scale; exact, a power of two from 2^-128 on or a few bits."""
    return (scales / 2).astype(np.float32)


KINDS = (
    BlockKind(
        "IQ4_NL", 20, 32, 18, 32, _IQ4, _IQ4.shift, _iq4_nl,
        "d float16, 16 bytes q: d level(q)",
    ),
    BlockKind(
        "IQ4_XS", 23, 256, 136, 32, _IQ4, _IQ4.shift, _iq4_xs,
        "d float16, 8 6-bit integers s, 128 bytes q: d (s - 32) level(q)",
    ),
    BlockKind(
        "MXFP4", 39, 32, 17, 32, _FP4, _FP4.shift, _mxfp4,
        "a scale s E8M0, 16 bytes q E2M1: s q",
    ),
    BlockKind(
        "NVFP4", 40, 64, 36, 16, _FP4, _FP4.shift, _nvfp4,
        "4 scales s E4M3, 32 bytes q E2M1: s q",
    ),
)  # fmt: skip
"""The kinds of this module."""
