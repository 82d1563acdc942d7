"""Weights of a network in float64, read when a block needs them.

Stored weights are exact in float64, and so is `scale * (code - zero_point)`: a scale has at most 24
significant bits, a difference of codes at most 4.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

import numpy as np

from quantcert.containers import WEIGHT_DTYPES, Tensors
from quantcert.errors import CheckpointError
from quantcert.exact import decode_float64
from quantcert.formats import QuantizedCheckpoint
from quantcert.forward.functions import Array
from quantcert.models.net import MatrixUse, VectorUse

_BLOCK_ELEMENTS = 1 << 20


class Weights(Protocol):
    """Matrices and vectors of a network by the names of their tensors."""

    def shape(self, name: str) -> tuple[int, ...]:
        """Extent of each axis of a tensor."""

    def rows(self, name: str, start: int, stop: int, leading: tuple[int, ...] = ()) -> Array:
        """Rows `start .. stop - 1` of a matrix, `[stop - start, columns]`.

        It is the tensor's entry at `leading`.
        """

    def vector(self, name: str) -> Array:
        """A vector."""


class OriginalWeights:
    """Floating-point tensors of a checkpoint."""

    def __init__(self, checkpoint: Tensors) -> None:
        """Read from `checkpoint`."""
        self._checkpoint = checkpoint

    def shape(self, name: str) -> tuple[int, ...]:
        """Extent of each axis of a tensor.

        Raises:
            CheckpointError: if there is no such tensor.
        """
        return self._checkpoint.info(name).shape

    def rows(self, name: str, start: int, stop: int, leading: tuple[int, ...] = ()) -> Array:
        """Rows of a matrix.

        Raises:
            CheckpointError: if the tensor is missing, not finite or not of floating-point numbers.
        """
        self._check_dtype(name)
        return self._checkpoint.read_rows(name, start, stop, leading).astype(np.float64)

    def vector(self, name: str) -> Array:
        """A vector.

        Raises:
            CheckpointError: as `rows`.
        """
        self._check_dtype(name)
        return self._checkpoint.read(name).astype(np.float64)

    def _check_dtype(self, name: str) -> None:
        info = self._checkpoint.info(name)
        if info.dtype not in WEIGHT_DTYPES:
            raise CheckpointError(
                f"{info.file}: tensor {name}: dtype {info.dtype}, must be one of "
                f"{', '.join(WEIGHT_DTYPES)}"
            )


class QuantizedWeights:
    """Decoded matrices of a quantized checkpoint, and its plain tensors."""

    def __init__(self, quantized: QuantizedCheckpoint) -> None:
        """Read from `quantized`."""
        self._quantized = quantized
        self._matrices = frozenset(quantized.matrices())
        self._plain = OriginalWeights(quantized.checkpoint)

    def shape(self, name: str) -> tuple[int, ...]:
        """Extent of each axis of a tensor.

        Raises:
            CheckpointError: if there is no such tensor.
        """
        return self._quantized.shape(name) if name in self._matrices else self._plain.shape(name)

    def rows(self, name: str, start: int, stop: int, leading: tuple[int, ...] = ()) -> Array:
        """Rows of a matrix, decoded if it is quantized.

        Raises:
            CheckpointError: for a missing tensor, or a stored value outside its range.
        """
        if name in self._matrices:
            return decode_float64(self._quantized.read_rows(name, start, stop))
        return self._plain.rows(name, start, stop, leading)

    def vector(self, name: str) -> Array:
        """A vector.

        Raises:
            CheckpointError: if the tensor is missing or not finite.
        """
        return self._plain.vector(name)


def row_reader(weights: Weights, use: MatrixUse) -> Callable[[int, int], Array]:
    """What reads rows `start .. stop - 1` of a matrix of a network.

    A row of a transposed matrix is spread over the whole tensor: such a matrix is kept in memory.

    Raises:
        CheckpointError: if it cannot be read or is not a matrix; so does the result.
    """
    part = use.part
    if part.transposed:
        matrix = read_matrix(weights, use)
        return lambda start, stop: matrix[start:stop]
    first = part.rows[0] if part.rows else 0
    return lambda start, stop: weights.rows(part.tensor, first + start, first + stop, part.leading)


def read_matrix(weights: Weights, use: MatrixUse) -> Array:
    """A matrix of a network, `[rows, columns]`, read a block of stored rows at a time.

    Raises:
        CheckpointError: if it cannot be read or is not a matrix.
    """
    part, whole = use.part, weights.shape(use.tensor)
    shape = whole[len(part.leading) :]
    if len(shape) != 2:
        raise CheckpointError(f"tensor {use.tensor}: shape {list(whole)}, must be a matrix")
    taken = slice(*(part.rows or (0, use.rows)))
    start, stop = (0, shape[0]) if part.transposed else (taken.start, taken.stop)
    result = np.empty((use.rows, use.columns))
    step = max(1, _BLOCK_ELEMENTS // max(1, shape[1]))
    for row in range(start, stop, step):
        end = min(row + step, stop)
        block = weights.rows(part.tensor, row, end, part.leading)
        if part.transposed:
            result[:, row:end] = block[:, taken].T
        else:
            result[row - start : end - start] = block
    return result


def read_vector(weights: Weights, use: VectorUse) -> Array:
    """A vector of a network.

    Raises:
        CheckpointError: if it cannot be read.
    """
    stored = weights.vector(use.tensor)[use.entries]
    return 1.0 + stored if use.plus_one else stored


class BlockWeights:
    """Whole matrices and vectors, kept from their first use on: make a new one for each block."""

    def __init__(self, weights: Weights) -> None:
        """Read from `weights`."""
        self._weights = weights
        self._matrices: dict[MatrixUse, Array] = {}
        self._vectors: dict[VectorUse, Array] = {}

    def matrix(self, use: MatrixUse) -> Array:
        """A matrix, `[rows, columns]`.

        Raises:
            CheckpointError: if it cannot be read or is not a matrix.
        """
        if use not in self._matrices:
            self._matrices[use] = read_matrix(self._weights, use)
        return self._matrices[use]

    def vector(self, use: VectorUse) -> Array:
        """A vector.

        Raises:
            CheckpointError: if it cannot be read.
        """
        if use not in self._vectors:
            self._vectors[use] = read_vector(self._weights, use)
        return self._vectors[use]
