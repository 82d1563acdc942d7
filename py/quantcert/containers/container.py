"""What every container offers: named tensors with dtype and shape, read whole or by rows.

A container that says of which model its tensors are is a checkpoint.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from numpy.typing import NDArray

WEIGHT_DTYPES = ("F32", "F16", "BF16", "F64")
"""Dtypes that weights and scales may have."""


@dataclass(frozen=True)
class TensorInfo:
    """Where a tensor lies and what it holds.

    Attributes:
        name: name in the container.
        dtype: dtype in the spelling of safetensors, such as `F32`, `BF16`, `U8`; another name for
            blocks that only a format can read.
        shape: extent of each axis.
        file: the file that holds it.
        offset: position of the first byte in the file.
        nbytes: bytes of the tensor.
    """

    name: str
    dtype: str
    shape: tuple[int, ...]
    file: Path
    offset: int
    nbytes: int


class StatedSettings(dict[str, Any]):
    """Settings of a network from another file than a config.json.

    That has no place for most keys: one that is missing is not stated.
    """


class Tensors(Protocol):
    """Named tensors, read one at a time."""

    def __contains__(self, name: str) -> bool:
        """Whether there is a tensor of this name."""

    def info(self, name: str) -> TensorInfo:
        """Dtype, shape and place of a tensor.

        Raises:
            CheckpointError: if there is no such tensor.
        """

    def read(self, name: str) -> NDArray[Any]:
        """A whole tensor.

        Raises:
            CheckpointError: if there is no such tensor, or it holds a NaN or an infinity.
        """

    def read_rows(
        self, name: str, start: int, stop: int, leading: tuple[int, ...] = ()
    ) -> NDArray[Any]:
        """Entries `start .. stop - 1` along the first axis after those that `leading` indexes.

        Raises:
            CheckpointError: as `read`.
            IndexError: if there are no such entries.
        """

    def elements(self, name: str, first: int, last: int) -> NDArray[Any]:
        """Elements `first .. last - 1` in the order of `read`, whatever they are.

        Raises:
            CheckpointError: if there is no such tensor, or the file cannot be read.
        """


class Container(Tensors, Protocol):
    """The tensors of a file or a folder."""

    @property
    def path(self) -> Path:
        """The file or folder."""

    def names(self) -> list[str]:
        """Names of all tensors, in the order in which they are stored."""

    def sha256(self, name: str) -> str:
        """SHA-256 of a tensor's bytes."""

    def files(self) -> dict[str, str]:
        """SHA-256 of each file, by its name."""

    def refuse_changed(self) -> None:
        """Confirm that what has been read is what was hashed.

        Raises:
            CheckpointError: if a file has changed since the container was opened.
        """


class Checkpoint(Container, Protocol):
    """The tensors of a model, and the settings of its network."""

    @property
    def config(self) -> Mapping[str, Any]:
        """The object of config.json, or what a file says in its place, by the same keys."""

    def weight_files(self) -> list[Path]:
        """The files that hold tensors."""
