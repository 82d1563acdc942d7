"""Collects ranges and errors while networks are evaluated, window by window."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from decimal import Decimal

import numpy as np
from numpy.typing import NDArray

from quantcert.forward.functions import Array, log_softmax
from quantcert.forward.measurement import LayerErrors, LogitErrors, Range
from quantcert.forward.weights import BlockWeights
from quantcert.models.net import MatrixUse

_BLOCK_ELEMENTS = 1 << 20
_POSITIONS = 64  # whose logits are compared at a time


class RangeRecorder:
    """An observer of the original network: sizes at its points, root mean squares at its norms.

    `norms` holds the smallest root mean squares, and the smallest gaps of routers.
    """

    def __init__(self, head_dim: int) -> None:
        """Heads are `head_dim` consecutive entries."""
        self._head_dim = head_dim
        self.points: dict[str, Range] = {}
        self.norms: dict[str, float] = {}

    def point(self, name: str, x: Array) -> None:
        """Enlarge the range of a point to the activations `[positions, dim]`."""
        heads = x.shape[1] // self._head_dim
        split = x[:, : heads * self._head_dim].reshape(len(x), heads, self._head_dim)
        found = Range(largest(x), _longest(split), _longest(x))
        old = self.points.get(name, Range(0.0, 0.0, 0.0))
        self.points[name] = Range(
            max(old.entry, found.entry), max(old.head, found.head), max(old.norm, found.norm)
        )

    def norm(self, name: str, rms: Array) -> None:
        """Lower the smallest root mean square of a norm."""
        self._lower(name, rms)

    def gap(self, name: str, gaps: Array) -> None:
        """Lower the smallest gap of a router."""
        self._lower(name, gaps)

    def _lower(self, name: str, values: Array) -> None:
        self.norms[name] = min(self.norms.get(name, np.inf), float(values.min()))


class BlockRecorder(RangeRecorder):
    """Observes the original network in one block, its quantized linear layers too."""

    def __init__(
        self,
        block: str,
        ranges: RangeRecorder,
        original: BlockWeights,
        quantized: BlockWeights,
        matrices: Collection[str],
    ) -> None:
        """Ranges are added to `ranges`; `matrices` names the quantized tensors."""
        self._block, self._ranges = block, ranges
        self._original, self._quantized, self._matrices = original, quantized, matrices
        self._layers: dict[str, LayerErrors] = {}

    @property
    def layers(self) -> tuple[LayerErrors, ...]:
        """What the linear layers gave, in the order in which they were evaluated."""
        return tuple(self._layers.values())

    def point(self, name: str, x: Array) -> None:
        """See `RangeRecorder`."""
        self._ranges.point(name, x)

    def norm(self, name: str, rms: Array) -> None:
        """See `RangeRecorder`."""
        self._ranges.norm(name, rms)

    def gap(self, name: str, gaps: Array) -> None:
        """See `RangeRecorder`."""
        self._ranges.gap(name, gaps)

    def linear(self, use: MatrixUse, x: Array, y: Array) -> None:
        """Compare the output with that of the decoded matrix on the same input."""
        if use.tensor not in self._matrices:
            return
        error = largest(y - x @ self._quantized.matrix(use).T)
        name = str(use)
        old = self._layers.get(name)
        if old is None:
            pair = self._original.matrix(use), self._quantized.matrix(use)
            old = LayerErrors(self._block, name, 0.0, 0.0, worst_case(*pair))
        self._layers[name] = LayerErrors(
            self._block, name, max(old.input, largest(x)), max(old.error, error), old.worst_case
        )


class LogitRecorder:
    """Compares the logits of two networks, and how well they predict the tokens."""

    def __init__(self) -> None:
        """Nothing is observed yet."""
        self._difference = self._log_ratio = 0.0
        self._losses: list[tuple[float, float]] = []
        self._targets = 0

    def add(self, tokens: NDArray[np.int64], original: Array, quantized: Array) -> None:
        """Compare the logits `[positions, vocabulary]` of a window with these tokens."""
        for part in position_blocks(tokens, original, quantized):
            self._add(*part)

    def _add(self, targets: NDArray[np.int64], original: Array, quantized: Array) -> None:
        """Compare logits of some positions; `targets` are the next tokens, as far as there are."""
        before, after = log_softmax(original), log_softmax(quantized)
        self._difference = max(self._difference, largest(original - quantized))
        self._log_ratio = max(self._log_ratio, largest(before - after))
        places = np.arange(len(targets)), targets
        self._losses.append((-float(before[places].sum()), -float(after[places].sum())))
        self._targets += len(targets)

    def errors(self) -> LogitErrors | None:
        """The comparison, or None if no token was predicted."""
        if self._targets == 0:
            return None
        losses = [sum(network) / self._targets for network in zip(*self._losses, strict=True)]
        return LogitErrors(
            self._difference, *(Decimal(log).exp() for log in (self._log_ratio, *losses))
        )


def position_blocks(
    tokens: NDArray[np.int64], original: Array, quantized: Array
) -> Iterator[tuple[NDArray[np.int64], Array, Array]]:
    """Some positions of a window at a time: the next tokens, as far as there are, and the logits.

    Args:
        tokens: `[positions]`.
        original: `[positions, vocabulary]`.
        quantized: likewise.
    """
    for start in range(0, len(tokens), _POSITIONS):
        part = slice(start, start + _POSITIONS)
        yield tokens[start + 1 : start + 1 + _POSITIONS], original[part], quantized[part]


def largest(x: Array) -> float:
    """The largest absolute value, 0 of an empty array."""
    return float(np.abs(x).max(initial=0.0))


def worst_case(original: Array, quantized: Array) -> float:
    """The largest error of an output when every input is the sign of the worst row's error."""
    rows, columns = original.shape
    step = max(1, _BLOCK_ELEMENTS // max(1, columns))
    parts = [slice(start, start + step) for start in range(0, rows, step)]
    sums = np.concatenate([np.abs(original[p] - quantized[p]).sum(axis=1) for p in parts])
    row = int(sums.argmax())
    signs = np.sign(original[row] - quantized[row])
    return largest(original @ signs - quantized @ signs)


def _longest(x: Array) -> float:
    """The largest Euclidean norm along the last axis, 0 of no vector."""
    return float(np.sqrt(np.square(x).sum(axis=-1)).max(initial=0.0))
