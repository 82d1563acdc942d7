"""Exact arithmetic on stored numbers: dyadic integers, errors and sums along rows.

Pure NumPy on integers: no files, no rounding, no state.
"""

from __future__ import annotations

from quantcert.exact.digits import digits
from quantcert.exact.errors import RowErrors, RowErrorStream, row_errors
from quantcert.exact.floats import Span, smallest_p, span, split, to_int64
from quantcert.exact.groups import (
    code_differences,
    decode_float64,
    decode_int64,
    expand_groups,
    spread,
)
from quantcert.exact.sums import row_maxima, row_square_sums, row_sums

__all__ = [
    "RowErrorStream",
    "RowErrors",
    "Span",
    "code_differences",
    "decode_float64",
    "decode_int64",
    "digits",
    "expand_groups",
    "row_errors",
    "row_maxima",
    "row_square_sums",
    "row_sums",
    "smallest_p",
    "span",
    "split",
    "spread",
    "to_int64",
]
