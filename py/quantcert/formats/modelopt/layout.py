"""The numbers of ModelOpt matrices: FP4 or FP8 codes, scales that multiply each other.

`weight` holds E2M1 codes, two a byte, even columns in the lower half, with a scale in E4M3 for each
16 (`weight_scale`) and one in float32 for all (`weight_scale_2`); or E4M3 codes with a scale in
float32. Source: `dequantize` in torch/quantization/qtensor/nvfp4_tensor.py and fp8_tensor.py of
ModelOpt 0.47.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

BLOCK = 16
"""Columns that share a scale."""


def multiplied_scales(scales: NDArray[Any], global_scale: np.float32) -> NDArray[np.float32]:
    """Scales of blocks times the scale of the tensor, rounded to float32.

    The reference rounds here (`q_per_block_scale * per_block_quant_scale`), so the rounded scale is
    the one that counts.
    """
    result: NDArray[np.float32] = scales.astype(np.float32) * global_scale
    return result
