"""Known ways in which stored matrices are read wrongly, as changes of what was read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from quantcert.formats.matrix import QuantizedMatrix


@dataclass(frozen=True)
class Misreading:
    """A way in which the file may be meant instead.

    Attributes:
        words: completes "it fits the original with ...".
        reread: the matrix as it would be read then; None if that cannot be.
        any_unit: whether levels of a table, whose unit is a part of the scales, may get another.
    """

    words: str
    reread: Callable[[QuantizedMatrix], QuantizedMatrix | None]
    any_unit: bool = False


def with_columns(matrix: QuantizedMatrix, order: NDArray[np.intp] | None) -> QuantizedMatrix | None:
    """The matrix whose column `i` has the code that was read in column `order[i]`.

    Scales stay where they are. `words` and `stored` are no longer of the matrix.
    """
    return None if order is None else replace(matrix, codes=matrix.codes[:, order])


def block_order(columns: int, pattern: tuple[int, ...]) -> NDArray[np.intp] | None:
    """The order of columns in which `pattern` is applied in each block; None if none fits."""
    size = len(pattern)
    if columns < size:
        return None
    whole = columns - columns % size
    places = np.arange(columns)
    places[:whole] = places[:whole] // size * size + np.tile(pattern, whole // size)
    return places


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
