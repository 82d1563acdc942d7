"""Strict reading of the header of a GGUF file: metadata, and where each tensor lies.

Layout (https://github.com/ggml-org/ggml/blob/master/docs/gguf.md), all little-endian: "GGUF", the
version, the number of tensors and of metadata entries; the entries (key, type, value); the tensors
(name, extents with the fastest axis first, type, position); then, aligned, the tensors' bytes.
Every length is checked against the file before anything is read or allocated.
"""

from __future__ import annotations

import os
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np

from quantcert.containers.impostors import refuse_impostor
from quantcert.errors import CheckpointError

_MAGIC = b"GGUF"
_VERSIONS = (2, 3)
_NUMBERS = ("<u1", "<i1", "<u2", "<i2", "<u4", "<i4", "<f4", "?", None, None, "<u8", "<i8", "<f8")
_STRING, _ARRAY = 8, 9
_MAX_AXES = 4
_DEFAULT_ALIGNMENT = 32


@dataclass(frozen=True)
class GgufTensor:
    """Where a tensor lies.

    Attributes:
        name: name in the file.
        shape: extent of each axis, rows first.
        kind: number of the type, see ggml's `enum ggml_type`.
        offset: position of the first byte in the file.
    """

    name: str
    shape: tuple[int, ...]
    kind: int
    offset: int


@dataclass(frozen=True)
class GgufHeader:
    """Metadata by key (numbers, texts, truth values, lists of one of them) and the tensors.

    The tensors' bytes begin at byte `start` of the file, each at a multiple of `alignment` from it.
    """

    metadata: dict[str, Any]
    tensors: dict[str, GgufTensor]
    alignment: int
    start: int


def read_gguf_header(path: Path) -> GgufHeader:
    """Metadata and tensors of a GGUF file.

    Raises:
        CheckpointError: if the file cannot be read or its header is malformed.
    """
    refuse_impostor(path)
    try:
        with path.open("rb") as file:
            return _Parser(file, os.fstat(file.fileno()).st_size).header()
    except OSError as error:
        raise CheckpointError(f"{path}: cannot be read: {error.strerror}") from error
    except ValueError as error:
        raise CheckpointError(f"{path}: not a valid GGUF file: {error}") from error


class _Parser:
    """Reads a header from front to back; raises ValueError for what is malformed."""

    def __init__(self, file: BinaryIO, size: int) -> None:
        self._file, self._left = file, size
        self._size = size

    def header(self) -> GgufHeader:
        if self._bytes(4) != _MAGIC:
            raise ValueError("it does not begin with GGUF")
        (version,) = self._unpack("<I")
        if version not in _VERSIONS:
            raise ValueError(f"version {version}, must be 2 or 3, little-endian")
        count, entries = self._unpack("<QQ")
        metadata: dict[str, Any] = {}
        for _ in range(entries):
            key = self._string()
            (kind,) = self._unpack("<I")
            _add(metadata, key, self._value(kind))
        infos = [self._tensor() for _ in range(count)]
        alignment = _alignment(metadata)
        start = aligned(self._size - self._left, alignment)
        tensors: dict[str, GgufTensor] = {}
        for info in infos:
            placed = GgufTensor(info.name, info.shape, info.kind, start + info.offset)
            _add(tensors, info.name, placed)
        return GgufHeader(metadata, tensors, alignment, start)

    def _tensor(self) -> GgufTensor:
        name = self._string()
        (axes,) = self._unpack("<I")
        if not 1 <= axes <= _MAX_AXES:
            raise ValueError(f"tensor {name}: {axes} axes, must be 1 to {_MAX_AXES}")
        extents = self._unpack(f"<{axes}Q")
        if 0 in extents:
            raise ValueError(f"tensor {name}: an axis of length 0")
        kind, offset = self._unpack("<IQ")
        return GgufTensor(name, tuple(reversed(extents)), kind, offset)

    def _value(self, kind: int) -> Any:
        if kind == _STRING:
            return self._string()
        if kind != _ARRAY:
            return self._numbers(kind, 1)[0]
        kind, count = self._unpack("<IQ")
        if kind == _STRING:
            return [self._string() for _ in range(self._count(count, 8))]
        return self._numbers(kind, count)

    def _numbers(self, kind: int, count: int) -> list[Any]:
        dtype = _NUMBERS[kind] if kind < len(_NUMBERS) else None
        if dtype is None:
            raise ValueError(f"metadata of type {kind} is not known")
        size = np.dtype(dtype).itemsize
        data = self._bytes(self._count(count, size) * size)
        values: list[Any] = np.frombuffer(data, dtype=dtype).tolist()
        return values

    def _string(self) -> str:
        (length,) = self._unpack("<Q")
        return self._bytes(length).decode("utf-8")

    def _count(self, count: int, size: int) -> int:
        """`count`, if as many things of at least `size` bytes can follow."""
        if count * size > self._left:
            raise ValueError(f"a list of {count} entries is longer than the file")
        return count

    def _unpack(self, layout: str) -> tuple[int, ...]:
        return struct.unpack(layout, self._bytes(struct.calcsize(layout)))

    def _bytes(self, count: int) -> bytes:
        if count > self._left:
            raise ValueError("the header is cut off")
        self._left -= count
        data = self._file.read(count)
        if len(data) != count:
            raise ValueError("the file changed while it was read")
        return data


def aligned(position: int, alignment: int) -> int:
    """The next multiple of `alignment` from `position` on."""
    return -(-position // alignment) * alignment


def _alignment(metadata: dict[str, Any]) -> int:
    value = metadata.get("general.alignment", _DEFAULT_ALIGNMENT)
    if type(value) is not int or value < 1 or value & (value - 1):
        raise ValueError(f"general.alignment is {value!r}, must be a power of two")
    return value


def _add(entries: dict[str, Any], name: str, value: Any) -> None:
    if name in entries:
        raise ValueError(f"{name} occurs twice")
    entries[name] = value
