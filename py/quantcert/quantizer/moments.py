"""Second moments of the inputs of linear layers, each position weighed by its relevance."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from quantcert.forward.differentiate import Floating
from quantcert.models.net import MatrixUse
from quantcert.pairing.parts import TensorPart


class Relevance:
    """Weights of positions, `[positions]` for each layer and window; one where none is known."""

    def __init__(self) -> None:
        """Nothing is known yet."""
        self._weights: dict[tuple[MatrixUse, int], Floating] = {}

    def keep(self, use: MatrixUse, window: int, weights: Floating) -> None:
        """Remember the weights of a layer's positions in a window."""
        self._weights[use, window] = weights

    def of(self, use: MatrixUse, window: int) -> Floating | None:
        """The weights of a layer's positions in a window; None if all are one."""
        return self._weights.get((use, window))


@dataclass(frozen=True)
class Squares:
    """Sums `[columns]` of the squares of what a layer reads, over so many positions."""

    sums: Floating
    count: int


@dataclass(frozen=True)
class Half:
    """What some of the windows say of inputs that are not those of the original.

    Attributes:
        moments: `[inputs, inputs]`, the sum of `x xᵀ`, weighted.
        shift: likewise that of `(z - x) xᵀ`, where `z` is what the original reads in place of `x`.
    """

    moments: Floating
    shift: Floating


@dataclass(frozen=True)
class Inputs:
    """What is known of the inputs that meet a stored matrix.

    Attributes:
        moments: `[inputs, inputs]`, the sum of `x xᵀ`, weighted.
        across: whether the rows of the matrix belong to inputs, as where it is stored transposed;
            else its columns do.
        squares: of inputs, all positions alike; None if they were not looked at.
        halves: what every other window says of what is missing, and what the others say; none if
            that is not known.
    """

    moments: Floating
    across: bool
    squares: Squares | None = None
    halves: tuple[Half, ...] = ()


class Unseen:
    """A `LinearObserver` that looks at nothing."""

    def reads(self, use: MatrixUse, x: Floating) -> None:
        """Nothing."""

    def gradient(self, use: MatrixUse, x: Floating, dy: Floating) -> None:
        """Nothing."""

    def looked_up(self, use: MatrixUse, dy: Floating) -> None:
        """Nothing."""


class Moments(Unseen):
    """A `LinearObserver` that sums up `x xᵀ` over the inputs of each matrix, going forward.

    Attributes:
        window: number of the window that is being read.
        wanted: what the original reads of it, by layer; nothing if it is the one that reads.
    """

    def __init__(self, relevance: Relevance) -> None:
        """Nothing is observed yet."""
        self._relevance, self.window = relevance, 0
        self.wanted: Mapping[MatrixUse, Floating] = {}
        self._halves: dict[tuple[MatrixUse, int], Half] = {}
        self._sums: dict[MatrixUse, Floating] = {}
        self._squares: dict[MatrixUse, Squares] = {}

    def of(self, part: TensorPart) -> Inputs | None:
        """What was observed of the inputs of a stored matrix; None if no linear layer reads it.

        Layers that are fused in one tensor are added up.
        """
        found = [use for use in self._sums if _meets(use.part, part)]
        if not found:
            return None
        total = np.sum([self._sums[use] for use in found], axis=0)
        across = found[0].part.transposed != part.transposed
        return Inputs(total, across, self._squares.get(found[0]), self._of_halves(found))

    def _of_halves(self, found: Sequence[MatrixUse]) -> tuple[Half, ...]:
        halves = []
        for number in (0, 1):
            own = [half for use in found if (half := self._halves.get((use, number))) is not None]
            if own:
                halves.append(add_halves(own))
        return tuple(halves)

    def reads(self, use: MatrixUse, x: Floating) -> None:
        """Add the inputs of a layer, `[positions, columns]`."""
        old = self._squares.get(use, Squares(np.zeros(x.shape[1]), 0))
        self._squares[use] = Squares(old.sums + np.square(x).sum(axis=0), old.count + len(x))
        weights = self._relevance.of(use, self.window)
        moments = self.add(use, x, weights)
        if use in self.wanted:
            key, weighted = (use, self.window % 2), _weighted(x, weights)
            found = Half(moments, (self.wanted[use] - x).T @ weighted)
            self._halves[key] = (
                add_halves([self._halves[key], found]) if key in self._halves else found
            )

    def add(self, use: MatrixUse, x: Floating, weights: Floating | None) -> Floating:
        """Add inputs with the weights of their positions; their own moments."""
        found = _weighted(x, weights).T @ x
        self._sums[use] = self._sums[use] + found if use in self._sums else found
        return found


def _weighted(x: Floating, weights: Floating | None) -> Floating:
    return x if weights is None else x * weights[:, None]


def add_halves(halves: Sequence[Half]) -> Half:
    """What they say together."""
    moments = np.sum([half.moments for half in halves], axis=0)
    return Half(moments, np.sum([half.shift for half in halves], axis=0))


def _meets(layer: TensorPart, stored: TensorPart) -> bool:
    """Whether a layer reads a stored matrix, or some of its outputs."""
    if (layer.tensor, layer.leading) != (stored.tensor, stored.leading):
        return False
    return stored.rows is None or layer.rows == stored.rows
