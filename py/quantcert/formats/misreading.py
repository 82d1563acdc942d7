"""Known ways in which stored matrices are read wrongly, as changes of what was read.

A format's folder may have a module `misreadings` with those of its own, which it registers; what
any format may suffer is in `quantcert.run.diagnosis.misreadings`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from quantcert.formats.matrix import QuantizedMatrix


@dataclass(frozen=True)
class Misreading:
    """A way in which the file may be meant instead.

    Attributes:
        words: completes "it fits the original with ...".
        reread: some neighbouring rows, the first of a number that is a multiple of 8, as they would
            be read then; None if that cannot be.
        any_unit: whether levels of a table, whose unit is a part of the scales, may get another.
    """

    words: str
    reread: Callable[[QuantizedMatrix], QuantizedMatrix | None]
    any_unit: bool = False


_registered: dict[str, tuple[Misreading, ...]] = {}


def register_misreadings(format_name: str, *misreadings: Misreading) -> None:
    """Let these be tried too on matrices of schemes of this format that do not fit.

    Raises:
        ValueError: if the format has some already.
    """
    if format_name in _registered:
        raise ValueError(f"format {format_name!r} has its misreadings already")
    _registered[format_name] = misreadings


def misreadings_of(format_name: str) -> tuple[Misreading, ...]:
    """What a format has registered; nothing if it has not."""
    return _registered.get(format_name, ())


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
