"""One matrix of a module whose tensors are stacks of them.

`pack_to_int32` packs each matrix of a tensor of three axes by itself, so that an entry of the
stack is stored as a matrix would be. Source: compressors/pack_quantized/helpers.py of 0.20.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from numpy.typing import NDArray

from quantcert.containers import Checkpoint, TensorInfo

_SHAPE = "weight_shape"
_AXES = 3


@dataclass(frozen=True)
class StackEntry:
    """The tensors of a folder, those of a module with three axes as the matrices of one entry.

    Attributes:
        checkpoint: the folder.
        module: name of the module.
        number: of the entry.
    """

    checkpoint: Checkpoint
    module: str
    number: int

    def __contains__(self, name: str) -> bool:
        """Whether there is a tensor of this name."""
        return name in self.checkpoint

    def info(self, name: str) -> TensorInfo:
        """Dtype, shape and place of a tensor, or of its entry. Raises CheckpointError."""
        info = self.checkpoint.info(name)
        before, count = self._place(info)
        if count is None:
            return info
        each = info.nbytes // math.prod(info.shape)
        shape = info.shape[1:] if len(info.shape) == _AXES else (count,)
        offset = info.offset + before * each
        return replace(info, shape=shape, offset=offset, nbytes=count * each)

    def elements(self, name: str, first: int, last: int) -> NDArray[Any]:
        """Elements of a tensor, or of its entry, whatever they are. Raises CheckpointError."""
        before, _ = self._place(self.checkpoint.info(name))
        return self.checkpoint.elements(name, before + first, before + last)

    def _place(self, info: TensorInfo) -> tuple[int, int | None]:
        """Elements before those of the entry, and how many it has; None if all are for it."""
        if not info.name.startswith(f"{self.module}."):
            return 0, None
        if info.name.endswith(f".{_SHAPE}") and info.shape == (_AXES,):
            return 1, _AXES - 1
        if len(info.shape) == _AXES and self.number < info.shape[0]:
            size = math.prod(info.shape[1:])
            return self.number * size, size
        return 0, None


def entries(checkpoint: Checkpoint, module: str, codes: TensorInfo) -> Iterator[StackEntry]:
    """The entries of a module whose codes have three axes."""
    for number in range(codes.shape[0]):
        yield StackEntry(checkpoint, module, number)
