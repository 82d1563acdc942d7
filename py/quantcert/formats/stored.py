"""A quantized checkpoint put together from matrices that each know how they are stored."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Protocol

from quantcert.containers import Checkpoint, TensorInfo
from quantcert.errors import CheckpointError
from quantcert.formats.matrix import QuantizedMatrix
from quantcert.formats.scheme import Scheme


class StoredMatrix(Protocol):
    """A quantized matrix in a file, whose names, dtypes and shapes have been checked."""

    @property
    def name(self) -> str:
        """Name of the original tensor."""

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""

    @property
    def scheme(self) -> Scheme:
        """How it is stored."""

    @property
    def stored(self) -> Sequence[TensorInfo]:
        """The tensors that hold it; several matrices may share one."""

    def read_rows(self, start: int, stop: int) -> QuantizedMatrix:
        """Rows `start .. stop - 1`, `0 <= start <= stop <= rows`.

        Raises:
            CheckpointError: if the file cannot be read.
            StoredValueError: for a stored value outside its range.
        """


class StoredCheckpoint:
    """A `QuantizedCheckpoint` of the matrices that a format found in a container.

    Attributes:
        checkpoint: the container of all stored tensors.
    """

    def __init__(
        self,
        checkpoint: Checkpoint,
        matrices: Sequence[StoredMatrix],
        left_out: Callable[[str], str] = lambda name: "",
    ) -> None:
        """Refuse two matrices of one name, and one that is stored unquantized too.

        Raises:
            CheckpointError: naming it.
        """
        self.checkpoint = checkpoint
        self._left_out = left_out
        self._matrices = {matrix.name: matrix for matrix in matrices}
        self._taken: Counter[str] = Counter()
        for matrix in matrices:
            self._taken.update(
                dict.fromkeys([i.name for i in matrix.stored], math.prod(matrix.shape))
            )
        if len(self._matrices) < len(matrices):
            names = [matrix.name for matrix in matrices]
            twice = next(name for name in names if names.count(name) > 1)
            raise CheckpointError(f"{checkpoint.path}: matrix {twice} is stored twice")
        for name in self._matrices:
            if name in checkpoint and name not in self._taken:
                raise CheckpointError(
                    f"{checkpoint.info(name).file}: tensor {name} is stored unquantized too"
                )

    def beside(self, matrices: Sequence[StoredMatrix]) -> StoredCheckpoint:
        """The same checkpoint with more matrices. Raises CheckpointError as the constructor."""
        own = list(self._matrices.values())
        return StoredCheckpoint(self.checkpoint, [*own, *matrices], self._left_out)

    def matrices(self) -> list[str]:
        """Original names of the quantized matrices."""
        return list(self._matrices)

    def shape(self, name: str) -> tuple[int, int]:
        """Rows and columns of a quantized matrix.

        Raises:
            CheckpointError: if there is no such matrix.
        """
        return self._matrix(name).shape

    def scheme(self, name: str) -> Scheme:
        """How a quantized matrix is stored.

        Raises:
            CheckpointError: if there is no such matrix.
        """
        return self._matrix(name).scheme

    def stored(self, name: str) -> list[TensorInfo]:
        """The tensors that hold a quantized matrix.

        Raises:
            CheckpointError: if there is no such matrix.
        """
        return list(self._matrix(name).stored)

    def plain(self) -> list[str]:
        """Names of the tensors that are stored unquantized."""
        return [name for name in self.checkpoint.names() if name not in self._taken]

    def left_out(self, name: str) -> str:
        """Why a tensor of the original is never in such a checkpoint; empty if it may be."""
        return self._left_out(name)

    def bits_per_weight(self, name: str) -> Fraction:
        """Bits really stored for a weight, all tensors of the matrix counted.

        A tensor that several matrices share counts for all their weights alike.
        """
        shares = (Fraction(8 * i.nbytes, self._taken[i.name]) for i in self.stored(name))
        return sum(shares, Fraction(0))

    def read(self, name: str) -> QuantizedMatrix:
        """A whole quantized matrix; raises as `read_rows`."""
        return self.read_rows(name, 0, self.shape(name)[0])

    def read_rows(self, name: str, start: int, stop: int) -> QuantizedMatrix:
        """Rows `start .. stop - 1` of a quantized matrix.

        Raises:
            CheckpointError: as `StoredMatrix.read_rows`.
            IndexError: if the rows are not rows of the matrix.
        """
        matrix = self._matrix(name)
        if not 0 <= start <= stop <= matrix.shape[0]:
            raise IndexError(f"rows {start}..{stop} of {name} of shape {matrix.shape}")
        return matrix.read_rows(start, stop)

    def _matrix(self, name: str) -> StoredMatrix:
        try:
            return self._matrices[name]
        except KeyError:
            raise CheckpointError(
                f"{self.checkpoint.path}: has no quantized matrix {name}"
            ) from None
