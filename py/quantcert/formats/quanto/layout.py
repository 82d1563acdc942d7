"""Codes of 4 and 2 bits: groups of a matrix as rows, and those rows as fields of bytes.

A matrix is cut into groups of neighbours in a row, and all groups are the rows of another one.
Of `n` such rows the first `r = ceil(n * bits / 8)` are the lowest fields of `r` rows of bytes, the
next `r` the fields above them, and so on. Source: `pack_weights` in tensor/packed.py and `group`
in tensor/grouped.py of optimum-quanto 0.2.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray


def byte_rows(count: int, bits: int) -> int:
    """Rows of bytes that hold `count` rows of codes: `ceil(count * bits / 8)`."""
    return -(-count * bits // 8)


def runs(start: int, stop: int, rows: int) -> Iterator[tuple[int, int, int]]:
    """Where rows `start .. stop - 1` of codes lie in `rows` rows of bytes.

    Yields the field, the first row of bytes and the one after the last.
    """
    for field in range(start // rows, -(-stop // rows)):
        first = field * rows
        yield field, max(start, first) - first, min(stop, first + rows) - first


def codes_of(
    read: Callable[[int, int], NDArray[Any]], bits: int, rows: int, start: int, stop: int
) -> NDArray[np.uint8]:
    """Rows `start .. stop - 1` of codes.

    Args:
        read: gives the bytes of rows `first .. last - 1`.
        bits: bits of a code.
        rows: how many rows of bytes there are.
        start: first row of codes.
        stop: after the last one.
    """
    mask = np.uint8((1 << bits) - 1)
    parts = [
        (read(first, last).view(np.uint8) >> np.uint8(bits * field)) & mask
        for field, first, last in runs(start, stop, rows)
    ]
    return np.concatenate(parts) if parts else read(0, 0).view(np.uint8)
