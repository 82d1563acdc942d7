"""The numbers that codes stand for, about."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from quantcert.formats.matrix import QuantizedMatrix


def decode_float(matrix: QuantizedMatrix) -> NDArray[np.float64]:
    """The weights in float64, about: for comparisons on which no claim rests."""
    columns = np.arange(matrix.shape[1])
    tables = np.array(matrix.codec.tables)[columns % matrix.codec.lanes]
    places: Any = (slice(None), columns // matrix.group_size, tables)
    scales = matrix.scales[places].astype(np.float64)
    codes = matrix.codes.astype(np.float64) - matrix.zero_points[places].astype(np.float64)
    with np.errstate(all="ignore"):
        made: NDArray[np.float64] = scales * codes
        if matrix.offsets is not None:
            made += matrix.offsets[places].astype(np.float64)
    return made
