"""llama.cpp by ctypes; modules that import this are skipped where its wheel is not installed."""

import pytest

pytest.importorskip("xllamacpp")

from bench.llama_cpp import dequantize, quantize, row_size

__all__ = ["dequantize", "quantize", "row_size"]
