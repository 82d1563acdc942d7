"""The tensors of an ONNX file under the names, and in the orientation, of the original."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from quantcert.containers import TensorInfo
from quantcert.containers.onnx.container import OnnxContainer
from quantcert.containers.tensors import check_finite
from quantcert.errors import CheckpointError


@dataclass(frozen=True)
class Shown:
    """How a tensor is shown.

    Attributes:
        tensor: its name in the file.
        transposed: whether it is shown transposed.
        numbers: what it is shown as instead, in float32; None if as it is.
    """

    tensor: str
    transposed: bool = False
    numbers: NDArray[np.float32] | None = None

    @property
    def is_changed(self) -> bool:
        """Whether it is not shown as it is stored."""
        return self.transposed or self.numbers is not None


class OnnxView:
    """Some tensors of a file; a `Checkpoint`.

    Attributes:
        config: the settings of the original, of which a file says nothing.
    """

    def __init__(
        self, container: OnnxContainer, shown: Mapping[str, Shown], config: Mapping[str, Any]
    ) -> None:
        """Show the tensors by the names in `shown`."""
        self.config = config
        self._container = container
        self._shown = shown
        self._last: tuple[str, NDArray[Any]] | None = None

    @property
    def path(self) -> Path:
        """The file."""
        return self._container.path

    def names(self) -> list[str]:
        """Names of the tensors that are shown."""
        return list(self._shown)

    def weight_files(self) -> list[Path]:
        """The file, and those beside it that hold tensors."""
        return self._container.weight_files()

    def __contains__(self, name: str) -> bool:
        """Whether a tensor of this name is shown."""
        return name in self._shown

    def info(self, name: str) -> TensorInfo:
        """Type, shape and place of a tensor. Raises CheckpointError if there is none."""
        shown = self._of(name)
        info = self._container.info(shown.tensor)
        if shown.numbers is not None:
            return replace(info, name=name, dtype="F32", shape=shown.numbers.shape)
        return replace(info, name=name, shape=info.shape[::-1] if shown.transposed else info.shape)

    def read(self, name: str) -> NDArray[Any]:
        """A whole tensor. Raises CheckpointError, also for a NaN or an infinity."""
        shown = self._of(name)
        if not shown.is_changed:
            return self._container.read(shown.tensor)
        changed = self._changed(name)
        check_finite(self.info(name), changed.reshape(-1), 0)
        return changed

    def read_rows(
        self, name: str, start: int, stop: int, leading: tuple[int, ...] = ()
    ) -> NDArray[Any]:
        """Entries along the first axis; raises as `Container.read_rows`."""
        shown = self._of(name)
        if not shown.is_changed:
            return self._container.read_rows(shown.tensor, start, stop, leading)
        if leading or not 0 <= start <= stop <= self.info(name).shape[0]:
            raise IndexError(f"rows {start}..{stop} of {name} of {self.info(name).shape}")
        return self.read(name)[start:stop]

    def elements(self, name: str, first: int, last: int) -> NDArray[Any]:
        """Elements in the order of `read`, whatever they are; raises CheckpointError."""
        shown = self._of(name)
        if not shown.is_changed:
            return self._container.elements(shown.tensor, first, last)
        return self._changed(name).reshape(-1)[first:last]

    def sha256(self, name: str) -> str:
        """SHA-256 of a tensor's bytes, in the order in which it is shown."""
        shown = self._of(name)
        if not shown.is_changed:
            return self._container.sha256(shown.tensor)
        size = math.prod(self.info(name).shape)
        return hashlib.sha256(self.elements(name, 0, size).tobytes()).hexdigest()

    def files(self) -> dict[str, str]:
        """SHA-256 of the files, by name."""
        return self._container.files()

    def refuse_changed(self) -> None:
        """Raise CheckpointError if a file has changed since it was opened."""
        self._container.refuse_changed()

    def _changed(self, name: str) -> NDArray[Any]:
        """The entries of a tensor that is changed, whatever they are; the last one is kept."""
        shown = self._shown[name]
        if shown.numbers is not None:
            return shown.numbers
        if self._last is None or self._last[0] != name:
            info = self._container.info(shown.tensor)
            stored = self._container.elements(shown.tensor, 0, math.prod(info.shape))
            self._last = name, np.ascontiguousarray(stored.reshape(info.shape).T)
        return self._last[1]

    def _of(self, name: str) -> Shown:
        if name not in self._shown:
            raise CheckpointError(f"{self.path}: has no tensor {name}")
        return self._shown[name]
