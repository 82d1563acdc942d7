"""Make goldens.npz: a matrix packed and decoded by AutoAWQ 0.2.9.

    python -m tests.formats.awq.goldens.make AUTOAWQ

with the unpacked distribution, in an environment with torch and transformers. Scales are kept as
float16 but decoded in float32, in which a scale times a difference of codes is exact.
"""

import sys
from pathlib import Path

import numpy as np
import torch
from torch import nn

from tests.support.absent_modules import stand_in_for

INPUTS, OUTPUTS, SIZE = 96, 64, 32
FILE = Path(__file__).parent / "goldens.npz"


def made() -> dict[str, np.ndarray]:
    stand_in_for("awq.models", "awq.evaluation", "awq.quantize", "awq.utils.calib_data", "datasets")
    from awq.modules.linear.gemm import WQLinear_GEMM
    from awq.utils.packing_utils import dequantize_gemm

    random = np.random.default_rng(0)
    codes = torch.tensor(random.integers(0, 16, (OUTPUTS, INPUTS)))
    zeros = torch.tensor(random.integers(0, 16, (INPUTS // SIZE, OUTPUTS)))
    scales = torch.tensor(random.uniform(0.01, 0.02, zeros.shape).astype(np.float16))
    layer = nn.Linear(INPUTS, OUTPUTS, bias=False)
    order = torch.arange(INPUTS) // SIZE
    layer.weight.data = scales.float()[order].T * (codes - zeros[order].T).float()
    module = WQLinear_GEMM.from_linear(layer, 4, SIZE, scales=scales.float(), zeros=zeros.float())
    decoded = dequantize_gemm(module.qweight, module.qzeros, module.scales.float(), 4, SIZE)
    parts = {part: getattr(module, part).numpy() for part in ("qweight", "qzeros", "scales")}
    return {**parts, "decoded": decoded.T.contiguous().numpy()}


if __name__ == "__main__":
    sys.path.insert(0, sys.argv[1])
    np.savez_compressed(FILE, **made())
