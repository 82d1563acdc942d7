"""A GGUF file: metadata and tensors, read with the package `gguf` and checked.

Format: https://github.com/ggml-org/ggml/blob/master/docs/gguf.md
"""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from quantcert.errors import CheckpointError


class GgufFile:
    """Metadata by key and tensors by name; every error names the file and the key or tensor."""

    def __init__(self, path: Path) -> None:
        """Read metadata and the list of tensors.

        Raises:
            CheckpointError: if the file is malformed, or the package `gguf` is missing.
        """
        try:
            from gguf import GGUFReader, dequantize
        except ImportError as error:
            raise CheckpointError(
                "the package `gguf` is missing: pip install 'quantcert[evaluate]'"
            ) from error
        if not path.is_file():
            raise CheckpointError(f"{path}: not a file; give a GGUF file")
        try:
            reader = GGUFReader(path)
        except OSError as error:
            raise CheckpointError(f"{path}: cannot be read: {error.strerror or error}") from error
        except Exception as error:  # what a malformed file raises there is not specified
            raise CheckpointError(f"{path}: not a valid GGUF file: {error}") from error
        self.path = path
        self._fields = reader.fields
        self._tensors = {tensor.name: tensor for tensor in reader.tensors}
        self._dequantize = dequantize

    def names(self) -> list[str]:
        """Names of the tensors, in the order of the file."""
        return list(self._tensors)

    def shape(self, name: str) -> tuple[int, ...]:
        """Extent of each axis, rows first. Raises CheckpointError if there is no such tensor."""
        return tuple(int(extent) for extent in reversed(self._tensor(name).shape))

    def kind(self, name: str) -> str:
        """How the tensor is stored, such as `Q4_1`. Raises CheckpointError as `shape`."""
        return str(self._tensor(name).tensor_type.name)

    def read(self, name: str) -> NDArray[np.float32]:
        """A tensor, decoded to float32.

        Raises:
            CheckpointError: if there is no such tensor, it cannot be decoded, or is not finite.
        """
        tensor = self._tensor(name)
        try:
            values = self._dequantize(tensor.data, tensor.tensor_type)
        except (NotImplementedError, ValueError) as error:
            raise self._error(name, f"of type {self.kind(name)} cannot be decoded") from error
        if values.size != math.prod(self.shape(name)):
            raise self._error(name, f"holds {values.size} numbers, not {self.shape(name)}")
        if not np.isfinite(values).all():
            raise self._error(name, "holds a number that is not finite")
        return np.ascontiguousarray(values.reshape(self.shape(name)), dtype=np.float32)

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
        """Metadata: a positive number. Raises CheckpointError as `text`."""
        value = float(self._get(key, float, "a positive number", default))
        if not (value > 0 and math.isfinite(value)):
            raise CheckpointError(f"{self.path}: {key} is {value}, must be a positive number")
        return value

    def listed(self, key: str) -> list[Any]:
        """Metadata: a list. Raises CheckpointError as `text`."""
        value: list[Any] = self._get(key, list, "a list")
        return value

    def optional(self, key: str) -> Any:
        """Metadata of any type, None if it is missing."""
        if key not in self._fields:
            return None
        try:
            return self._fields[key].contents()
        except (ValueError, IndexError) as error:
            raise CheckpointError(f"{self.path}: {key} is malformed: {error}") from error

    def _get(self, key: str, kind: type, expected: str, default: object = None) -> Any:
        value = self.optional(key)
        if value is None and default is None:
            raise CheckpointError(f"{self.path}: {key} is missing")
        if value is None:
            return default
        if not isinstance(value, kind) or isinstance(value, bool):
            raise CheckpointError(f"{self.path}: {key} is {value!r}, must be {expected}")
        return value

    def _tensor(self, name: str) -> Any:
        if name not in self._tensors:
            raise CheckpointError(f"{self.path}: has no tensor {name}")
        return self._tensors[name]

    def _error(self, name: str, what: str) -> CheckpointError:
        return CheckpointError(f"{self.path}: tensor {name}: {what}")
