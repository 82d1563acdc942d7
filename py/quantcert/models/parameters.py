"""Matrices and vectors of a network, numbered in the order in which the blocks use them."""

from __future__ import annotations

from collections.abc import Mapping

from quantcert.errors import CheckpointError
from quantcert.models.net import Bias, Linear, MatrixUse, Net, VectorUse


class Parameters:
    """The tensors of a checkpoint, by name with their shapes, and which of them are used."""

    def __init__(self, shapes: Mapping[str, tuple[int, ...]], source: str) -> None:
        """Nothing is used yet; `source` is the checkpoint's path, for messages."""
        self._shapes = shapes
        self._source = source
        self._matrices: dict[str, MatrixUse] = {}
        self._vectors: dict[str, VectorUse] = {}

    @property
    def matrices(self) -> tuple[MatrixUse, ...]:
        """The matrices, by number."""
        return tuple(self._matrices.values())

    @property
    def vectors(self) -> tuple[VectorUse, ...]:
        """The vectors, by number."""
        return tuple(self._vectors.values())

    def __contains__(self, name: str) -> bool:
        """Whether the checkpoint has a tensor of this name."""
        return name in self._shapes

    def matrix(self, name: str, rows: int, columns: int) -> int:
        """The number of a matrix; a tensor that is used twice keeps its number.

        Raises CheckpointError if the tensor is missing or has another shape.
        """
        self._expect(name, (rows, columns))
        self._matrices.setdefault(name, MatrixUse(name, rows, columns))
        return list(self._matrices).index(name)

    def vector(self, name: str, dim: int) -> int:
        """The number of a vector. Raises CheckpointError as `matrix`."""
        self._expect(name, (dim,))
        self._vectors.setdefault(name, VectorUse(name, dim))
        return list(self._vectors).index(name)

    def linear(self, name: str, rows: int, columns: int, x: Net) -> Net:
        """`NAME.weight` times `x`, plus `NAME.bias` if the checkpoint has one."""
        product = Linear(rows, columns, self.matrix(f"{name}.weight", rows, columns), x)
        bias = f"{name}.bias"
        return Bias(rows, self.vector(bias, rows), product) if bias in self else product

    def _expect(self, name: str, shape: tuple[int, ...]) -> None:
        if name not in self._shapes:
            raise CheckpointError(
                f"{self._source}: tensor {name} is missing; config.json asks for it "
                f"with shape {list(shape)}"
            )
        if self._shapes[name] != shape:
            raise CheckpointError(
                f"{self._source}: tensor {name}: shape {list(self._shapes[name])}, "
                f"config.json asks for {list(shape)}"
            )
