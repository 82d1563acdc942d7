"""Parts of tensors: where the matrix that a quantized matrix stands for lies in the original.

Checkpoints fuse matrices (query, key and value in one tensor), store them transposed, or stack the
experts of a mixture in a tensor of three axes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from quantcert.containers import Tensors
from quantcert.errors import CheckpointError

_BLOCK_ELEMENTS = 1 << 20


@dataclass(frozen=True)
class TensorPart:
    """A matrix [rows, columns] within a tensor.

    It is the tensor's entry at `leading`, transposed if that is stored [columns, rows], and of the
    result the rows `rows[0] .. rows[1] - 1`; all of them if `rows` is None.

        TensorPart("qkv", rows=(64, 128))           # the second of three fused matrices
        TensorPart("experts", leading=(3,), transposed=True)
    """

    tensor: str
    rows: tuple[int, int] | None = None
    transposed: bool = False
    leading: tuple[int, ...] = ()

    def __str__(self) -> str:
        """The part in words."""
        entry = f", entry {list(self.leading)}" if self.leading else ""
        rows = f", rows {self.rows[0]} to {self.rows[1] - 1}" if self.rows else ""
        return f"{self.tensor}{entry}{', transposed' if self.transposed else ''}{rows}"


@dataclass(frozen=True)
class Assembly:
    """A tensor of `shape` whose rows are those of `parts`, one part below the other.

    Rows are counted through all axes but the last; those of a vector are its entries.

        Assembly((96, 64), (TensorPart("q"), TensorPart("k"), TensorPart("v")))
    """

    shape: tuple[int, ...]
    parts: tuple[TensorPart, ...]


TensorMap = Mapping[str, Assembly]
"""What tensors of a checkpoint are in the original, but for those of which it has one of the same
name."""


def part_shape(container: Tensors, part: TensorPart) -> tuple[int, ...]:
    """Rows and columns of a part; another number of axes if it is no matrix.

    Raises:
        CheckpointError: if there is no such tensor, entry or row.
    """
    info = container.info(part.tensor)
    indexed, shape = info.shape[: len(part.leading)], info.shape[len(part.leading) :]
    if len(indexed) < len(part.leading) or any(
        not 0 <= index < extent for index, extent in zip(part.leading, indexed, strict=True)
    ):
        raise CheckpointError(f"{info.file}: {part}: the shape is {list(info.shape)}")
    if part.transposed:
        shape = shape[::-1]
    if part.rows is None:
        return shape
    start, stop = part.rows
    if not (shape and 0 <= start < stop <= shape[0]):
        raise CheckpointError(f"{info.file}: {part}: the shape is {list(info.shape)}")
    return (stop - start, *shape[1:])


def read_part_rows(container: Tensors, part: TensorPart, start: int, stop: int) -> NDArray[Any]:
    """Rows `start .. stop - 1` of a part that is a matrix, `[stop - start, columns]`.

    Raises:
        CheckpointError: if the tensor cannot be read, or holds a NaN or an infinity there.
        IndexError: if the rows are not rows of the part.
    """
    shape = part_shape(container, part)
    if len(shape) != 2 or not 0 <= start <= stop <= shape[0]:
        raise IndexError(f"rows {start}..{stop} of {part} of shape {shape}")
    first = part.rows[0] if part.rows else 0
    wanted = slice(first + start, first + stop)
    if not part.transposed:
        return container.read_rows(part.tensor, wanted.start, wanted.stop, part.leading)
    return _read_columns(container, part, wanted, shape[1])


def _read_columns(
    container: Tensors, part: TensorPart, wanted: slice, stored_rows: int
) -> NDArray[Any]:
    """Columns of the stored matrix as rows, read a block of stored rows at a time."""
    columns = container.info(part.tensor).shape[-1]
    step = max(1, _BLOCK_ELEMENTS // max(1, columns))
    blocks = [
        container.read_rows(part.tensor, at, min(at + step, stored_rows), part.leading)[:, wanted]
        for at in range(0, stored_rows, step)
    ]
    return np.ascontiguousarray(np.concatenate(blocks).T)
