"""What forward passes of an original and its quantized network gave. All numbers are measured."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class Range:
    """Largest absolute entry, largest Euclidean norm of a head, largest Euclidean norm."""

    entry: float
    head: float
    norm: float


@dataclass(frozen=True)
class BlockErrors:
    """Largest absolute entries at the end of a block.

    Attributes:
        block: name of the block.
        output: of the original network's output.
        alone: of the difference when the quantized block is given the original's input.
        accumulated: of the difference between the two networks from end to end.
    """

    block: str
    output: float
    alone: float
    accumulated: float


@dataclass(frozen=True)
class LayerErrors:
    """Errors of the outputs `W x` of a quantized linear layer.

    Attributes:
        block: name of the block.
        tensor: name of the matrix W: its tensor's, and which part of that it is.
        input: largest absolute entry of the inputs x that the original network gave the layer.
        error: largest absolute entry of (W - Ŵ) x for those inputs.
        worst_case: largest absolute entry of (W - Ŵ) s where s are the signs of the row of W - Ŵ
            with the largest absolute sum; no x with entries up to 1 gives a larger one.
    """

    block: str
    tensor: str
    input: float
    error: float
    worst_case: float


@dataclass(frozen=True)
class LogitErrors:
    """How far the quantized network's predictions are from the original's.

    Powers of e are `Decimal`s: they may exceed what a float can hold.

    Attributes:
        difference: largest absolute difference of logits.
        probability_ratio: largest factor by which the probability of a token changed.
        original_perplexity: of the text, each window read from its beginning.
        quantized_perplexity: likewise.
    """

    difference: float
    probability_ratio: Decimal
    original_perplexity: Decimal
    quantized_perplexity: Decimal


@dataclass(frozen=True)
class Observed:
    """Errors on a text: of blocks and linear layers in the order of the network, of the logits."""

    blocks: tuple[BlockErrors, ...]
    layers: tuple[LayerErrors, ...]
    logits: LogitErrors | None


@dataclass(frozen=True)
class Measurement:
    """Ranges of the original network, by the names of points and norms, and observed errors.

    `norms` holds the smallest root mean square of each norm's (centred) input, and how far the
    scores that a router selects exceed the others at least.
    """

    points: Mapping[str, Range]
    norms: Mapping[str, float]
    observed: Observed
