"""Stored codes: formats, bit packing and the in-memory view of a quantized matrix.

Pure NumPy on integers; no files and no floating-point arithmetic.
"""

from __future__ import annotations

from quantcert.codes.bitstream import (
    pack_words,
    packed_length,
    rows_with_padding,
    unpack_words,
)
from quantcert.codes.formats import (
    ALT43,
    FORMATS,
    PAIR11,
    PAIR_WIDTH,
    ZERO_POINT_WIDTH,
    PairFormat,
)
from quantcert.codes.matrix import PackedMatrix, QuantizedMatrix, group_count, stored_shapes
from quantcert.codes.pairs import (
    pack_pairs,
    pad_columns,
    split_words,
    unpack_pairs,
    unpack_words_of_pairs,
)

__all__ = [
    "ALT43",
    "FORMATS",
    "PAIR11",
    "PAIR_WIDTH",
    "ZERO_POINT_WIDTH",
    "PackedMatrix",
    "PairFormat",
    "QuantizedMatrix",
    "group_count",
    "pack_pairs",
    "pack_words",
    "packed_length",
    "pad_columns",
    "rows_with_padding",
    "split_words",
    "stored_shapes",
    "unpack_pairs",
    "unpack_words",
    "unpack_words_of_pairs",
]
