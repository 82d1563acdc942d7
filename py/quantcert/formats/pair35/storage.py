"""The three arrays that store a matrix of pair codes, and what can be proved of them.

Words, scales and zero-points of a matrix NAME lie in the tensors NAME_packed, NAME_scale and
NAME_zero_point.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from quantcert.formats.bitstream import pack_words, packed_length
from quantcert.formats.matrix import QuantizedMatrix
from quantcert.formats.pair35.codes import PAIR_WIDTH, ZERO_POINT_WIDTH, PairCodec
from quantcert.formats.pair35.packing import pack_pairs, pad_columns
from quantcert.formats.scheme import ArrayClaim, Scheme, group_count

_LENGTHS = "QuantCert.Cert.Packing.Length"
_PAIRS = "QuantCert.Cert.Packing.Pairs"
_ZERO_POINTS = "QuantCert.Cert.Packing.ZeroPoints"


@dataclass(frozen=True)
class PairScheme(Scheme):
    """How a matrix of pair codes is stored."""

    codec: PairCodec

    def length_claims(self, rows: int, columns: int) -> tuple[ArrayClaim, ...]:
        """The sizes of the words and of the zero-points."""
        words, scales, zero_points = stored_shapes(rows, columns, self.codec, self.group_size)
        facts = {
            "rows": rows,
            "columns": columns,
            "groups": scales[1],
            "tables": scales[2],
            "packed_bytes": words[0] * words[1],
            "zero_point_bytes": zero_points[0] * zero_points[1],
        }
        return tuple(
            ArrayClaim(kind, facts, _LENGTHS) for kind in ("packed-length", "zero-point-length")
        )

    def range_claims(self, columns: int) -> tuple[ArrayClaim, ...]:
        """Every word is a pair of codes and every zero-point a code of its table."""
        pairs = {"pair_code": self.codec.name}
        zeros = {
            "groups": group_count(columns, self.group_size),
            "tables": len(self.codec.levels),
            "levels0": self.codec.pair_levels[0],
            "levels1": self.codec.pair_levels[1],
        }
        return (
            ArrayClaim("packed-pairs", pairs, _PAIRS, ("words",)),
            ArrayClaim("zero-points-valid", zeros, _ZERO_POINTS, ("zeros",)),
        )

    def array_bits(self, role: str, columns: int) -> int:
        """Bits of a row's words or zero-points."""
        if role == "words":
            return PAIR_WIDTH * self.codec.word_count(columns)
        groups = group_count(columns, self.group_size)
        return ZERO_POINT_WIDTH * groups * len(self.codec.levels)


@cache
def pair_scheme(codec: PairCodec, group_size: int, scale_dtype: str) -> PairScheme:
    """How matrices are stored whose scales have the dtype `F16` or `F32`."""
    layout = {
        "codes": f"words of {PAIR_WIDTH} bits for two columns",
        "scales": scale_dtype,
        "zero_points": f"{ZERO_POINT_WIDTH} bits",
    }
    return PairScheme(codec.name, codec, group_size, layout)


def stored_names(name: str) -> tuple[str, str, str]:
    """Names under which the words, the scales and the zero-points of a matrix are stored."""
    return f"{name}_packed", f"{name}_scale", f"{name}_zero_point"


def stored_shapes(
    rows: int, columns: int, codec: PairCodec, group_size: int
) -> tuple[tuple[int, int], tuple[int, int, int], tuple[int, int]]:
    """Shapes of the words, the scales and the zero-points."""
    groups, tables = group_count(columns, group_size), len(codec.levels)
    return (
        (rows, packed_length(codec.word_count(columns), PAIR_WIDTH)),
        (rows, groups, tables),
        (rows, packed_length(groups * tables, ZERO_POINT_WIDTH)),
    )


def stored_matrix(
    name: str,
    scheme: PairScheme,
    codes: NDArray[np.uint8],
    zero_points: NDArray[np.uint8],
    stored: tuple[NDArray[np.uint8], NDArray[Any], NDArray[np.uint8]],
) -> QuantizedMatrix:
    """A matrix from its codes and zero-points and its arrays: words, scales, zero-points."""
    words, scales, packed_zeros = stored
    arrays = {"words": words, "scales": scales, "zeros": packed_zeros}
    return QuantizedMatrix(name, scheme, codes, scales, zero_points, words, arrays)


def pack_matrix(
    name: str,
    scheme: PairScheme,
    codes: NDArray[np.uint8],
    scales: NDArray[Any],
    zero_points: NDArray[np.uint8],
) -> QuantizedMatrix:
    """A matrix with the arrays that store it.

    Args:
        name: name of the original tensor.
        scheme: how it is stored.
        codes: `[rows, columns]`.
        scales: `[rows, groups, tables]` float16 or float32.
        zero_points: `[rows, groups, tables]`.

    Raises:
        ValueError: for a code or a zero-point out of range.
    """
    rows, columns = codes.shape
    codec = scheme.codec
    filler = zero_points[:, -1, codec.tables[columns % codec.lanes]]
    words = pack_pairs(pad_columns(codes, filler), codec)
    zeros = pack_words(zero_points.reshape(rows, -1), ZERO_POINT_WIDTH)
    return stored_matrix(name, scheme, codes, zero_points, (words, scales, zeros))
