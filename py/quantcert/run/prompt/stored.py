"""Stored weights of a network as exact integers; nothing here rounds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
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
from quantcert.prompts.network import IntegerMatrix, Integers

_INT64_BITS = 63


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
    return IntegerMatrix(p, _at(*split(values), p))


def decoded(matrix: QuantizedMatrix) -> IntegerMatrix:
    """`scale * (code - zero_point) + offset` of every weight, exactly."""
    arrays = [matrix.scales, *([] if matrix.offsets is None else [matrix.offsets])]
    p = max(map(smallest_p, arrays))
    scales, *offsets = (_at(*split(array), p) for array in arrays)
    differences = code_differences(matrix)
    widest = max((int(np.abs(array).max(initial=0)) for array in (scales, *offsets)), default=0)
    if widest.bit_length() + 8 * differences.itemsize >= _INT64_BITS:
        scales, *offsets = (array.astype(object) for array in (scales, *offsets))
    entries = spread(scales, matrix) * differences.astype(scales.dtype)
    for offset in offsets:
        entries = entries + spread(offset, matrix)
    return IntegerMatrix(p, entries)


@dataclass(frozen=True)
class StoredMatrix:
    """A matrix of a network, of which `read` gives the rows from one number to before another."""

    use: MatrixUse
    read: Callable[[MatrixUse, int, int], IntegerMatrix]

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        return self.use.rows, self.use.columns

    def part(self, start: int, stop: int) -> IntegerMatrix:
        """The rows `start .. stop - 1`. Raises CheckpointError as `read_part`."""
        return self.read(self.use, start, stop)


def read_part(weights: StoredWeights, use: MatrixUse, start: int, stop: int) -> IntegerMatrix:
    """The rows `start .. stop - 1` of a matrix of a network.

    Raises:
        CheckpointError: if they cannot be read or the matrix has another shape.
    """
    part, whole = use.part, weights.shape(use.tensor)
    shape = whole[len(part.leading) :]
    if len(shape) != 2:
        raise CheckpointError(f"tensor {use.tensor}: shape {list(whole)}, must be a matrix")
    rows, columns = reversed(shape) if part.transposed else shape
    first, last = part.rows or (0, use.rows)
    kept, wanted = [min(last, rows) - first, columns], [use.rows, use.columns]
    if kept != wanted:
        raise CheckpointError(f"tensor {use}: shape {kept}, must be {wanted}")
    if part.transposed:
        found = weights.rows(part.tensor, 0, shape[0], part.leading)
        return IntegerMatrix(found.scale, found.entries[:, first + start : first + stop].T)
    return weights.rows(part.tensor, first + start, first + stop, part.leading)


def read_vector(weights: StoredWeights, use: VectorUse) -> Box:
    """A vector of a network.

    Raises:
        CheckpointError: if it cannot be read or has another length.
    """
    found = weights.vector(use.tensor)
    entries = found.entries[0, use.entries].astype(object)
    entries += int(use.plus_one) << found.scale
    if entries.size != use.dim:
        raise CheckpointError(f"tensor {use}: {entries.size} entries, must have {use.dim}")
    return exact_box(found.scale, [list(entries)])


def _at(significands: NDArray[np.int64], exponents: NDArray[np.int64], p: int) -> Integers:
    """`significand * 2**(exponent + p)`, as int64 if all are small; all are whole."""
    shifts = exponents + p
    down = np.where(shifts < 0, -shifts, 0).clip(max=63)  # 63: of a zero alone
    whole, up = significands >> down, np.where(shifts > 0, shifts, 0)
    lengths = np.frexp(np.abs(whole).astype(np.float64))[1]
    if int((lengths + up).max(initial=0)) < _INT64_BITS - 1:
        moved: Integers = whole << up
        return moved
    exact: Integers = whole.astype(object) << up.astype(object)
    return exact
