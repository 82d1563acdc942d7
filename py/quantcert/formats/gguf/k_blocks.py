"""K-quants: blocks of 256 columns with a float16 scale of small integer scales.

The product of a float16 and an integer of up to 8 bits has at most 19 significant bits: the float32
that llama.cpp computes is exact, and so is the one here. Its weight, `scale * q - minimum`, is
rounded to float32; the one that is meant here is not.

Source of the layouts: `block_q*_K` in ggml/src/ggml-common.h and `dequantize_row_q*_K` in
ggml/src/ggml-quants.c of https://github.com/ggml-org/llama.cpp.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from quantcert.formats.codecs import UniformCodec
from quantcert.formats.gguf.blocks import BlockKind, Bytes, Fields, fields, half

Floats = NDArray[np.float32]


def _product(scale: NDArray[np.float16], factors: NDArray[np.uint8] | NDArray[np.int8]) -> Floats:
    """A float16 times integers of 8 bits, exactly; NaN where it must be, without a warning."""
    with np.errstate(invalid="ignore"):
        result: Floats = scale.astype(np.float32) * factors.astype(np.float32)
    return result


def _two_bits(data: Bytes) -> Bytes:
    """Bits 2n and 2n + 1 of 32 bytes are columns 32n to 32n + 31 of 128; `[blocks, 2, 4, 32]`."""
    return fields(data.reshape(len(data), 2, 32), 2)


def _q2_k(blocks: Bytes) -> Fields:
    factors = blocks[:, :16]
    scales = _product(half(blocks, 80), factors & np.uint8(15))
    minima = _product(half(blocks, 82), factors >> np.uint8(4))
    return Fields(_two_bits(blocks[:, 16:80]).reshape(len(blocks), 256), scales, -minima)


def _q3_k(blocks: Bytes) -> Fields:
    """A word is two bits and, above them, a third that is set for a code of 4 and more."""
    high = fields(blocks[:, None, :32], 1).reshape(len(blocks), 2, 4, 32)
    words = _two_bits(blocks[:, 32:96]) | high << np.uint8(2)
    scales = _product(half(blocks, 108), _scales_of_6_bits(blocks[:, 96:108]))
    return Fields(words.reshape(len(blocks), 256), scales)


def _scales_of_6_bits(data: Bytes) -> NDArray[np.int8]:
    """Low halves and high halves of 8 bytes, and two high bits of each in 4 bytes; less 32."""
    low = fields(data[:, None, :8], 4).reshape(len(data), 16)
    high = fields(data[:, None, 8:], 2).reshape(len(data), 16)
    return (low | high << np.uint8(4)).view(np.int8) - np.int8(32)


def _scales_and_minima(blocks: Bytes) -> tuple[Floats, Floats]:
    """Bytes 0 to 15 of `Q4_K` and `Q5_K`: two float16, then eight pairs of 6-bit integers.

    The first four of each lie in the low 6 bits of bytes 0 to 3 and 4 to 7 of twelve, whose two
    high bits belong to the last four, with the halves of bytes 8 to 11 below them.
    """
    first, second, third = (blocks[:, start : start + 4] for start in (4, 8, 12))
    low, high = np.uint8(0x3F), np.uint8(0x30)
    factors = np.concatenate(
        [first & low, third & np.uint8(15) | first >> np.uint8(2) & high], axis=1
    )
    minima = np.concatenate(
        [second & low, third >> np.uint8(4) | second >> np.uint8(2) & high], axis=1
    )
    return _product(half(blocks, 0), factors), _product(half(blocks, 2), minima)


def _q4_k(blocks: Bytes) -> Fields:
    """The low halves of 32 bytes are a group, the high halves the next one."""
    scales, minima = _scales_and_minima(blocks)
    words = fields(blocks[:, 16:].reshape(len(blocks), 4, 32), 4)
    return Fields(words.reshape(len(blocks), 256), scales, -minima)


def _q5_k(blocks: Bytes) -> Fields:
    """As `Q4_K`; bit g of byte j of 32 is the fifth bit of column j of group g."""
    scales, minima = _scales_and_minima(blocks)
    low = fields(blocks[:, 48:].reshape(len(blocks), 4, 32), 4).reshape(len(blocks), 8, 32)
    words = low | fields(blocks[:, None, 16:48], 1)[:, 0] << np.uint8(4)
    return Fields(words.reshape(len(blocks), 256), scales, -minima)


def _q6_k(blocks: Bytes) -> Fields:
    """Of 128 columns: the halves of 64 bytes, and two high bits in each of 32 bytes."""
    low = fields(blocks[:, :128].reshape(len(blocks), 2, 64), 4).reshape(len(blocks), 2, 4, 32)
    words = low | _two_bits(blocks[:, 128:192]) << np.uint8(4)
    factors = np.ascontiguousarray(blocks[:, 192:208]).view(np.int8)
    return Fields(words.reshape(len(blocks), 256), _product(half(blocks, 208), factors))


KINDS = (
    BlockKind(
        "Q2_K", 10, 256, 84, 16, UniformCodec(2), 0, _q2_k,
        "16 bytes of two 4-bit integers s and t, 64 bytes q, d and e float16: d s q - e t",
    ),
    BlockKind(
        "Q3_K", 11, 256, 110, 16, UniformCodec(3), 4, _q3_k,
        "32 bytes of third bits, 64 bytes q, 16 6-bit integers s, d float16: d (s - 32) (q - 4)",
    ),
    BlockKind(
        "Q4_K", 12, 256, 144, 32, UniformCodec(4), 0, _q4_k,
        "d and e float16, 8 pairs of 6-bit integers s and t, 128 bytes q: d s q - e t",
    ),
    BlockKind(
        "Q5_K", 13, 256, 176, 32, UniformCodec(5), 0, _q5_k,
        "d and e float16, 8 pairs of 6-bit integers s and t, 32 bytes of fifth bits, "
        "128 bytes q: d s q - e t",
    ),
    BlockKind(
        "Q6_K", 14, 256, 210, 16, UniformCodec(6), 32, _q6_k,
        "128 bytes q, 64 bytes of their high bits, 16 signed bytes s, d float16: d s (q - 32)",
    ),
)  # fmt: skip
"""The kinds of this module."""
