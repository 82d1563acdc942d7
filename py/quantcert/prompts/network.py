"""What is known of a network that reads given tokens: exact matrices, boxes of the rest.

The Lean counterpart is `PromptData` in `lean/QuantCert/Cert/Prompt/Known.lean`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from quantcert.models.net import Lookup, Net, PaddedPosition
from quantcert.prompts.boxes import Box, exact_box

Integers = NDArray[Any]
"""int64 that are not the least one, or Python's integers, which do not overflow."""

PART_ROWS = 2048
"""Of a matrix in one part: what is computed with a part is forgotten with it."""


@dataclass(frozen=True)
class IntegerMatrix:
    """The matrix `entries` [rows, columns], in units of `2**-scale`."""

    scale: int
    entries: Integers

    @cached_property
    def sizes(self) -> Integers:
        """The absolute entries."""
        return np.abs(self.entries)

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        rows, columns = self.entries.shape
        return rows, columns

    def part(self, start: int, stop: int) -> IntegerMatrix:
        """The rows `start .. stop - 1`."""
        return IntegerMatrix(self.scale, self.entries[start:stop])


class Matrix(Protocol):
    """A matrix of which some rows are held at a time; each part has a unit of its own."""

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""

    def part(self, start: int, stop: int) -> IntegerMatrix:
        """The rows `start .. stop - 1`."""


def part_starts(matrix: Matrix) -> range:
    """The first row of each part."""
    return range(0, matrix.shape[0], PART_ROWS)


def parts(matrix: Matrix) -> Iterator[IntegerMatrix]:
    """The parts of a matrix, one after the other."""
    for start in part_starts(matrix):
        yield matrix.part(start, min(start + PART_ROWS, matrix.shape[0]))


@dataclass(frozen=True)
class Angles:
    """Boxes of the cosines and sines of `half` angles at each position."""

    half: int
    cos: Box
    sin: Box


@dataclass(frozen=True)
class PromptNetwork:
    """Nets one after the other, and what is known of their matrices, vectors and angles.

    Vectors are boxes with one position. `gelu` is a box of the two constants of the GELU by the
    hyperbolic tangent, `bell` one of `1 / √(2 π)` for the GELU by the error function; None where
    the nets have no such function.
    """

    nets: tuple[Net, ...]
    tokens: tuple[int, ...]
    matrices: tuple[Matrix, ...]
    vectors: tuple[Box, ...]
    angles: tuple[Angles, ...] = ()
    gelu: Box | None = None
    bell: Box | None = None

    @property
    def length(self) -> int:
        """How many positions."""
        return len(self.tokens)

    def row(self, lookup: Lookup, t: int) -> int:
        """The row that is looked up at position `t`."""
        match lookup.index:
            case "token":
                return self.tokens[t]
            case "position":
                return t
            case PaddedPosition(pad):
                real = sum(token != pad for token in self.tokens[: t + 1])
                return pad if self.tokens[t] == pad else pad + real
            case row:
                return row

    def rows(self, lookup: Lookup) -> Box:
        """The rows that the tokens look up."""
        numbers = [self.row(lookup, t) for t in range(self.length)]
        found = [self.matrices[lookup.matrix].part(row, row + 1) for row in numbers]
        scale = max(part.scale for part in found)
        return exact_box(
            scale, [[int(v) << scale - part.scale for v in part.entries[0]] for part in found]
        )
