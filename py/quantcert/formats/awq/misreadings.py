"""What happens to the order of the fields in a word, which is of outputs 0 2 4 6 1 3 5 7."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import numpy as np
from numpy.typing import NDArray

from quantcert.formats.awq.layout import FIELDS, ORDER
from quantcert.formats.matrix import QuantizedMatrix
from quantcert.formats.misreading import Misreading


def _outputs(order: NDArray[np.intp], matrix: QuantizedMatrix) -> QuantizedMatrix | None:
    """Codes and zero-points of output `i` of eight are those that were read of `order[i]`."""
    rows = matrix.shape[0]
    if rows % FIELDS:
        return None
    places = np.arange(rows) // FIELDS * FIELDS + np.tile(order, rows // FIELDS)
    return replace(matrix, codes=matrix.codes[places], zero_points=matrix.zero_points[places])


MISREADINGS = (
    Misreading("the fields of each word in the order of outputs", partial(_outputs, ORDER)),
    Misreading("the fields of each word interleaved twice", partial(_outputs, np.argsort(ORDER))),
)
