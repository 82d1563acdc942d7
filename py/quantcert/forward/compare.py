"""Both networks on the same windows, block by block: each weight is read and decoded once."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from quantcert.errors import CheckpointError
from quantcert.forward.evaluate import Observer, evaluate
from quantcert.forward.functions import Array
from quantcert.forward.measurement import BlockErrors, LayerErrors, Measurement, Observed
from quantcert.forward.recorder import BlockRecorder, LogitRecorder, RangeRecorder, largest
from quantcert.forward.weights import BlockWeights, Weights
from quantcert.models.net import Architecture, Block

_LIMIT = 1e150
"""Entries must be smaller, so that their squares can be summed."""

Progress = Callable[[int, int], None]
"""Called with the windows done in all blocks, and how many there are to do."""


@dataclass(frozen=True)
class Window:
    """An independent input: the token at each position, and the vectors of the first block.

    Attributes:
        tokens: `[positions]`.
        x: `[positions, input_dim]`; a network that reads tokens alone has `input_dim` 0.
    """

    tokens: NDArray[np.int64]
    x: Array


def compare(
    architecture: Architecture,
    original: Weights,
    quantized: Weights,
    matrices: Collection[str],
    windows: Sequence[Window],
    progress: Progress,
) -> Measurement:
    """Evaluate both networks on all windows.

    Args:
        architecture: the network.
        original: its weights.
        quantized: its decoded weights.
        matrices: names of the tensors that are quantized.
        windows: at least one.
        progress: see `Progress`.

    Raises:
        CheckpointError: if a tensor cannot be read, or an activation overflows.
    """
    comparison = _Comparison(architecture, original, quantized, matrices, windows, progress)
    for block in architecture.blocks:
        comparison.block(block)
    return comparison.measurement()


class _Comparison:
    def __init__(
        self,
        architecture: Architecture,
        original: Weights,
        quantized: Weights,
        matrices: Collection[str],
        windows: Sequence[Window],
        progress: Progress,
    ) -> None:
        self._architecture, self._matrices = architecture, matrices
        self._original, self._quantized = original, quantized
        self._windows, self._progress = windows, progress
        self._states = [(window.x, window.x) for window in windows]
        self._ranges = RangeRecorder(architecture.head_dim)
        self._blocks: list[BlockErrors] = []
        self._layers: list[LayerErrors] = []
        self._logits = LogitRecorder()

    def block(self, block: Block) -> None:
        """Take all windows through a block of both networks."""
        original, quantized = BlockWeights(self._original), BlockWeights(self._quantized)
        recorder = BlockRecorder(block.name, self._ranges, original, quantized, self._matrices)
        last = block is self._architecture.blocks[-1]
        output = alone = accumulated = 0.0
        for number, window in enumerate(self._windows):
            x, x_quantized = self._states[number]
            y = self._run(block, window, original, x, recorder)
            y_quantized = self._run(block, window, quantized, x_quantized)
            output = max(output, largest(y))
            accumulated = max(accumulated, largest(y - y_quantized))
            alone = max(alone, largest(y - self._run(block, window, quantized, x)))
            if last and self._architecture.output == "logits":
                self._logits.add(window.tokens, y, y_quantized)
            if not last:
                self._states[number] = (y, y_quantized)
            self._step(len(self._blocks), number + 1)
        self._blocks.append(BlockErrors(block.name, output, alone, accumulated))
        self._layers += recorder.layers

    def measurement(self) -> Measurement:
        """What was observed."""
        observed = Observed(tuple(self._blocks), tuple(self._layers), self._logits.errors())
        return Measurement(self._ranges.points, self._ranges.norms, observed)

    def _run(
        self,
        block: Block,
        window: Window,
        weights: BlockWeights,
        x: Array,
        observer: Observer | None = None,
    ) -> Array:
        y = evaluate(self._architecture, block.net, window.tokens, weights, x, observer)
        if not largest(y) < _LIMIT:  # nor if it is not a number
            raise CheckpointError(f"block {block.name}: the output overflows in float64")
        return y

    def _step(self, blocks: int, windows: int) -> None:
        total = len(self._architecture.blocks) * len(self._windows)
        self._progress(blocks * len(self._windows) + windows, total)
