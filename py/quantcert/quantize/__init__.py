"""Quantization: a matrix, or a whole checkpoint into a new directory."""

from __future__ import annotations

from quantcert.quantize.checkpoint import Progress, quantize_checkpoint
from quantcert.quantize.matrix import quantize_matrix

__all__ = ["Progress", "quantize_checkpoint", "quantize_matrix"]
