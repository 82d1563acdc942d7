"""Writing a safetensors file piece by piece, so that no tensor need be in memory as a whole."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

from quantcert.containers.safetensors.header import ITEM_SIZES

_ALIGNMENT = 8
_PLAIN: Mapping[str, str] = {"format": "pt"}


@dataclass(frozen=True)
class PlannedTensor:
    """A tensor that will be written.

    Attributes:
        name: name in the checkpoint.
        dtype: dtype as the format writes it.
        shape: extent of each axis.
    """

    name: str
    dtype: str
    shape: tuple[int, ...]

    @property
    def nbytes(self) -> int:
        """Bytes of the tensor."""
        return math.prod(self.shape) * ITEM_SIZES[self.dtype]


class ShardWriter:
    """A safetensors file under construction; use it in a `with` block.

    Tensors are laid out by falling size of their elements, so that each is aligned, then by name.
    The bytes of a tensor are appended in order; different tensors may take turns.
    """

    def __init__(
        self, path: Path, tensors: Sequence[PlannedTensor], metadata: Mapping[str, str] = _PLAIN
    ) -> None:
        """Plan the layout and write the header, with `metadata` under `__metadata__`."""
        ordered = sorted(tensors, key=lambda t: (-ITEM_SIZES[t.dtype], t.name))
        header, self._position, self._end = _layout(ordered, metadata)
        self._file: BinaryIO = path.open("xb")
        self._file.write(header)

    def append(self, name: str, data: bytes | memoryview) -> None:
        """Append bytes to a tensor.

        Raises:
            ValueError: if they do not fit.
        """
        position = self._position[name]
        if position + len(data) > self._end[name]:
            raise ValueError(f"tensor {name} is given more bytes than planned")
        self._file.seek(position)
        self._file.write(data)
        self._position[name] = position + len(data)

    def __enter__(self) -> Self:
        """The writer itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close the file; without an error, every tensor must be complete."""
        self._file.close()
        if error is None and self._position != self._end:
            short = next(name for name, end in self._end.items() if self._position[name] != end)
            raise ValueError(f"tensor {short} is incomplete")


def _layout(
    tensors: Sequence[PlannedTensor], metadata: Mapping[str, str]
) -> tuple[bytes, dict[str, int], dict[str, int]]:
    """Header with its length, and the first and the last position of each tensor in the file."""
    entries: dict[str, object] = {"__metadata__": dict(metadata)}
    begins, position = {}, 0
    for tensor in tensors:
        begins[tensor.name] = position
        end = position + tensor.nbytes
        entries[tensor.name] = {
            "dtype": tensor.dtype,
            "shape": list(tensor.shape),
            "data_offsets": [position, end],
        }
        position = end
    text = json.dumps(entries, separators=(",", ":")).encode()
    text += b" " * (-len(text) % _ALIGNMENT)
    start = 8 + len(text)
    first = {name: start + begin for name, begin in begins.items()}
    last = {tensor.name: first[tensor.name] + tensor.nbytes for tensor in tensors}
    return len(text).to_bytes(8, "little") + text, first, last
