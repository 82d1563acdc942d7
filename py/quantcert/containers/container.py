"""What every container offers: named tensors with dtype and shape, read whole or by rows."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from numpy.typing import NDArray

WEIGHT_DTYPES = ("F32", "F16", "BF16")
"""Dtypes that weights and scales may have."""


@dataclass(frozen=True)
class TensorInfo:
    """Where a tensor lies and what it holds.

    Attributes:
        name: name in the container.
        dtype: dtype in the spelling of safetensors, such as `F32`, `BF16`, `U8`.
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


class Container(Protocol):
    """Named tensors of a file or a folder, read one at a time."""

    @property
    def path(self) -> Path:
        """The file or folder."""

    def names(self) -> list[str]:
        """Names of all tensors, in the order in which they are stored."""

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

    def sha256(self, name: str) -> str:
        """SHA-256 of a tensor's bytes."""

    def files(self) -> dict[str, str]:
        """SHA-256 of each file, by its name."""

    def refuse_changed(self) -> None:
        """Confirm that what has been read is what was hashed.

        Raises:
            CheckpointError: if a file has changed since the container was opened.
        """
