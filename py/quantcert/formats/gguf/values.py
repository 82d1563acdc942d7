"""Decoded values of rows, exactly, for kinds without codes and where codes cannot be used."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from quantcert.containers.gguf.file import dequantize
from quantcert.containers.tensors import NUMPY_DTYPES
from quantcert.formats.codec import codes_of_words
from quantcert.formats.gguf.blocks import BlockKind
from quantcert.formats.gguf.kinds import BLOCK_KINDS, CODEBOOK_KINDS, FLOAT_KINDS


def decoded_values(data: NDArray[np.uint8], kind: str) -> NDArray[Any]:
    """The values of rows of bytes, `[rows, columns]` of a float dtype that holds them exactly.

    The codebooks' values are a float16 times an integer of few bits (and an eighth of it), which
    float32 holds; so the package `gguf`, which computes in float32, rounds nothing.

    Args:
        data: `[rows, bytes of a row]`.
        kind: type of the tensor.

    Raises:
        CheckpointError: if the package `gguf` is needed and missing.
        ValueError: for a kind that is no matrix of numbers.
    """
    if kind in FLOAT_KINDS:
        values: NDArray[Any] = data.view(NUMPY_DTYPES[kind])
        return values
    if kind in CODEBOOK_KINDS:
        return dequantize(data, kind)
    if kind in BLOCK_KINDS:
        return _of_blocks(data, BLOCK_KINDS[kind])
    raise ValueError(f"tensors of type {kind} hold no weights")


def _of_blocks(data: NDArray[np.uint8], kind: BlockKind) -> NDArray[np.float64]:
    """`scale * (code - zero_point) + offset`.

    A product has at most 26 bits, and scales and offsets are multiples of 2^-24 below 2^26 (or
    there are no offsets), so float64 holds the sum.
    """
    found = kind.split(data.reshape(-1, kind.nbytes))
    codes = codes_of_words(kind.codec, 0)[found.words].astype(np.float64)
    with np.errstate(invalid="ignore"):
        values: NDArray[np.float64] = (codes - kind.zero_point) * np.repeat(
            found.scales, kind.group, 1
        )
        if found.offsets is not None:
            values += np.repeat(found.offsets, kind.group, axis=1)
    columns = data.shape[1] // kind.nbytes * kind.columns
    return values.reshape(len(data), columns)
