"""What was measured of two networks on a text: figures, no theorems."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class MeasuredFigure:
    """One figure and its standard error, None where there is none."""

    name: str
    value: float
    error: float | None = None


@dataclass(frozen=True)
class TextQuality:
    """How alike two networks behaved on a text, in float64.

    `text` is the file's name and `text_sha256` its digest; the first `tokens` of it were read in
    `windows`, each from a fresh beginning. `stored_bits` is what a quantized weight takes, scales
    and zero-points included.
    """

    text: str
    text_sha256: str
    tokens: int
    windows: int
    stored_bits: float
    figures: tuple[MeasuredFigure, ...]
