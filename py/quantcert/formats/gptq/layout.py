"""The bytes of GPTQ matrices: words of 32 bits along inputs (codes) or outputs (zero-points).

`qweight` is [inputs * bits / 32, outputs], `qzeros` [groups, outputs * bits / 32], `scales`
[groups, outputs]; a weight is `scale * (code - zero_point)`. Fields follow each other from the
lowest bit on, also from a word into the next (3 bits: fields 10 and 21 of 32 lie in two words). In
the planar form, 32 fields are `bits` words: those of their lowest 4 (or 2) bits first, then those
of the next 2 and of the last 1. Sources: `nn_modules/qlinear/__init__.py` and
`utils/planar_packing.py` of GPTQModel 7.7, `qlinear_cuda_old.py` of AutoGPTQ 0.7.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from quantcert.formats.packed import WORD_BITS, Codes, dense_codes

_PLANES = {2: (2,), 3: (2, 1), 4: (4,), 5: (4, 1), 6: (4, 2), 7: (4, 2, 1), 8: (8,)}
"""Widths of the planes of a code, lowest bits first."""


def fields_of(words: NDArray[Any], bits: int, planar: bool) -> Codes:
    """The fields of rows of words.

    Args:
        words: `[rows, words]` of 32 bits; `words * 32` is a multiple of `bits`.
        bits: bits of a field.
        planar: whether they are cut into planes; then `words` is a multiple of `bits`.

    Returns:
        `[rows, words * 32 / bits]`.
    """
    rows, length = words.shape
    count = length * WORD_BITS // bits
    if not planar:
        return dense_codes(words, bits, count)
    blocks = np.ascontiguousarray(words).reshape(-1, bits)
    fields: Codes = np.zeros((len(blocks), WORD_BITS), dtype=np.uint8)
    first = 0
    for width in _PLANES[bits]:
        plane = dense_codes(blocks[:, first : first + width], width, WORD_BITS)
        fields |= plane << np.uint8(first)
        first += width
    return fields.reshape(rows, count)


def zero_points_of(fields: Codes, bits: int, version: int) -> Codes:
    """Zero-points of stored fields: version 1 stores them less one, modulo `2**bits`."""
    if version == 2:
        return fields
    return (fields + np.uint8(1)) & np.uint8((1 << bits) - 1)
