"""An original under the names and in the shapes of a checkpoint that was made from it."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from quantcert.containers import Container, TensorInfo
from quantcert.errors import CheckpointError
from quantcert.pairing.parts import Assembly, TensorMap, TensorPart, part_shape, read_part_rows

_WIDEST = "F32"  # holds the numbers of every dtype that weights may have


class Original:
    """The tensors of an original as a checkpoint stores them: some are put together from parts.

    Of such a tensor `info` tells shape and dtype, and the place of its first part. Where the parts
    have different dtypes it has one that holds all their numbers.
    """

    def __init__(self, base: Container, tensor_map: TensorMap | None = None) -> None:
        """`tensor_map` says which tensors are put together; the others have the same name."""
        self._base = base
        self._map = tensor_map or {}

    def parts(self, name: str) -> tuple[TensorPart, ...]:
        """Where the numbers of a tensor are."""
        return self._map[name].parts if name in self._map else (TensorPart(name),)

    def is_assembled(self, name: str) -> bool:
        """Whether a tensor is not simply the original's of the same name."""
        return name in self._map

    def place(self, name: str) -> str:
        """Where the numbers of a tensor are, in words."""
        if name not in self._map:
            return "the original"
        return f"the original's {' above '.join(map(str, self.parts(name)))}"

    def digests(self, name: str) -> dict[str, str]:
        """SHA-256 of each tensor of the original in which numbers of a tensor are."""
        tensors = dict.fromkeys(part.tensor for part in self.parts(name))
        return {tensor: self._base.sha256(tensor) for tensor in tensors}

    def __contains__(self, name: str) -> bool:
        """Whether there is such a tensor, and all its parts."""
        return all(part.tensor in self._base for part in self.parts(name))

    def info(self, name: str) -> TensorInfo:
        """Dtype and shape of a tensor.

        Raises:
            CheckpointError: if there is no such tensor, or a part that is none of its tensor.
        """
        if name not in self._map:
            return self._base.info(name)
        made = self._map[name]
        first = self._base.info(made.parts[0].tensor)
        dtype = _WIDEST if self._is_mixed(made) else first.dtype
        return replace(first, name=name, dtype=dtype, shape=self._shape(name, made))

    def read(self, name: str) -> NDArray[Any]:
        """A whole tensor. Raises as `read_rows`."""
        if name not in self._map:
            return self._base.read(name)
        shape = self.info(name).shape
        return self._rows(self._map[name], 0, _rows_of(shape)).reshape(shape)

    def read_rows(
        self, name: str, start: int, stop: int, leading: tuple[int, ...] = ()
    ) -> NDArray[Any]:
        """Rows `start .. stop - 1` of a matrix, or of the tensor's entry at `leading`.

        Raises:
            CheckpointError: if it cannot be read, or holds a NaN or an infinity there.
            IndexError: if there are no such rows.
        """
        if name not in self._map:
            return self._base.read_rows(name, start, stop, leading)
        shape = self.info(name).shape
        rows = shape[len(leading)] if len(leading) == max(0, len(shape) - 2) else -1
        if not 0 <= start <= stop <= rows:
            raise IndexError(f"rows {start}..{stop} of entry {list(leading)} of {name} of {shape}")
        first = int(np.ravel_multi_index(leading, shape[: len(leading)])) * rows if leading else 0
        return self._rows(self._map[name], first + start, first + stop)

    def elements(self, name: str, first: int, last: int) -> NDArray[Any]:
        """Elements `first .. last - 1` of a tensor in the order of its rows. Raises as `read`."""
        if name not in self._map:
            return self._base.elements(name, first, last)
        shape = self.info(name).shape
        columns = math.prod(shape) // max(1, _rows_of(shape))
        start, stop = first // columns, -(-last // columns)
        flat = self._rows(self._map[name], start, stop).reshape(-1)
        return flat[first - start * columns : last - start * columns]

    def _shape(self, name: str, made: Assembly) -> tuple[int, ...]:
        """The shape that is asked for, or what the parts make if that is another one."""
        shapes = [part_shape(self._base, part) for part in made.parts]
        first = shapes[0]
        if any(shape[1:] != first[1:] for shape in shapes):
            listed = ", ".join(str(list(shape)) for shape in shapes)
            raise CheckpointError(f"{self.place(name)}: rows of different lengths: {listed}")
        found = (sum(shape[0] for shape in shapes), *first[1:])
        whole = (_rows_of(made.shape), *made.shape[1:][-1:])
        return made.shape if found == whole else found

    def _rows(self, made: Assembly, start: int, stop: int) -> NDArray[Any]:
        """Rows counted through all parts."""
        blocks = list(self._blocks(made, start, stop))
        if self._is_mixed(made):
            blocks = [block.astype(np.float32) for block in blocks]
        return np.concatenate(blocks)

    def _is_mixed(self, made: Assembly) -> bool:
        return len({self._base.info(part.tensor).dtype for part in made.parts}) > 1

    def _blocks(self, made: Assembly, start: int, stop: int) -> Iterator[NDArray[Any]]:
        """What each part has of the rows; of the first part an empty block, if it has none."""
        place = 0
        for part in made.parts:
            rows = part_shape(self._base, part)[0]
            begin, end = max(start, place) - place, min(stop, place + rows) - place
            if begin < end or part is made.parts[0]:
                yield self._part(part, *((begin, end) if begin < end else (0, 0)))
            place += rows

    def _part(self, part: TensorPart, start: int, stop: int) -> NDArray[Any]:
        if len(part_shape(self._base, part)) > 1:
            return read_part_rows(self._base, part, start, stop)
        first = part.rows[0] if part.rows else 0
        return self._base.read_rows(part.tensor, first + start, first + stop)


def _rows_of(shape: tuple[int, ...]) -> int:
    """Rows, counted through all axes but the last."""
    return math.prod(shape[:-1]) if len(shape) > 1 else shape[0]
