"""Blocks of a quantized GGUF tensor: what one kind of block holds, and bytes as small fields."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from quantcert.formats.codec import Codec

Bytes = NDArray[np.uint8]
"""Array of unsigned bytes."""


@dataclass(frozen=True)
class Fields:
    """What blocks hold, one block a row.

    Attributes:
        words: `[blocks, columns]` uint8, the word of each column.
        scales: `[blocks, groups]` floats.
        offsets: `[blocks, groups]` floats; None if the kind has none.
    """

    words: Bytes
    scales: NDArray[Any]
    offsets: NDArray[Any] | None = None


@dataclass(frozen=True)
class BlockKind:
    """A kind of block.

    A column with the word `q` in it stands for `scale * (code(q) - zero_point) + offset`, exactly.

    Attributes:
        name: name in `enum ggml_type`.
        number: number in `enum ggml_type`.
        columns: columns of a block.
        nbytes: bytes of a block.
        group: columns that share a scale and an offset.
        codec: how words stand for codes.
        zero_point: of every group.
        split: fields of blocks `[blocks, nbytes]`.
        layout: the parts of a block in words, for certificates.
    """

    name: str
    number: int
    columns: int
    nbytes: int
    group: int
    codec: Codec
    zero_point: int
    split: Callable[[Bytes], Fields]
    layout: str


def half(blocks: Bytes, start: int) -> NDArray[np.float16]:
    """The float16 at byte `start` of each block, `[blocks, 1]`."""
    return np.ascontiguousarray(blocks[:, start : start + 2]).view("<f2")


def fields(data: Bytes, bits: int) -> Bytes:
    """Fields of 1, 2 or 4 bits of bytes `[blocks, runs, length]`, lowest first.

    The first field of all bytes of a run comes before the second of all of them:
    `[blocks, runs, 8 // bits, length]`.
    """
    blocks, runs, length = data.shape
    found = np.empty((blocks, runs, 8 // bits, length), dtype=np.uint8)
    for number in range(8 // bits):
        np.right_shift(data, np.uint8(number * bits), out=found[:, :, number])
    found &= np.uint8((1 << bits) - 1)
    return found


def along(data: Bytes, bits: int) -> Bytes:
    """Fields of 1, 2 or 4 bits of bytes `[blocks, length]`, byte after byte, lowest first."""
    blocks, length = data.shape
    return fields(data[:, :, None], bits).reshape(blocks, length * (8 // bits))


def joined(parts: Sequence[Bytes]) -> Bytes:
    """Runs of words of each block, one after another, `[blocks, words]`."""
    return np.concatenate([part.reshape(len(part), -1) for part in parts], axis=1)
