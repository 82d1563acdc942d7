"""A layer's weights as one tensor of MLIR's sub-channel quantized types.

    !quant.uniform<u8<0:10>:f32:{0:1, 1:32}, {{scale:zero, ...}, ...}>

holds a scale and a zero-point for each row and block of columns. Such a type has one table of
codes, blocks of one length and scales of float32 (https://mlir.llvm.org/docs/Dialects/QuantDialect/).
"""

from __future__ import annotations

import numpy as np

from quantcert.kernels.layer import KernelLayer

_MOST_SCALES = 1 << 16  # the type holds them as text


def fits_quant_types(layer: KernelLayer) -> bool:
    """Whether the type says exactly what the weights are, and `quant.dcast` gives just these."""
    scales = np.ldexp(layer.scales.astype(np.float64), -layer.exponent)
    weights = np.ldexp(layer.matrix.decoded().astype(np.float64), -layer.exponent)
    return (
        layer.tables == 1
        and layer.columns % layer.group_size == 0
        and layer.scales.size <= _MOST_SCALES
        and all(_are_float32(numbers) for numbers in (scales, weights))
    )


def quant_module(layer: KernelLayer) -> str:
    """A module whose function `weights` turns codes into real weights."""
    rows, columns = layer.rows, layer.columns
    scales = np.ldexp(layer.scales.astype(np.float64), -layer.exponent).tolist()
    blocks = ", ".join(
        "{" + ", ".join(f"{scale:.9e}:{zero}" for scale, zero in zip(*row, strict=True)) + "}"
        for row in zip(scales, layer.zeros.tolist(), strict=True)
    )
    storage = f"u8<0:{layer.widest}>" if layer.widest < 255 else "u8"
    codes, real = f"tensor<{rows}x{columns}xi8>", f"tensor<{rows}x{columns}xf32>"
    return f"""\
!weights = !quant.uniform<{storage}:f32:{{0:1, 1:{layer.group_size}}}, {{{blocks}}}>

module @weights {{
  func.func @weights(%codes: {codes}) -> {real} {{
    %stored = quant.scast %codes : {codes} to tensor<{rows}x{columns}x!weights>
    %real = quant.dcast %stored : tensor<{rows}x{columns}x!weights> to {real}
    return %real : {real}
  }}
}}
"""


def _are_float32(numbers: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> bool:
    tiny = np.finfo(np.float32).tiny
    exact = numbers.astype(np.float32).astype(np.float64) == numbers
    return bool((exact & ((numbers == 0) | (np.abs(numbers) >= tiny))).all())
