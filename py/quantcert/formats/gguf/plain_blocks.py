"""Blocks with one float16 scale: `Q4_0` to `Q8_0`, one and two bits, ternary digits.

Source of the layouts: `block_*` in ggml/src/ggml-common.h and `dequantize_row_*` in
ggml/src/ggml-quants.c of https://github.com/ggml-org/llama.cpp.
"""

from __future__ import annotations

import numpy as np

from quantcert.formats.codecs import UniformCodec
from quantcert.formats.gguf.blocks import BlockKind, Bytes, Fields, along, fields, half, joined

_POWERS = np.array([1, 3, 9, 27, 81], dtype=np.uint8)


def _nibbles(data: Bytes) -> Bytes:
    """Byte j of 16 holds column j in its low half and column j + 16 in its high half."""
    return fields(data[:, None, :], 4).reshape(len(data), 32)


def _with_fifth_bit(low: Bytes, high: Bytes) -> Bytes:
    """Bit j of the four bytes of `high` is the fifth bit of column j."""
    return low | along(high, 1) << np.uint8(4)


def _q4_0(blocks: Bytes) -> Fields:
    return Fields(_nibbles(blocks[:, 2:]), half(blocks, 0))


def _q4_1(blocks: Bytes) -> Fields:
    return Fields(_nibbles(blocks[:, 4:]), half(blocks, 0), half(blocks, 2))


def _q5_0(blocks: Bytes) -> Fields:
    return Fields(_with_fifth_bit(_nibbles(blocks[:, 6:]), blocks[:, 2:6]), half(blocks, 0))


def _q5_1(blocks: Bytes) -> Fields:
    words = _with_fifth_bit(_nibbles(blocks[:, 8:]), blocks[:, 4:8])
    return Fields(words, half(blocks, 0), half(blocks, 2))


def _q8_0(blocks: Bytes) -> Fields:
    """Signed bytes; with the highest bit flipped they are larger by 128."""
    return Fields(blocks[:, 2:] ^ np.uint8(128), half(blocks, 0))


def _q1_0(blocks: Bytes) -> Fields:
    """A bit says the sign, 1 for plus: `d * (2 q - 1)`, which is `2 d * q - d`."""
    scales = half(blocks, 0).astype(np.float32)
    with np.errstate(invalid="ignore"):
        return Fields(along(blocks[:, 2:], 1), scales + scales, -scales)


def _q2_0(blocks: Bytes) -> Fields:
    return Fields(along(blocks[:, 2:], 2), half(blocks, 0))


def _tq1_0(blocks: Bytes) -> Fields:
    """A byte holds five (the last four bytes: four) ternary digits as a fraction of 256.

    Digit n is the integer part of three times the fraction that is left after n digits.
    """
    wide, narrow, last = blocks[:, :32], blocks[:, 32:48], blocks[:, 48:52]
    parts = [_ternary(wide, 5), _ternary(narrow, 5), _ternary(last, 4)]
    return Fields(joined(parts), half(blocks, 52))


def _ternary(data: Bytes, digits: int) -> Bytes:
    """`[blocks, digits, bytes]`: the first digits of all bytes, then the second, and so on."""
    left = data[:, None, :] * _POWERS[:digits, None]  # modulo 256
    return (left.astype(np.uint16) * np.uint16(3) >> np.uint16(8)).astype(np.uint8)


def _tq2_0(blocks: Bytes) -> Fields:
    """Bits 2n and 2n + 1 of 32 bytes are columns 32n to 32n + 31 of 128."""
    words = fields(blocks[:, :64].reshape(len(blocks), 2, 32), 2)
    return Fields(words.reshape(len(blocks), 256), half(blocks, 64))


KINDS = (
    BlockKind(
        "Q4_0", 2, 32, 18, 32, UniformCodec(4), 8, _q4_0, "d float16, 16 bytes q: d (q - 8)"
    ),
    BlockKind(
        "Q4_1", 3, 32, 20, 32, UniformCodec(4), 0, _q4_1, "d, m float16, 16 bytes q: d q + m"
    ),
    BlockKind(
        "Q5_0", 6, 32, 22, 32, UniformCodec(5), 16, _q5_0,
        "d float16, 4 bytes of fifth bits, 16 bytes q: d (q - 16)",
    ),
    BlockKind(
        "Q5_1", 7, 32, 24, 32, UniformCodec(5), 0, _q5_1,
        "d, m float16, 4 bytes of fifth bits, 16 bytes q: d q + m",
    ),
    BlockKind(
        "Q8_0", 8, 32, 34, 32, UniformCodec(8), 128, _q8_0, "d float16, 32 signed bytes q: d q"
    ),
    BlockKind(
        "TQ1_0", 34, 256, 54, 256, UniformCodec(2), 1, _tq1_0,
        "52 bytes of ternary digits q, d float16: d (q - 1)",
    ),
    BlockKind(
        "TQ2_0", 35, 256, 66, 256, UniformCodec(2), 1, _tq2_0,
        "64 bytes of four q each, d float16: d (q - 1)",
    ),
    BlockKind(
        "Q1_0", 41, 128, 18, 128, UniformCodec(1), 0, _q1_0, "d float16, 128 bits q: d (2 q - 1)"
    ),
    BlockKind(
        "Q2_0", 42, 64, 18, 64, UniformCodec(2), 1, _q2_0,
        "d float16, 16 bytes of four q each: d (q - 1)",
    ),
)  # fmt: skip
"""The kinds of this module."""
