"""Quantization: a matrix, or a whole checkpoint into a new directory."""

from __future__ import annotations

from quantcert.quantizer.checkpoint import Progress, quantize_checkpoint
from quantcert.quantizer.matrix import quantize_matrix

__all__ = ["Progress", "quantize_checkpoint", "quantize_matrix"]
