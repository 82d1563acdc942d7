"""An ONNX file as a container of its tensors."""

from __future__ import annotations

import hashlib
import math
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from quantcert.containers.container import TensorInfo
from quantcert.containers.hashing import hash_file
from quantcert.containers.named import NamedTensors
from quantcert.containers.onnx.model import Model, Node, read_model
from quantcert.containers.onnx.stored import HALF_BYTES
from quantcert.containers.stamps import Stamp, stamps_of
from quantcert.containers.tensors import (
    check_finite,
    read_block,
    read_bytes_into,
    read_elements,
)
from quantcert.errors import CheckpointError


class OnnxContainer(NamedTensors):
    """The stored tensors of an ONNX file; a `Container`.

    Attributes:
        path: the file.
        nodes: the operations of its graph.
    """

    def __init__(self, path: Path, model: Model, stamps: dict[Path, Stamp]) -> None:
        """Use `open_onnx`, which checks what it passes here."""
        super().__init__(path, model.tensors, stamps)
        self.nodes: tuple[Node, ...] = model.nodes
        self._values = model.values

    def weight_files(self) -> list[Path]:
        """The file, and those beside it that hold tensors."""
        return list(self._stamps)

    def read(self, name: str) -> NDArray[Any]:
        """A whole tensor.

        Raises:
            CheckpointError: if there is no such tensor, or it holds a NaN or an infinity.
        """
        info = self.info(name)
        return self._finite(info, 0, math.prod(info.shape)).reshape(info.shape)

    def read_rows(
        self, name: str, start: int, stop: int, leading: tuple[int, ...] = ()
    ) -> NDArray[Any]:
        """Entries `start .. stop - 1` along the first axis after those that `leading` indexes.

        Raises:
            CheckpointError: as `read`.
            IndexError: if there are no such entries.
        """
        info = self.info(name)
        rest = info.shape[len(leading) :]
        if not (rest and 0 <= start <= stop <= rest[0]):
            raise IndexError(f"rows {start}..{stop} of {list(leading)} of {name} of {info.shape}")
        first = int(np.ravel_multi_index(leading, info.shape[: len(leading)])) if leading else 0
        row = math.prod(rest[1:])
        begin, end = ((first * rest[0] + place) * row for place in (start, stop))
        return self._finite(info, begin, end).reshape(stop - start, *rest[1:])

    def elements(self, name: str, first: int, last: int) -> NDArray[Any]:
        """Elements `first .. last - 1` in the order in which they are stored, whatever they are.

        Raises:
            CheckpointError: if there is no such tensor, two elements share a byte, or the file
                cannot be read.
        """
        info = self.info(name)
        if info.dtype in HALF_BYTES:
            raise CheckpointError(f"{info.file}: tensor {name}: two elements share a byte")
        if name in self._values:
            return self._values[name][first:last]
        return read_elements(info, first, last)

    def block(self, name: str, rows: tuple[int, int], columns: tuple[int, int]) -> NDArray[Any]:
        """A block of a tensor of two axes, each given as `first .. last - 1`.

        Raises:
            CheckpointError: as `elements`.
            IndexError: if there are no such entries.
        """
        info = self.info(name)
        if name not in self._values:
            return read_block(info, rows, columns)
        return self._values[name].reshape(info.shape)[slice(*rows), slice(*columns)]

    def data(self, name: str) -> NDArray[np.uint8]:
        """The bytes of a whole tensor. Raises CheckpointError as `elements`."""
        info = self.info(name)
        if name in self._values:
            return self._values[name].view(np.uint8)
        data = np.empty(info.nbytes, np.uint8)
        read_bytes_into(info, 0, data.data)
        return data

    def sha256(self, name: str) -> str:
        """SHA-256 of a tensor's bytes."""
        return hashlib.sha256(self.data(name).data).hexdigest()

    def files(self) -> dict[str, str]:
        """SHA-256 of the files, by file name."""
        return {path.name: hash_file(path) for path in self._stamps}

    def _finite(self, info: TensorInfo, first: int, last: int) -> NDArray[Any]:
        flat = self.elements(info.name, first, last)
        check_finite(info, flat, first)
        return flat


def open_onnx(path: Path) -> OnnxContainer:
    """Open an ONNX file, with the files beside it that hold tensors.

    Raises:
        CheckpointError: if a file is malformed or missing.
    """
    stamps = stamps_of([path])
    model = read_model(path)
    return OnnxContainer(path, model, stamps | stamps_of({i.file for i in model.tensors} - {path}))
