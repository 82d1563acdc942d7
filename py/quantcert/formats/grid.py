"""Scales that cover a matrix in blocks of rows and columns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from quantcert.containers import TensorInfo
from quantcert.formats.scheme import group_count


class Elements(Protocol):
    """What tensors hold, by name."""

    def elements(self, name: str, first: int, last: int) -> NDArray[Any]:
        """Elements `first .. last - 1`, whatever they are. Raises CheckpointError."""


@dataclass(frozen=True)
class ScaleGrid:
    """How scales cover a matrix: each one a block of `rows` x `columns`, the last ones ragged."""

    rows: int
    columns: int

    def shape(self, rows: int, columns: int) -> tuple[int, int]:
        """Blocks down and across a matrix."""
        return group_count(rows, self.rows), group_count(columns, self.columns)

    def blocks(self, start: int, stop: int) -> tuple[int, int]:
        """The rows of blocks that rows `start .. stop - 1` read, as `first .. last - 1`."""
        return start // self.rows, group_count(stop, self.rows)

    def rows_of(self, blocks: NDArray[Any], start: int, stop: int) -> NDArray[Any]:
        """The scales of rows `start .. stop - 1`, `[stop - start, groups]`.

        Args:
            blocks: `[last - first, groups]`, the rows of scales that `blocks` says.
            start: first row of the matrix.
            stop: after the last row.
        """
        return blocks[np.arange(start, stop) // self.rows - start // self.rows]

    def read_rows(
        self,
        checkpoint: Elements,
        info: TensorInfo,
        columns: int,
        start: int,
        stop: int,
        before: int = 0,
    ) -> NDArray[Any]:
        """The numbers of rows `start .. stop - 1` of a tensor that holds one for each block.

        Args:
            checkpoint: where the tensor is.
            info: the tensor.
            columns: columns of the matrix.
            start: first row of the matrix.
            stop: after the last row.
            before: numbers of other matrices in the tensor before those of this one.

        Returns:
            `[stop - start, groups]`.
        """
        groups = group_count(columns, self.columns)
        first, last = (before + number * groups for number in self.blocks(start, stop))
        blocks = checkpoint.elements(info.name, first, last).reshape(-1, groups)
        return self.rows_of(blocks, start, stop)

    @property
    def transposed(self) -> ScaleGrid:
        """The grid of the transposed matrix."""
        return ScaleGrid(self.columns, self.rows)
