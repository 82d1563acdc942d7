"""Opens a quantized checkpoint, its original and a text, and measures how alike they behave."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from quantcert.containers import hash_file, open_checkpoint
from quantcert.errors import CalibrationError
from quantcert.formats import QuantizedCheckpoint, open_quantized
from quantcert.formats.bits import mean_bits
from quantcert.forward import OriginalWeights, QuantizedWeights
from quantcert.forward.compare import Window
from quantcert.forward.quality import Quality, measure_quality
from quantcert.forward.text import find_tokenizer, line_windows, token_windows
from quantcert.models.architecture import Unsupported
from quantcert.models.layouts import original_of
from quantcert.models.net import Architecture
from quantcert.models.unused import UnusedTensors
from quantcert.pairing.match import check_base

Progress = Callable[[str, int, int], None]
"""Called with what is being done, how much of it is done, and how much there is."""


@dataclass(frozen=True)
class QualityOptions:
    """What to measure on what.

    Attributes:
        checkpoint: the quantized checkpoint, a file or a folder.
        base: its original.
        text: UTF-8 text.
        tokens: most tokens of the text that are read.
        length: tokens of a window; a network without logits reads a line of the text as one.
        progress: see `Progress`.
    """

    checkpoint: Path
    base: Path
    text: Path
    tokens: int
    length: int
    progress: Progress


@dataclass(frozen=True)
class QualityResult:
    """What was measured, and on what: the SHA-256 of the text, and its windows."""

    quality: Quality
    text_sha256: str
    windows: int
    tokens: int
    stored_bits: float


def evaluate_quality(options: QualityOptions) -> QualityResult:
    """Run both networks on the text.

    Raises:
        CheckpointError: if a checkpoint is malformed, or the base is not the original.
        CalibrationError: if the network is not supported, or the text or the tokenizer is unfit.
    """
    pair = open_pair(options.checkpoint, options.base)
    network, quantized = pair.network, pair.quantized
    windows = _windows(options, network)
    quality = measure_quality(
        network,
        pair.original,
        QuantizedWeights(quantized),
        windows,
        lambda done, total: options.progress("windows through blocks", done, total),
    )
    tokens = sum(len(window.tokens) for window in windows)
    return QualityResult(
        quality, hash_file(options.text), len(windows), tokens, float(mean_bits(quantized))
    )


@dataclass(frozen=True)
class EvaluatedPair:
    """A quantized checkpoint, the weights of its original by its names, and the network."""

    network: Architecture
    original: OriginalWeights
    quantized: QuantizedCheckpoint


def open_pair(checkpoint: Path, base_folder: Path) -> EvaluatedPair:
    """Open a quantized checkpoint and its original.

    Raises:
        CheckpointError: if one is malformed, or the base is not the original.
        CalibrationError: if the network is not supported.
    """
    base = open_checkpoint(base_folder)
    quantized = open_quantized(checkpoint, base)
    layouts, made, original = original_of(quantized, base)
    check_base(quantized, base, made, UnusedTensors(base.config))
    network = layouts.stored
    if isinstance(network, Unsupported):
        raise CalibrationError(f"{base.path}: cannot be evaluated: {network.reason}")
    return EvaluatedPair(network, OriginalWeights(original), quantized)


def _windows(options: QualityOptions, network: Architecture) -> list[Window]:
    if network.input_dim:
        raise CalibrationError(f"{options.base}: the network reads vectors, not a text")
    tokenizer = find_tokenizer(options.base, options.checkpoint)
    length = min(options.length, network.max_length)
    if network.output == "logits":
        return token_windows(tokenizer, options.text, options.tokens, length, network.vocabulary)
    lines = max(1, options.tokens // length)
    return line_windows(tokenizer, options.text, lines, length, network.vocabulary)
