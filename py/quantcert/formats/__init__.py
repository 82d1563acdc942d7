"""Formats of quantized matrices, a folder each, and what they have in common."""

from __future__ import annotations

from quantcert.formats.matrix import QuantizedMatrix
from quantcert.formats.pair35.reader import open_pairs
from quantcert.formats.pair35.settings import METHOD
from quantcert.formats.registry import (
    QuantizedCheckpoint,
    open_quantized,
    register,
    registered,
)

register(METHOD, open_pairs)

__all__ = [
    "QuantizedCheckpoint",
    "QuantizedMatrix",
    "open_quantized",
    "register",
    "registered",
]
