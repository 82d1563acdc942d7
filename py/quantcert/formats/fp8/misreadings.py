"""Codes of the other types of eight bits."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from quantcert.formats.arrays import table_codec, table_matrix
from quantcert.formats.matrix import QuantizedMatrix
from quantcert.formats.minifloat import E4M3, E5M2
from quantcert.formats.misreading import Misreading


def _e5m2(matrix: QuantizedMatrix) -> QuantizedMatrix | None:
    """Codes that were read as E4M3."""
    if matrix.codec != table_codec(E4M3):
        return None
    scheme = replace(matrix.scheme, codec=table_codec(E5M2))
    scales = matrix.scales[:, :, 0] * np.float64(1 << E4M3.unit)
    return table_matrix(matrix.name, scheme, matrix.words, scales, E5M2, {})


def _fnuz(matrix: QuantizedMatrix) -> QuantizedMatrix | None:
    """The type of some accelerators, whose exponents have a bias of 8 instead of 7."""
    if matrix.codec != table_codec(E4M3):
        return None
    return replace(matrix, scales=matrix.scales / 2)


MISREADINGS = (
    Misreading("codes of E5M2 instead of E4M3", _e5m2),
    Misreading("codes of E4M3 with a bias of 8 (FNUZ), half as large", _fnuz),
)
