"""Rows of a matrix, original and stored, read from the files once for several passes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from numpy.typing import NDArray

from quantcert.containers import Tensors
from quantcert.formats import QuantizedCheckpoint
from quantcert.formats.matrix import QuantizedMatrix


@dataclass(frozen=True)
class _Kept:
    """Rows `start .. stop - 1`."""

    start: int
    stop: int
    weights: NDArray[Any]
    stored: QuantizedMatrix


@dataclass
class MatrixRows:
    """The rows of the matrix `tensor`; what was read last is kept until it is forgotten."""

    base: Tensors
    quantized: QuantizedCheckpoint
    tensor: str
    _kept: _Kept | None = field(default=None, init=False)

    def read(self, start: int, stop: int) -> tuple[NDArray[Any], QuantizedMatrix]:
        """Original weights and stored matrix of rows `start .. stop - 1`.

        Raises:
            CheckpointError: as the files do.
        """
        kept = self._kept
        if kept is None or not kept.start <= start <= stop <= kept.stop:
            self._kept = None  # not both at a time
            kept = self._kept = _Kept(
                start,
                stop,
                self.base.read_rows(self.tensor, start, stop),
                self.quantized.read_rows(self.tensor, start, stop),
            )
        first, end = start - kept.start, stop - kept.start
        return kept.weights[first:end], kept.stored.rows(first, end)

    def forget(self) -> None:
        """Keep nothing."""
        self._kept = None
