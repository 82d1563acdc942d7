"""A GGUF file with the names and rows of the original for what is not quantized."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from quantcert.containers import TensorInfo
from quantcert.containers.gguf.container import GgufContainer
from quantcert.errors import CheckpointError

Change = Callable[[NDArray[Any]], NDArray[Any]]
"""Makes the original's tensor of the stored one."""


@dataclass(frozen=True)
class PlainTensor:
    """A tensor of numbers under the name of the original.

    Attributes:
        name: name of the original.
        stored: name in the file.
        change: how the original's entries are made of the stored ones; None if they are the same.
        widens: whether `change` may make float64 numbers of float32 ones.
    """

    name: str
    stored: str
    change: Change | None = None
    widens: bool = False


class GgufCheckpoint:
    """The tensors of a GGUF file as those of a `Checkpoint`.

    Tensors of numbers have the original's names and entries, others those of the file.

    Attributes:
        path: the file.
        config: the settings of the network, by the keys of config.json.
    """

    def __init__(
        self,
        container: GgufContainer,
        config: Mapping[str, Any],
        plain: Mapping[str, PlainTensor],
        left_out: frozenset[str],
    ) -> None:
        """`plain` are the tensors of numbers, by their names in the file."""
        self.path = container.path
        self.config = config
        self._container = container
        names = [name for name in container.names() if name not in left_out]
        self._names = {plain[name].name if name in plain else name: name for name in names}
        self._plain = {tensor.name: tensor for tensor in plain.values()}
        self._last: tuple[str, NDArray[Any]] | None = None

    def names(self) -> list[str]:
        """Names of all tensors, in the order of the file."""
        return list(self._names)

    def __contains__(self, name: str) -> bool:
        """Whether there is a tensor of this name."""
        return name in self._names

    def weight_files(self) -> list[Path]:
        """The files."""
        return self._container.weight_files()

    def files(self) -> dict[str, str]:
        """SHA-256 of the files, by file name; computed once."""
        return self._container.files()

    def refuse_changed(self) -> None:
        """Confirm that what has been read is what was hashed.

        Raises:
            CheckpointError: if a file has changed since it was opened.
        """
        self._container.refuse_changed()

    def info(self, name: str) -> TensorInfo:
        """Dtype, shape and place of a tensor.

        Raises:
            CheckpointError: if there is no such tensor.
        """
        info = self._container.info(self._stored(name))
        tensor = self._plain.get(name)
        if tensor is None:
            return info
        changed = self._changed(name) if tensor.widens else None
        wide = changed is not None and changed.dtype == np.float64
        return replace(info, name=name, dtype="F64" if wide else info.dtype)

    def read(self, name: str) -> NDArray[Any]:
        """A whole tensor of numbers.

        Raises:
            CheckpointError: if there is no such tensor, it is stored in blocks, or it holds a NaN
                or an infinity.
        """
        changed = self._changed(name)
        return self._container.read(self._stored(name)) if changed is None else changed

    def read_rows(
        self, name: str, start: int, stop: int, leading: tuple[int, ...] = ()
    ) -> NDArray[Any]:
        """Entries `start .. stop - 1` along the first axis after those that `leading` indexes.

        Raises:
            CheckpointError: as `read`.
            IndexError: if there are no such entries.
        """
        changed = self._changed(name)
        if changed is None:
            return self._container.read_rows(self._stored(name), start, stop, leading)
        entry: NDArray[Any] = changed[leading]
        if not (entry.ndim and 0 <= start <= stop <= len(entry)):
            raise IndexError(f"rows {start}..{stop} of tensor {name} of shape {changed.shape}")
        return entry[start:stop]

    def elements(self, name: str, first: int, last: int) -> NDArray[Any]:
        """Elements `first .. last - 1` in the order of `read`, whatever they are.

        Raises:
            CheckpointError: as `read`, or if the file cannot be read.
        """
        changed = self._changed(name)
        if changed is None:
            return self._container.elements(self._stored(name), first, last)
        return changed.reshape(-1)[first:last]

    def sha256(self, name: str) -> str:
        """SHA-256 of a tensor's bytes in the file; of its entries here, if they differ."""
        changed = self._changed(name)
        if changed is None:
            return self._container.sha256(self._stored(name))
        return sha256(np.ascontiguousarray(changed).tobytes()).hexdigest()

    def _stored(self, name: str) -> str:
        if name not in self._names:
            raise CheckpointError(f"{self.path}: has no tensor {name}")
        return self._names[name]

    def _changed(self, name: str) -> NDArray[Any] | None:
        """The entries of a tensor that is changed, whatever they are; the last one is kept."""
        tensor = self._plain.get(name)
        if tensor is None or tensor.change is None:
            return None
        if self._last is None or self._last[0] != name:
            info = self._container.info(tensor.stored)
            flat = self._container.elements(tensor.stored, 0, math.prod(info.shape))
            self._last = name, tensor.change(flat.reshape(info.shape))
        return self._last[1]


def less_one(values: NDArray[Any]) -> NDArray[Any]:
    """One less, exactly, in the dtype of the values if that holds all of them, else in float64.

    NaN where float64 does not hold it, which no norm comes near.
    """
    wide = values.astype(np.float64)
    less = wide - 1
    exact = np.where((less + 1 == wide) | ~np.isfinite(wide), less, np.nan)
    narrow: NDArray[Any] = exact.astype(values.dtype)
    return narrow if np.array_equal(narrow, exact) else exact
