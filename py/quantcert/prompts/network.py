"""What is known of a network that reads given tokens: exact matrices, boxes of the rest.

The Lean counterpart is `PromptData` in `lean/QuantCert/Cert/Prompt/Known.lean`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from quantcert.models.net import Lookup, Net, PaddedPosition
from quantcert.prompts.boxes import Box, exact_box

Integers = NDArray[np.object_]
"""Python integers, which do not overflow."""


@dataclass(frozen=True)
class IntegerMatrix:
    """The matrix `entries` [rows, columns], in units of `2**-scale`."""

    scale: int
    entries: Integers

    @cached_property
    def sizes(self) -> Integers:
        """The absolute entries."""
        return np.abs(self.entries)


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
    matrices: tuple[IntegerMatrix, ...]
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
        matrix = self.matrices[lookup.matrix]
        found = [matrix.entries[self.row(lookup, t)] for t in range(self.length)]
        return exact_box(matrix.scale, found)
