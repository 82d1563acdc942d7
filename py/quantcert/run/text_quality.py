"""The figures of two networks on a text, for a certificate: measured, not proved."""

from __future__ import annotations

import math
from collections.abc import Iterator

from quantcert.certificate import MeasuredFigure, TextQuality
from quantcert.errors import CalibrationError
from quantcert.forward.quality import EmbeddingQuality, Estimate, PredictionQuality, Quality
from quantcert.run.options import VerifyOptions
from quantcert.run.quality import QualityOptions, evaluate_quality

WINDOW_TOKENS = 512
"""Tokens of a window of a text, unless others are asked for."""


def text_quality(options: VerifyOptions) -> TextQuality | None:
    """What is measured on the text of the options; None if there is none.

    Raises:
        CheckpointError: if a checkpoint is malformed, or the base is not the original.
        CalibrationError: if the network is not supported, the text or the tokenizer is unfit, or a
            figure is not finite.
    """
    if options.evaluate is None or options.base is None:
        return None
    asked = QualityOptions(
        options.checkpoint,
        options.base,
        options.evaluate,
        options.evaluate_tokens,
        WINDOW_TOKENS,
        options.progress,
    )
    found = evaluate_quality(asked)
    measured = tuple(figures(found.quality))
    for figure in measured:
        if not math.isfinite(figure.value):
            raise CalibrationError(f"{options.evaluate}: {figure.name} is {figure.value}")
    return TextQuality(
        options.evaluate.name,
        found.text_sha256,
        found.tokens,
        found.windows,
        found.stored_bits,
        measured,
    )


def figures(quality: Quality) -> Iterator[MeasuredFigure]:
    """The figures of a comparison, named as the field names them."""
    for name, value in _named(quality).items():
        if isinstance(value, Estimate):
            error = value.error if math.isfinite(value.error) else None  # of a single value
            yield MeasuredFigure(name, value.mean, error)
        else:
            yield MeasuredFigure(name, value)


def _named(quality: Quality) -> dict[str, Estimate | float]:
    match quality:
        case PredictionQuality():
            return {
                "KL divergence, mean (nats)": quality.kl,
                "KL divergence, median": quality.kl_median,
                "KL divergence, 99th percentile": quality.kl_99,
                "KL divergence, 99.9th percentile": quality.kl_999,
                "same most probable token": quality.same_top,
                "perplexity, original": quality.perplexity,
                "perplexity, quantized": quality.quantized_perplexity,
                "perplexity, ratio": quality.perplexity_ratio,
            }
        case EmbeddingQuality():
            return {
                "cosine of embeddings, mean": quality.cosine,
                "cosine of embeddings, least": quality.least_cosine,
                "rank correlation of similarities": quality.rank_correlation,
            }
