"""How well a quantized network does what its original does, on a text: as the field judges it.

All numbers are measured in float64. Positions are taken for independent in the standard errors.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from quantcert.errors import CalibrationError
from quantcert.forward.compare import Window
from quantcert.forward.evaluate import evaluate
from quantcert.forward.functions import Array, log_softmax
from quantcert.forward.recorder import position_blocks
from quantcert.forward.weights import BlockWeights, Weights
from quantcert.models.net import Architecture

Progress = Callable[[int, int], None]
"""Called with the windows done in all blocks, and how many there are to do."""


@dataclass(frozen=True)
class Estimate:
    """A mean and its standard error."""

    mean: float
    error: float


@dataclass(frozen=True)
class PredictionQuality:
    """Next tokens of two networks on a text, each window read from its beginning.

    Attributes:
        positions: positions whose next-token distributions are compared.
        kl: Kullback-Leibler divergence of the quantized network's distribution from the
            original's, in nats.
        kl_median: its median.
        kl_99: its 99th percentile.
        kl_999: its 99.9th percentile.
        same_top: share of positions where both find the same token most probable.
        perplexity: of the text, original; the error is of its logarithm times itself.
        quantized_perplexity: likewise.
        perplexity_ratio: quantized over original; its error is that of paired losses.
    """

    positions: int
    kl: Estimate
    kl_median: float
    kl_99: float
    kl_999: float
    same_top: Estimate
    perplexity: Estimate
    quantized_perplexity: Estimate
    perplexity_ratio: Estimate


@dataclass(frozen=True)
class EmbeddingQuality:
    """Mean vectors of windows (sentences), original and quantized.

    Attributes:
        sentences: windows.
        cosine: between the two embeddings of a sentence.
        least_cosine: of any sentence.
        rank_correlation: Spearman's, of the similarities of all pairs of sentences.
    """

    sentences: int
    cosine: Estimate
    least_cosine: float
    rank_correlation: float


Quality = PredictionQuality | EmbeddingQuality


def measure_quality(
    architecture: Architecture,
    original: Weights,
    quantized: Weights,
    windows: Sequence[Window],
    progress: Progress,
) -> Quality:
    """Evaluate both networks on all windows; each weight is read once.

    Args:
        architecture: the network.
        original: its weights.
        quantized: its decoded weights.
        windows: at least one; of two tokens or more, or, for embeddings, three windows or more.
        progress: see `Progress`.

    Raises:
        CheckpointError: if a tensor cannot be read, or an activation overflows.
        CalibrationError: if there is too little text.
    """
    states = [(window.x, window.x) for window in windows]
    predictions = Predictions() if architecture.output == "logits" else None
    total = len(architecture.blocks) * len(windows)
    for number, block in enumerate(architecture.blocks):
        pair = BlockWeights(original), BlockWeights(quantized)
        last = number == len(architecture.blocks) - 1
        for place, window in enumerate(windows):
            first, second = (
                evaluate(architecture, block.net, window.tokens, weights, x)
                for weights, x in zip(pair, states[place], strict=True)
            )
            if last and predictions is not None:
                predictions.add(window.tokens, first, second)
            else:
                states[place] = first, second
            progress(number * len(windows) + place + 1, total)
    return embedding_quality(states) if predictions is None else predictions.quality()


class Predictions:
    """Divergences, agreements and losses of positions."""

    def __init__(self) -> None:
        """Of no position yet."""
        self._divergences: list[Array] = []
        self._same: list[NDArray[np.bool_]] = []
        self._losses: list[Array] = []

    def add(self, tokens: NDArray[np.int64], original: Array, quantized: Array) -> None:
        """Compare the logits `[positions, vocabulary]` of a window."""
        for part in position_blocks(tokens, original, quantized):
            self._add(*part)

    def _add(self, targets: NDArray[np.int64], original: Array, quantized: Array) -> None:
        before, after = log_softmax(original), log_softmax(quantized)
        self._divergences.append((np.exp(before) * (before - after)).sum(axis=1))
        self._same.append(before.argmax(axis=1) == after.argmax(axis=1))
        places = np.arange(len(targets)), targets
        self._losses.append(-np.stack((before[places], after[places]), axis=1))

    def quality(self) -> PredictionQuality:
        """The figures."""
        divergences, losses = np.concatenate(self._divergences), np.concatenate(self._losses)
        if not len(losses):
            raise CalibrationError("the text has no window of two tokens")
        median, high, highest = (float(q) for q in np.quantile(divergences, (0.5, 0.99, 0.999)))
        return PredictionQuality(
            positions=len(divergences),
            kl=estimate(divergences),
            kl_median=median,
            kl_99=high,
            kl_999=highest,
            same_top=estimate(np.concatenate(self._same).astype(np.float64)),
            perplexity=_power(estimate(losses[:, 0])),
            quantized_perplexity=_power(estimate(losses[:, 1])),
            perplexity_ratio=_power(estimate(losses[:, 1] - losses[:, 0])),
        )


def embedding_quality(states: Sequence[tuple[Array, Array]]) -> EmbeddingQuality:
    """Compare the mean vectors of the outputs `[positions, dim]` of both networks.

    Raises:
        CalibrationError: for fewer than three windows.
    """
    if len(states) < 3:
        raise CalibrationError(f"{len(states)} sentences: at least 3 are needed")
    first, second = (
        _unit(np.stack([pair[side].mean(axis=0) for pair in states])) for side in (0, 1)
    )
    cosines = (first * second).sum(axis=1)
    pairs = np.triu_indices(len(states), k=1)
    one, other = (_ranks((x @ x.T)[pairs]) for x in (first, second))
    correlation = float((one * other).mean() / np.square(one).mean())
    return EmbeddingQuality(len(states), estimate(cosines), float(cosines.min()), correlation)


def estimate(values: Array) -> Estimate:
    """The mean of values and its standard error."""
    spread = float(values.std(ddof=1)) if len(values) > 1 else float("inf")
    return Estimate(float(values.mean()), spread / float(np.sqrt(len(values))))


def _power(logarithm: Estimate) -> Estimate:
    mean = float(np.exp(logarithm.mean))
    return Estimate(mean, mean * logarithm.error)


def _unit(vectors: Array) -> Array:
    result: Array = vectors / np.sqrt(np.square(vectors).sum(axis=1, keepdims=True))
    return result


def _ranks(values: Array) -> Array:
    """Ranks less their mean, equal values in the order in which they come."""
    result = np.empty(len(values))
    result[np.argsort(values, kind="stable")] = np.arange(len(values)) - (len(values) - 1) / 2
    return result
