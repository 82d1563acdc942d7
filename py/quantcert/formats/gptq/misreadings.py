"""Codes in the other of the two forms, whose shapes are the same."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from quantcert.formats.bitstream import pack_words
from quantcert.formats.gptq.layout import fields_of
from quantcert.formats.matrix import QuantizedMatrix
from quantcert.formats.misreading import Misreading
from quantcert.formats.packed import WORD_BITS, Codes


def _places(bits: int) -> NDArray[np.intp]:
    """For each bit of a block in planes, its number in the block without holes, `[32 * bits]`."""
    numbers = np.eye(WORD_BITS * bits, dtype=np.uint8)
    words = np.packbits(numbers, axis=1, bitorder="little").view("<i4")
    planar = np.unpackbits(_dense(fields_of(words, bits, True), bits), axis=1, bitorder="little")
    places: NDArray[np.intp] = planar.argmax(axis=1)
    return places


def _dense(codes: Codes, bits: int) -> Codes:
    return pack_words(np.ascontiguousarray(codes, np.uint8), bits)


def _in_planes(matrix: QuantizedMatrix) -> QuantizedMatrix | None:
    """Codes that were read without holes, in planes."""
    bits = matrix.codec.word_bits
    if matrix.shape[1] % WORD_BITS:
        return None
    words = _dense(matrix.codes, bits).view("<i4")
    return replace(matrix, codes=fields_of(words, bits, True))


def _without_holes(matrix: QuantizedMatrix) -> QuantizedMatrix | None:
    """Codes that were read in planes, without holes."""
    bits = matrix.codec.word_bits
    if matrix.shape[1] % WORD_BITS:
        return None
    stream = np.unpackbits(_dense(matrix.codes, bits), axis=1, bitorder="little")
    blocks = stream.reshape(-1, WORD_BITS * bits)[:, _places(bits)]
    words = np.ascontiguousarray(np.packbits(blocks, axis=1, bitorder="little")).view("<i4")
    return replace(matrix, codes=fields_of(words, bits, False).reshape(matrix.shape))


MISREADINGS = (
    Misreading("codes in planes of bits, as checkpoint_format gptq_p has them", _in_planes),
    Misreading("codes one after another, not in planes of bits", _without_holes),
)
