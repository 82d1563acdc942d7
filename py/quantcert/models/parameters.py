"""Matrices and vectors of a network, numbered in the order in which the blocks use them.

A `Place` says where in a tensor they are, if they are not the whole of one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from quantcert.models.config import NotSupportedError
from quantcert.models.net import Bias, Linear, MatrixUse, Net, VectorUse
from quantcert.pairing.parts import TensorPart


@dataclass(frozen=True)
class Place:
    """Rows from `first` on, of `of` rows; rows and columns are stored exchanged if `transposed`.

    All rows if `first` is None. Of a vector, entries take the place of rows. With `entry`, the
    tensor is a stack of `entries` matrices, and it is about that one of them.
    """

    first: int | None = None
    of: int = 0
    transposed: bool = False
    entry: int | None = None
    entries: int = 0

    def stored(self, rows: int, columns: int) -> tuple[int, ...]:
        """The shape of the tensor that holds a matrix [rows, columns] here."""
        shape = (rows if self.first is None else self.of, columns)
        stack = () if self.entry is None else (self.entries,)
        return (*stack, *(shape[::-1] if self.transposed else shape))

    def part(self, tensor: str, rows: int) -> TensorPart:
        """The `rows` rows of a tensor that are here."""
        return TensorPart(
            tensor,
            None if self.first is None else (self.first, self.first + rows),
            self.transposed,
            () if self.entry is None else (self.entry,),
        )


WHOLE = Place()
"""The whole of a tensor, as it is stored."""


class Parameters:
    """The tensors of a checkpoint, by name with their shapes, and which of them are used."""

    def __init__(self, shapes: Mapping[str, tuple[int, ...]]) -> None:
        """Nothing is used yet."""
        self._shapes = shapes
        self._matrices: dict[MatrixUse, int] = {}
        self._vectors: dict[VectorUse, int] = {}

    @property
    def matrices(self) -> tuple[MatrixUse, ...]:
        """The matrices, by number."""
        return tuple(self._matrices)

    @property
    def vectors(self) -> tuple[VectorUse, ...]:
        """The vectors, by number."""
        return tuple(self._vectors)

    def __contains__(self, name: str) -> bool:
        """Whether the checkpoint has a tensor of this name."""
        return name in self._shapes

    def matrix(self, name: str, rows: int, columns: int, place: Place = WHOLE) -> int:
        """The number of a matrix; one that is used twice keeps its number.

        Raises NotSupportedError if the tensor is missing or has another shape.
        """
        self._expect(name, place.stored(rows, columns))
        use = MatrixUse(place.part(name, rows), rows, columns)
        return self._matrices.setdefault(use, len(self._matrices))

    def vector(self, name: str, dim: int, *, plus_one: bool = False, place: Place = WHOLE) -> int:
        """The number of a vector, or of one plus each entry; `place` is that of a matrix's rows.

        Raises NotSupportedError as `matrix`.
        """
        self._expect(name, (dim if place.first is None else place.of,))
        use = VectorUse(Place(place.first, place.of).part(name, dim), dim, plus_one)
        return self._vectors.setdefault(use, len(self._vectors))

    def linear(
        self, name: str, rows: int, columns: int, x: Net, bias: bool, place: Place = WHOLE
    ) -> Net:
        """`NAME.weight` times `x`, plus `NAME.bias` if there is to be one.

        A stack of matrices is called NAME alone.
        """
        tensor = f"{name}.weight" if place.entry is None else name
        product = Linear(rows, columns, self.matrix(tensor, rows, columns, place), x)
        if not bias:
            return product
        return Bias(rows, self.vector(f"{name}.bias", rows, place=place), product)

    def refuse_unread(self, unused: Sequence[str]) -> None:
        """Raises NotSupportedError for a tensor that nothing reads and no pattern names."""
        known = re.compile("|".join(f"(?:{pattern})" for pattern in unused))
        read = {use.tensor for use in self._matrices} | {use.tensor for use in self._vectors}
        for name in sorted(self._shapes.keys() - read):
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
