"""A GGUF file: metadata and tensors, which the package `gguf` can decode."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from quantcert.containers.gguf.header import (
    GgufHeader,
    GgufTensor,
    aligned,
    read_gguf_header,
)
from quantcert.containers.gguf.types import TYPES, TensorType
from quantcert.errors import CheckpointError


class GgufFile:
    """Metadata by key and tensors by name; every error names the file and the key or tensor."""

    def __init__(self, path: Path, *, part: bool = False) -> None:
        """Read the header and check that the tensors fill the file, one after the other.

        Raises:
            CheckpointError: if the file is malformed, cut off or, unless it may be a `part`, one
                part of a split file.
        """
        self.path = path
        header = read_gguf_header(path)
        self._metadata, self._tensors = header.metadata, header.tensors
        self._size = path.stat().st_size
        if not part:
            self._refuse_parts()
        self._check_places(header)

    def _refuse_parts(self) -> None:
        count, number = self.optional("split.count"), self.optional("split.no")
        if count not in (None, 0, 1):
            raise CheckpointError(
                f"{self.path}: is part {number} (from 0) of a file that was split into {count}; "
                "merge the parts, with llama-gguf-split --merge"
            )

    def _check_places(self, header: GgufHeader) -> None:
        """Each tensor begins where the one before it ends, aligned; then the file ends.

        llama.cpp (`gguf_init_from_file`) asks for the same.
        """
        position = header.start
        for tensor in sorted(header.tensors.values(), key=lambda tensor: tensor.offset):
            if tensor.offset != position:
                raise self._error(
                    tensor.name,
                    f"begins at byte {tensor.offset - header.start} of the data, must begin at "
                    f"{position - header.start}, where the tensor before it ends, aligned to "
                    f"{header.alignment}",
                )
            rows, row_bytes = self.layout(tensor.name)
            end = tensor.offset + rows * row_bytes
            position = aligned(end, header.alignment)
        if header.tensors and self._size not in range(end, position + 1):
            raise CheckpointError(
                f"{self.path}: {self._size - position} bytes after the last tensor belong to none"
            )

    def names(self) -> list[str]:
        """Names of the tensors, in the order of the file."""
        return list(self._tensors)

    def shape(self, name: str) -> tuple[int, ...]:
        """Extent of each axis, rows first. Raises CheckpointError if there is no such tensor."""
        return self._tensor(name).shape

    def kind(self, name: str) -> str:
        """How a tensor is stored, such as `Q4_1`.

        Raises:
            CheckpointError: if there is no such tensor, or its type is not known.
        """
        return self._type(name).name

    def offset(self, name: str) -> int:
        """Position of a tensor's first byte. Raises CheckpointError if there is no such tensor."""
        return self._tensor(name).offset

    def read(self, name: str) -> NDArray[np.float32]:
        """A tensor, decoded to float32.

        Raises:
            CheckpointError: if there is no such tensor, it cannot be decoded or is not finite, or
                the package `gguf` is missing.
        """
        kind = self.kind(name)
        try:
            decoded = dequantize(self._bytes(name), kind)
        except NotImplementedError as error:
            raise self._error(name, f"type {kind} cannot be decoded") from error
        values: NDArray[np.float32] = decoded.astype(np.float32).reshape(self.shape(name))
        if not np.isfinite(values).all():
            raise self._error(name, "holds a number that is not finite")
        return values

    def _bytes(self, name: str) -> NDArray[np.uint8]:
        """The bytes of a tensor, `[rows, bytes of a row]`."""
        rows, row_bytes = self.layout(name)
        offset = self._tensor(name).offset
        try:
            data = np.fromfile(self.path, dtype=np.uint8, count=rows * row_bytes, offset=offset)
        except OSError as error:
            raise CheckpointError(f"{self.path}: cannot be read: {error.strerror}") from error
        return data.reshape(rows, row_bytes)

    def layout(self, name: str) -> tuple[int, int]:
        """Rows and bytes of a row of a tensor, which must lie in the file as a whole.

        Raises:
            CheckpointError: if it does not, or `kind` raises.
        """
        tensor, block = self._tensor(name), self._type(name)
        *rows, columns = tensor.shape
        if columns % block.columns:
            what = f"{columns} columns do not divide into blocks of {block.columns}"
            raise self._error(name, what)
        row_bytes = columns // block.columns * block.nbytes
        size = math.prod(rows) * row_bytes
        if size > max(0, self._size - tensor.offset):
            raise self._error(name, f"its {size} bytes are not in the file; it is cut off")
        return math.prod(rows), row_bytes

    def text(self, key: str) -> str:
        """Metadata of type text. Raises CheckpointError if it is missing or of another type."""
        return str(self._get(key, str, "a text"))

    def integer(self, key: str, default: int | None = None) -> int:
        """Metadata: a positive integer. Raises CheckpointError as `text`."""
        value = int(self._get(key, int, "a positive integer", default))
        if value < 1:
            raise CheckpointError(f"{self.path}: {key} is {value}, must be a positive integer")
        return value

    def number(self, key: str, default: float | None = None) -> float:
        """Metadata: a positive number; of a float32 the shortest decimal that rounds to it.

        Raises:
            CheckpointError: as `text`.
        """
        value = float(self._get(key, float, "a positive number", default))
        if not (value > 0 and math.isfinite(value)):
            raise CheckpointError(f"{self.path}: {key} is {value}, must be a positive number")
        return decimal_of(value)

    def listed(self, key: str) -> list[Any]:
        """Metadata: a list. Raises CheckpointError as `text`."""
        value: list[Any] = self._get(key, list, "a list")
        return value

    def metadata_keys(self) -> list[str]:
        """The keys of the metadata."""
        return list(self._metadata)

    def optional(self, key: str) -> Any:
        """Metadata of any type, None if it is missing."""
        return self._metadata.get(key)

    def _get(self, key: str, kind: type, expected: str, default: object = None) -> Any:
        value = self.optional(key)
        if value is None and default is None:
            raise CheckpointError(f"{self.path}: {key} is missing")
        if value is None:
            return default
        if not isinstance(value, kind) or isinstance(value, bool):
            raise CheckpointError(f"{self.path}: {key} is {value!r}, must be {expected}")
        return value

    def _type(self, name: str) -> TensorType:
        number = self._tensor(name).kind
        if number not in TYPES:
            raise self._error(name, f"its type {number} is not known")
        return TYPES[number]

    def _tensor(self, name: str) -> GgufTensor:
        if name not in self._tensors:
            raise CheckpointError(f"{self.path}: has no tensor {name}")
        return self._tensors[name]

    def _error(self, name: str, what: str) -> CheckpointError:
        return CheckpointError(f"{self.path}: tensor {name}: {what}")


def decimal_of(value: float) -> float:
    """Of a number that float32 holds the shortest decimal that rounds to it."""
    with np.errstate(over="ignore"):
        single = np.float32(value)
    return float(str(single)) if float(single) == value else value


def dequantize(data: NDArray[np.uint8], kind: str) -> NDArray[np.float32]:
    """Rows of bytes, decoded by the package `gguf`; what is not finite is left as it is.

    Raises:
        NotImplementedError: if it cannot decode the kind.
        CheckpointError: if the package is missing.
    """
    try:
        import gguf
    except ImportError as error:
        raise CheckpointError(
            f"the package `gguf`, which decodes {kind}, is missing: "
            "pip install 'quantcert[evaluate]'"
        ) from error
    number = gguf.GGMLQuantizationType.__members__.get(kind)
    if number is None:
        raise NotImplementedError(kind)
    with np.errstate(all="ignore"):
        decoded: NDArray[np.float32] = gguf.dequantize(data, number)
    return decoded
