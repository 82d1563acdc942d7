"""Exact arithmetic on stored numbers: dyadic integers, errors and sums along rows.

Pure NumPy on integers: no files, no rounding, no state.
"""

from __future__ import annotations

from quantcert.exact.chunks import ChunkGeometry, WeightChunk, build_chunk, chunk_geometry
from quantcert.exact.digits import digits, integer_digits
from quantcert.exact.dyadic import Span, smallest_p, span, split, to_int64
from quantcert.exact.errors import RowErrors, RowErrorStream, row_errors
from quantcert.exact.groups import code_differences, decode_int64, expand_groups
from quantcert.exact.sums import row_maxima, row_square_sums, row_sums

__all__ = [
    "ChunkGeometry",
    "RowErrorStream",
    "RowErrors",
    "Span",
    "WeightChunk",
    "build_chunk",
    "chunk_geometry",
    "code_differences",
    "decode_int64",
    "digits",
    "expand_groups",
    "integer_digits",
    "row_errors",
    "row_maxima",
    "row_square_sums",
    "row_sums",
    "smallest_p",
    "span",
    "split",
    "to_int64",
]
