"""Weights of a block in float32, some of them decoded from what they were quantized to."""

from __future__ import annotations

import numpy as np

from quantcert.containers import Checkpoint
from quantcert.forward import OriginalWeights
from quantcert.forward.differentiate import Floating
from quantcert.forward.functions import Array
from quantcert.forward.weights import read_matrix, read_vector
from quantcert.models.net import MatrixUse, VectorUse
from quantcert.pairing.parts import TensorPart


class SingleWeights:
    """Matrices and vectors, kept from their first use on: make a new one for each block."""

    def __init__(
        self, original: Checkpoint, decoded: dict[TensorPart, Array] | None = None
    ) -> None:
        """Of an original, with matrices `[rows, columns]` in place of parts of its tensors."""
        self._weights = _Replaced(original, decoded or {})
        self._matrices: dict[MatrixUse, Floating] = {}
        self._vectors: dict[VectorUse, Floating] = {}

    def matrix(self, use: MatrixUse) -> Floating:
        """A matrix, `[rows, columns]`.

        Raises:
            CheckpointError: if it cannot be read or is not a matrix.
        """
        if use not in self._matrices:
            self._matrices[use] = read_matrix(self._weights, use).astype(np.float32)
        return self._matrices[use]

    def vector(self, use: VectorUse) -> Floating:
        """A vector.

        Raises:
            CheckpointError: if it cannot be read.
        """
        if use not in self._vectors:
            self._vectors[use] = read_vector(self._weights, use).astype(np.float32)
        return self._vectors[use]


class _Replaced(OriginalWeights):
    """The original with some matrices replaced."""

    def __init__(self, original: Checkpoint, decoded: dict[TensorPart, Array]) -> None:
        super().__init__(original)
        self._decoded = decoded

    def rows(self, name: str, start: int, stop: int, leading: tuple[int, ...] = ()) -> Array:
        found = super().rows(name, start, stop, leading)
        for part, matrix in self._decoded.items():
            if (part.tensor, part.leading) == (name, leading):
                _lay_in(found, start, part, matrix)
        return found


def _lay_in(rows: Array, start: int, part: TensorPart, matrix: Array) -> None:
    """Write what a part of a tensor holds of its rows `start ..`."""
    if part.transposed:
        first = part.rows[0] if part.rows else 0
        rows[:, first : first + len(matrix)] = matrix[:, start : start + len(rows)].T
        return
    first = part.rows[0] if part.rows else 0
    low, high = max(start, first), min(start + len(rows), first + len(matrix))
    if low < high:
        rows[low - start : high - start] = matrix[low - first : high - first]
