"""Two stored tensors compared by their exact values, and the search for what is not finite.

Every number of a floating-point dtype here is a float64 as well, so converting to float64 rounds
nothing, and two of them are equal there exactly if the numbers are.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from quantcert.containers import TensorInfo, Tensors
from quantcert.errors import StoredValueError

FLOATS = frozenset({"F8_E4M3", "F8_E5M2", "F8_E8M0", "F16", "BF16", "F32", "F64"})
"""Floating-point dtypes."""

_BLOCK_ELEMENTS = 1 << 20


def first_not_finite(container: Tensors, name: str) -> tuple[list[int], float] | None:
    """Position and value of the first NaN or infinity of a tensor of any dtype, if there is one."""
    info = container.info(name)
    if info.dtype not in FLOATS:
        return None
    for start, values in _blocks(container, name):
        bad = ~np.isfinite(values)
        if bad.any():
            index = int(bad.argmax())
            return position(info, start + index), float(values[index])
    return None


def refuse_not_finite(container: Tensors, name: str) -> None:
    """Refuse a tensor of an original with a NaN or an infinity.

    Raises:
        StoredValueError: naming the first of them.
    """
    found = first_not_finite(container, name)
    if found is not None:
        raise StoredValueError(container.info(name).file, name, not_finite(*found))


def not_finite(position: list[int], value: float) -> str:
    """What is wrong with such an element."""
    return f"element {position} is {value}, must be finite"


def first_difference(
    left: Tensors, right: Tensors, name: str, other: str | None = None
) -> tuple[list[int], str, str] | None:
    """Position and values of the first element that differs between tensors of one shape.

    They are `name` of `left` and `other`, if it is given, of `right`.

    Both are of floating-point dtypes, or both of one other dtype. Values are written so that they
    can be read back exactly.
    """
    pairs = zip(_blocks(left, name), _blocks(right, other or name), strict=True)
    for (start, values), (_, others) in pairs:
        differ = values != others
        if differ.any():
            index = int(differ.argmax())
            return position(left.info(name), start + index), str(values[index]), str(others[index])
    return None


def position(info: TensorInfo, index: int) -> list[int]:
    """The indices, one for each axis, of an element in the order in which they are stored."""
    return [int(i) for i in np.unravel_index(index, info.shape)]


def _blocks(container: Tensors, name: str) -> Iterator[tuple[int, NDArray[Any]]]:
    """The elements in order, a block at a time, each with the number of its first; as float64 if
    they are numbers of a floating-point dtype."""
    info = container.info(name)
    size = math.prod(info.shape)
    for start in range(0, size, _BLOCK_ELEMENTS):
        values = container.elements(name, start, min(start + _BLOCK_ELEMENTS, size))
        with np.errstate(invalid="ignore"):  # a signalling NaN
            yield start, values.astype(np.float64) if info.dtype in FLOATS else values
