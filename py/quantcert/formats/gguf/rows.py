"""Rows of the original, by their places in the file."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class RowOrder:
    """Which rows of a stored tensor a matrix has, and in which order.

    Row `i` of a matrix [rows, ...] is row `first + i` of the tensor. With `heads` the rows of each
    head are in another order: its rows `j` and `j + half` are the neighbours `2 j` and `2 j + 1`
    (`LlamaModel.permute` of llama.cpp's converter).
    """

    rows: int
    first: int = 0
    heads: int = 0

    def places(self, start: int, stop: int) -> NDArray[np.intp]:
        """Rows of the tensor that rows `start .. stop - 1` of the matrix are."""
        rows = np.arange(start, stop)
        if self.heads:
            size = self.rows // self.heads
            head, inside = np.divmod(rows, size)
            half, low = np.divmod(inside, size // 2)
            rows = head * size + 2 * low + half
        return rows + self.first
