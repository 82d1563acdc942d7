"""Stored weights of a network as exact integers; nothing here rounds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from quantcert.containers import Tensors
from quantcert.errors import CheckpointError
from quantcert.exact import smallest_p, split, spread
from quantcert.exact.groups import code_differences
from quantcert.formats import QuantizedCheckpoint
from quantcert.formats.matrix import QuantizedMatrix
from quantcert.models.net import MatrixUse, VectorUse
from quantcert.prompts.boxes import Box, exact_box
from quantcert.prompts.network import IntegerMatrix


class StoredWeights(Protocol):
    """Rows of tensors as exact integers."""

    def shape(self, name: str) -> tuple[int, ...]:
        """Extent of each axis of a tensor."""

    def rows(self, name: str, start: int, stop: int, leading: tuple[int, ...]) -> IntegerMatrix:
        """Rows `start .. stop - 1` of a matrix, or of the tensor's entry at `leading`."""

    def vector(self, name: str) -> IntegerMatrix:
        """A vector, as a matrix of one row."""


class StoredTensors:
    """Floating-point tensors."""

    def __init__(self, tensors: Tensors) -> None:
        """Read from `tensors`."""
        self._tensors = tensors

    def shape(self, name: str) -> tuple[int, ...]:
        """Extent of each axis. Raises CheckpointError if there is no such tensor."""
        return self._tensors.info(name).shape

    def rows(self, name: str, start: int, stop: int, leading: tuple[int, ...]) -> IntegerMatrix:
        """Rows of a matrix.

        Raises CheckpointError if the tensor is missing, not finite or not of floating point.
        """
        return self._exact(name, self._tensors.read_rows(name, start, stop, leading))

    def vector(self, name: str) -> IntegerMatrix:
        """A vector. Raises as `rows`."""
        return self._exact(name, self._tensors.read(name).reshape(1, -1))

    def _exact(self, name: str, values: NDArray[Any]) -> IntegerMatrix:
        try:
            return exact_integers(values)
        except ValueError as error:
            file = self._tensors.info(name).file
            raise CheckpointError(f"{file}: tensor {name}: {error}") from error


class StoredQuantized(StoredTensors):
    """Decoded matrices of a quantized checkpoint, and its other tensors."""

    def __init__(self, quantized: QuantizedCheckpoint) -> None:
        """Read from `quantized`."""
        super().__init__(quantized.checkpoint)
        self._quantized = quantized
        self._matrices = frozenset(quantized.matrices())

    def shape(self, name: str) -> tuple[int, ...]:
        """Extent of each axis. Raises CheckpointError if there is no such tensor."""
        return self._quantized.shape(name) if name in self._matrices else super().shape(name)

    def rows(self, name: str, start: int, stop: int, leading: tuple[int, ...]) -> IntegerMatrix:
        """Rows of a matrix, decoded if it is quantized. Raises CheckpointError as the readers."""
        if name in self._matrices:
            return decoded(self._quantized.read_rows(name, start, stop))
        return super().rows(name, start, stop, leading)


def exact_integers(values: NDArray[Any]) -> IntegerMatrix:
    """Floating-point numbers as integers in the largest unit that holds them all.

    Raises ValueError for another dtype, or a NaN or an infinity.
    """
    p = smallest_p(values)
    significands, exponents = split(values)
    return IntegerMatrix(p, _at(significands, exponents, p))


def decoded(matrix: QuantizedMatrix) -> IntegerMatrix:
    """`scale * (code - zero_point) + offset` of every weight, exactly."""
    arrays = [matrix.scales, *([] if matrix.offsets is None else [matrix.offsets])]
    p = max(map(smallest_p, arrays))
    scales, *offsets = (_at(*split(array), p) for array in arrays)
    entries = spread(scales, matrix) * code_differences(matrix).astype(object)
    for offset in offsets:
        entries = entries + spread(offset, matrix)
    return IntegerMatrix(p, entries)


def read_matrix(weights: StoredWeights, use: MatrixUse) -> IntegerMatrix:
    """A matrix of a network, `[rows, columns]`.

    Raises:
        CheckpointError: if it cannot be read or has another shape.
    """
    part, whole = use.part, weights.shape(use.tensor)
    shape = whole[len(part.leading) :]
    if len(shape) != 2:
        raise CheckpointError(f"tensor {use.tensor}: shape {list(whole)}, must be a matrix")
    taken = part.rows or (0, use.rows)
    if part.transposed:
        found = weights.rows(part.tensor, 0, shape[0], part.leading)
        entries = found.entries[:, slice(*taken)].T
    else:
        found = weights.rows(part.tensor, *taken, part.leading)
        entries = found.entries
    if entries.shape != (use.rows, use.columns):
        wanted = [use.rows, use.columns]
        raise CheckpointError(f"tensor {use}: shape {list(entries.shape)}, must be {wanted}")
    return IntegerMatrix(found.scale, entries)


def read_rows(weights: StoredWeights, use: MatrixUse, rows: Sequence[int]) -> IntegerMatrix:
    """A matrix of a network of which these rows are read; the others are zero, and never seen.

    Raises CheckpointError as `read_matrix`.
    """
    if use.part.transposed:
        return read_matrix(weights, use)
    first = use.part.rows[0] if use.part.rows else 0
    found = {
        row: weights.rows(use.part.tensor, first + row, first + row + 1, use.part.leading)
        for row in rows
    }
    scale = max(matrix.scale for matrix in found.values())
    entries = np.zeros((use.rows, use.columns), dtype=object)
    for row, matrix in found.items():
        entries[row] = matrix.entries[0] << scale - matrix.scale
    return IntegerMatrix(scale, entries)


def read_vector(weights: StoredWeights, use: VectorUse) -> Box:
    """A vector of a network.

    Raises:
        CheckpointError: if it cannot be read or has another length.
    """
    found = weights.vector(use.tensor)
    entries = found.entries[0, use.entries] + (int(use.plus_one) << found.scale)
    if entries.size != use.dim:
        raise CheckpointError(f"tensor {use}: {entries.size} entries, must have {use.dim}")
    return exact_box(found.scale, [entries])


def _at(significands: NDArray[np.int64], exponents: NDArray[np.int64], p: int) -> NDArray[Any]:
    """`significand * 2**(exponent + p)` as Python's integers; all are whole."""
    shifts = exponents + p
    up = np.where(shifts > 0, shifts, 0).astype(object)
    down = np.where(shifts < 0, -shifts, 0).clip(max=63)  # 63: of a zero alone
    whole: NDArray[Any] = (significands >> down).astype(object) << up
    return whole
