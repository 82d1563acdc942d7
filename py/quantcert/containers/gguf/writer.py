"""Writing a GGUF file piece by piece; the layout is that of `quantcert.containers.gguf.header`."""

from __future__ import annotations

import math
import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

from quantcert.containers.gguf.header import aligned
from quantcert.containers.gguf.types import TYPES

Value = bool | int | float | str | Sequence[str] | Sequence[int]
"""Metadata: integers are 32 bits without a sign, or with one in lists; numbers are float32."""

_VERSION, _ALIGNMENT = 3, 32
_U32, _I32, _F32, _BOOL, _STRING, _ARRAY = 4, 5, 6, 7, 8, 9


@dataclass(frozen=True)
class PlannedGguf:
    """A tensor that will be written: its name, extents (rows first) and type by number."""

    name: str
    shape: tuple[int, ...]
    kind: int

    @property
    def nbytes(self) -> int:
        """Bytes of the tensor."""
        blocks = TYPES[self.kind]
        return math.prod(self.shape) // blocks.columns * blocks.nbytes


class GgufWriter:
    """A GGUF file under construction; use it in a `with` block.

    The tensors' bytes are appended in the order in which they are planned.
    """

    def __init__(
        self, path: Path, metadata: Mapping[str, Value], tensors: Sequence[PlannedGguf]
    ) -> None:
        """Write the header."""
        self._ends, position = [], 0
        header = [struct.pack("<4sIQQ", b"GGUF", _VERSION, len(tensors), len(metadata))]
        header += [_text(key) + _value(value) for key, value in metadata.items()]
        for tensor in tensors:
            axes = tensor.shape[::-1]
            header.append(_text(tensor.name) + struct.pack("<I", len(axes)))
            header.append(struct.pack(f"<{len(axes)}QIQ", *axes, tensor.kind, position))
            self._ends.append((tensor.name, position + tensor.nbytes))
            position = aligned(position + tensor.nbytes, _ALIGNMENT)
        data = b"".join(header)
        self._start = aligned(len(data), _ALIGNMENT)
        self._written = 0
        self._file: BinaryIO = path.open("xb")
        self._file.write(data.ljust(self._start, b"\0"))

    def append(self, name: str, data: bytes) -> None:
        """Append bytes to a tensor.

        Raises:
            ValueError: if it is not its turn, or they do not fit.
        """
        (expected, end), *_ = self._ends
        if name != expected or self._written + len(data) > end:
            raise ValueError(f"tensor {name} is given bytes of {expected}, or more than planned")
        self._file.write(data)
        self._written += len(data)
        if self._written == end:
            self._ends.pop(0)
            padding = aligned(end, _ALIGNMENT) - end
            self._file.write(b"\0" * padding)
            self._written += padding

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
        if error is None and self._ends:
            raise ValueError(f"tensor {self._ends[0][0]} is incomplete")


def _text(value: str) -> bytes:
    data = value.encode()
    return struct.pack("<Q", len(data)) + data


def _value(value: Value) -> bytes:
    """A type and a value."""
    if isinstance(value, bool):
        return struct.pack("<I?", _BOOL, value)
    if isinstance(value, int):
        return struct.pack("<II", _U32, value)
    if isinstance(value, float):
        return struct.pack("<If", _F32, value)
    if isinstance(value, str):
        return struct.pack("<I", _STRING) + _text(value)
    texts = [entry for entry in value if isinstance(entry, str)]
    if texts:
        entries = b"".join(map(_text, texts))
        return struct.pack("<IIQ", _ARRAY, _STRING, len(texts)) + entries
    numbers = [entry for entry in value if isinstance(entry, int)]
    return struct.pack(f"<IIQ{len(numbers)}i", _ARRAY, _I32, len(numbers), *numbers)
