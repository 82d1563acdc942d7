"""How much each position matters to what a network says, layer by layer.

A position matters as its gradient does: the original draws a next token at every position, and is
asked for the gradient of the logarithm of its probability. The mean square of the gradient of a
layer's output at a position weighs what the layer reads there (as in GuidedQuant, Kim et al.
2025), so that errors of outputs add up to about the divergence of what the network says.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from quantcert.containers import Checkpoint
from quantcert.forward.compare import Window
from quantcert.forward.differentiate import Floating, LinearObserver, Pair, differentiate
from quantcert.forward.functions import softmax
from quantcert.models.net import Architecture, MatrixUse
from quantcert.pairing.parts import TensorPart
from quantcert.quantizer.moments import Moments, Relevance, Unseen
from quantcert.quantizer.single import SingleWeights
from quantcert.quantizer.states import States

Step = Callable[[], None]
"""Called when a window has been taken through a block."""

_SEED = 0


@dataclass(frozen=True)
class Reading:
    """A network that reads windows.

    Attributes:
        original: its checkpoint.
        network: its architecture.
        windows: what it reads.
        states: what each window gives each block.
    """

    original: Checkpoint
    network: Architecture
    windows: Sequence[Window]
    states: States

    def start(self) -> None:
        """What the first block is given."""
        for place, window in enumerate(self.windows):
            self.states.save(0, place, window.x.astype(np.float32))

    def through(
        self, block: int, window: int, weights: SingleWeights, observer: LinearObserver
    ) -> Pair:
        """What a block makes of a window, and the way back."""
        net, tokens = self.network.blocks[block].net, self.windows[window].tokens
        x = self.states.load(block, window)
        return differentiate(self.network, net, tokens, weights, x, observer)

    def forward(self, step: Step) -> None:
        """Take all windows through the original."""
        self.start()
        for block in range(len(self.network.blocks) - 1):
            weights = SingleWeights(self.original)
            for window in range(len(self.windows)):
                y, _ = self.through(block, window, weights, Unseen())
                self.states.save(block + 1, window, y)
                step()


class BlockStudy(Unseen):
    """Sees a block on the way back.

    Attributes:
        window: number of the window that is being read.
        moments: of the inputs of its layers.
        lookups: for each table, the sum of the weights of the positions that look rows up.
    """

    def __init__(self, relevance: Relevance) -> None:
        """Weights of positions are kept in `relevance`."""
        self.window, self.moments = 0, Moments(relevance)
        self.lookups: dict[TensorPart, float] = {}
        self._relevance = relevance

    def gradient(self, use: MatrixUse, x: Floating, dy: Floating) -> None:
        """See `LinearObserver`."""
        weights = np.square(dy).mean(axis=1)
        self._relevance.keep(use, self.window, weights)
        self.moments.add(use, x, weights)

    def looked_up(self, use: MatrixUse, dy: Floating) -> None:
        """See `LinearObserver`."""
        found = float(np.square(dy).mean(axis=1).sum())
        self.lookups[use.part] = self.lookups.get(use.part, 0.0) + found


def measure_relevance(
    reading: Reading, visit: Callable[[BlockStudy], None], step: Step
) -> Relevance:
    """The weights of positions in every layer.

    Args:
        reading: has been taken forward.
        visit: is shown each block, the last one first.
        step: see `Step`.
    """
    relevance, rng = Relevance(), np.random.default_rng(_SEED)
    slopes: list[Floating] = []
    for block in reversed(range(len(reading.network.blocks))):
        weights, study = SingleWeights(reading.original), BlockStudy(relevance)
        for window in range(len(reading.windows)):
            study.window = window
            y, pull = reading.through(block, window, weights, study)
            if len(slopes) == window:
                slopes.append(_first_slope(reading.network, y, rng))
            slopes[window] = pull(slopes[window])
            step()
        visit(study)
    return relevance


def _first_slope(network: Architecture, y: Floating, rng: np.random.Generator) -> Floating:
    """A random gradient of what a network computes, whose covariance is the curvature of its loss.

    Logits: of the logarithm of the probability of a token drawn from their softmax. Hidden states:
    of a random number times their mean, made a unit vector. Scores: normal.
    """
    if network.output == "logits":
        shares = softmax(y)
        draws = rng.random((len(y), 1), dtype=np.float32)
        drawn = (shares.cumsum(axis=1) < draws).sum(axis=1).clip(max=y.shape[1] - 1)
        shares *= -1
        shares[np.arange(len(y)), drawn] += 1
        return shares
    slope = rng.standard_normal(y.shape[1:], dtype=np.float32)
    if network.output == "scores":
        return np.broadcast_to(slope, y.shape).copy()
    mean = y.mean(axis=0)
    length = float(np.sqrt(np.square(mean).sum())) or 1.0
    across = slope - mean * (slope @ mean / length**2)
    return np.broadcast_to(across / (length * len(y)), y.shape).astype(y.dtype)
