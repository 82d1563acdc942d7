"""Matrices and vectors of a network, numbered in the order in which the blocks use them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from quantcert.models.config import NotSupportedError
from quantcert.models.net import Bias, Linear, MatrixUse, Net, VectorUse


class Parameters:
    """The tensors of a checkpoint, by name with their shapes, and which of them are used."""

    def __init__(self, shapes: Mapping[str, tuple[int, ...]]) -> None:
        """Nothing is used yet."""
        self._shapes = shapes
        self._matrices: dict[str, MatrixUse] = {}
        self._vectors: list[VectorUse] = []

    @property
    def matrices(self) -> tuple[MatrixUse, ...]:
        """The matrices, by number."""
        return tuple(self._matrices.values())

    @property
    def vectors(self) -> tuple[VectorUse, ...]:
        """The vectors, by number."""
        return tuple(self._vectors)

    def __contains__(self, name: str) -> bool:
        """Whether the checkpoint has a tensor of this name."""
        return name in self._shapes

    def matrix(self, name: str, rows: int, columns: int) -> int:
        """The number of a matrix; a tensor that is used twice keeps its number.

        Raises NotSupportedError if the tensor is missing or has another shape.
        """
        self._expect(name, (rows, columns))
        self._matrices.setdefault(name, MatrixUse(name, rows, columns))
        return list(self._matrices).index(name)

    def vector(self, name: str, dim: int, *, plus_one: bool = False) -> int:
        """The number of a vector, or of one plus each entry.

        Raises NotSupportedError as `matrix`.
        """
        self._expect(name, (dim,))
        use = VectorUse(name, dim, plus_one)
        if use not in self._vectors:
            self._vectors.append(use)
        return self._vectors.index(use)

    def linear(self, name: str, rows: int, columns: int, x: Net, bias: bool) -> Net:
        """`NAME.weight` times `x`, plus `NAME.bias` if there is to be one."""
        product = Linear(rows, columns, self.matrix(f"{name}.weight", rows, columns), x)
        return Bias(rows, self.vector(f"{name}.bias", rows), product) if bias else product

    def refuse_unread(self, unused: Sequence[str]) -> None:
        """Raises NotSupportedError for a tensor that nothing reads and no pattern names."""
        known = re.compile("|".join(f"(?:{pattern})" for pattern in unused))
        vectors = {use.tensor for use in self._vectors}
        for name in sorted(self._shapes.keys() - self._matrices.keys() - vectors):
            if known.fullmatch(name) is None:
                raise NotSupportedError(
                    f"tensor {name} is stored, but the network of config.json does not read it"
                )

    def _expect(self, name: str, shape: tuple[int, ...]) -> None:
        if name not in self._shapes:
            raise NotSupportedError(
                f"tensor {name} is missing; config.json asks for it with shape {list(shape)}"
            )
        if self._shapes[name] != shape:
            raise NotSupportedError(
                f"tensor {name}: shape {list(self._shapes[name])}, "
                f"config.json asks for {list(shape)}"
            )
