"""What containers have in common whose tensors have been found: a place for each name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from quantcert.containers.container import TensorInfo
from quantcert.containers.stamps import Stamp, refuse_changed
from quantcert.errors import CheckpointError


class NamedTensors:
    """Places of tensors by name, in the order in which they are stored.

    Attributes:
        path: the file or folder.
    """

    def __init__(
        self, path: Path, tensors: Iterable[TensorInfo], stamps: Mapping[Path, Stamp]
    ) -> None:
        """`stamps` are those of the files when they were opened."""
        self.path = path
        self._tensors = {info.name: info for info in tensors}
        self._stamps = stamps

    def names(self) -> list[str]:
        """Names of all tensors, in the order in which they are stored."""
        return list(self._tensors)

    def __contains__(self, name: str) -> bool:
        """Whether there is a tensor of this name."""
        return name in self._tensors

    def info(self, name: str) -> TensorInfo:
        """Dtype, shape and place of a tensor.

        Raises:
            CheckpointError: if there is no such tensor.
        """
        try:
            return self._tensors[name]
        except KeyError:
            raise CheckpointError(f"{self.path}: has no tensor {name}") from None

    def refuse_changed(self) -> None:
        """Confirm that what has been read is what was hashed.

        Raises:
            CheckpointError: if a file has changed since it was opened.
        """
        refuse_changed(self._stamps)
