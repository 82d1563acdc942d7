"""Quantized ONNX files: integer initializers with scales, found by the operations that use them."""

from __future__ import annotations

from quantcert.formats.onnx.reader import is_onnx, open_quantized_onnx
from quantcert.formats.registry import Opener, register_opener


def register() -> None:
    """Make such files known."""
    register_opener(Opener("ONNX", is_onnx, open_quantized_onnx))
