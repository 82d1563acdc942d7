"""Readers of quantized checkpoints, by the `quant_method` that config.json states."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any, Protocol

from quantcert.containers import CONFIG_FILE, Checkpoint, TensorInfo, open_checkpoint
from quantcert.errors import CheckpointError
from quantcert.formats.matrix import QuantizedMatrix

CONFIG_KEY = "quantization_config"
"""Key of config.json that describes the quantization."""


class QuantizedCheckpoint(Protocol):
    """A checkpoint some of whose matrices are stored as codes."""

    @property
    def checkpoint(self) -> Checkpoint:
        """The directory with its stored tensors."""

    @property
    def format(self) -> str:
        """Name of the format."""

    @property
    def group_size(self) -> int:
        """Columns that share a scale."""

    def matrices(self) -> list[str]:
        """Original names of the quantized matrices, in the order of config.json."""

    def shape(self, name: str) -> tuple[int, int]:
        """Rows and columns of a quantized matrix."""

    def stored(self, name: str) -> list[TensorInfo]:
        """The stored tensors that hold a quantized matrix."""

    def plain(self) -> list[str]:
        """Names of the tensors that are stored unquantized."""

    def bits_per_weight(self, name: str) -> Fraction:
        """Bits really stored for a weight of a quantized matrix."""

    def read(self, name: str) -> QuantizedMatrix:
        """A whole quantized matrix.

        Raises:
            CheckpointError: for a stored value outside its range.
        """

    def read_rows(self, name: str, start: int, stop: int) -> QuantizedMatrix:
        """Rows `start .. stop - 1` of a quantized matrix.

        Raises:
            CheckpointError: for a stored value outside its range.
            IndexError: if the rows are not rows of the matrix.
        """


Reader = Callable[[Checkpoint, dict[str, Any]], QuantizedCheckpoint]
"""Makes a view of a checkpoint from its `quantization_config`."""

_readers: dict[str, Reader] = {}


def register(method: str, reader: Reader) -> None:
    """Let `open_quantized` use `reader` for checkpoints whose `quant_method` is `method`.

    Raises:
        ValueError: if the method already has a reader.
    """
    if method in _readers:
        raise ValueError(f"quant_method {method!r} already has a reader")
    _readers[method] = reader


def registered() -> list[str]:
    """The `quant_method`s that can be read, sorted."""
    return sorted(_readers)


def open_quantized(path: Path | str) -> QuantizedCheckpoint:
    """Open a quantized checkpoint with the reader of its `quant_method`.

    Raises:
        CheckpointError: if the checkpoint is malformed, not quantized or of an unknown method.
    """
    checkpoint = open_checkpoint(path)
    where = checkpoint.path / CONFIG_FILE
    settings = checkpoint.config.get(CONFIG_KEY)
    if not isinstance(settings, dict):
        raise CheckpointError(f"{where}: has no {CONFIG_KEY}; this checkpoint is not quantized")
    method = settings.get("quant_method")
    if not isinstance(method, str) or method not in _readers:
        raise CheckpointError(
            f"{where}: quant_method {method!r} is not known (one of {', '.join(registered())})"
        )
    return _readers[method](checkpoint, settings)
