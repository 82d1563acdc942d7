"""Make goldens.npz: NVFP4 matrices quantized and decoded by ModelOpt 0.47.0.

    python -m tests.formats.modelopt.goldens.make MODELOPT

with the unpacked distribution, in an environment with torch. The second matrix has random codes and
scales of every byte that is a number and not zero.
"""

import sys
from pathlib import Path

import numpy as np
import torch

ROWS, COLUMNS = 40, 96
FILE = Path(__file__).parent / "goldens.npz"


def made() -> dict[str, np.ndarray]:
    from modelopt.torch.quantization.qtensor.nvfp4_tensor import NVFP4QTensor

    random = np.random.default_rng(0)
    weights = torch.tensor(random.standard_normal((ROWS, COLUMNS)).astype(np.float32))
    tensor, scales, whole = NVFP4QTensor.quantize(weights, 16)
    found = recorded("made", tensor, scales, whole)
    numbers = np.array([byte for byte in range(256) if byte & 0x7F not in (0, 0x7F)], np.uint8)
    filled = np.resize(random.permutation(numbers), (ROWS, COLUMNS // 16))
    tensor._quantized_data = torch.tensor(
        random.integers(0, 256, (ROWS, COLUMNS // 2)).astype(np.uint8)
    )
    scales = torch.tensor(filled).view(torch.float8_e4m3fn)
    return found | recorded("random", tensor, scales, torch.tensor(0.0012345678))


def recorded(name, tensor, scales, whole) -> dict[str, np.ndarray]:
    decoded = tensor.dequantize(
        torch.float32, scale=scales, double_scale=whole, block_sizes={-1: 16}
    )
    parts = {
        "weight": tensor._quantized_data,
        "weight_scale": scales.view(torch.uint8),
        "weight_scale_2": whole,
        "decoded": decoded,
    }
    return {f"{name}/{part}": tensor.contiguous().numpy() for part, tensor in parts.items()}


if __name__ == "__main__":
    sys.path.insert(0, sys.argv[1])
    np.savez_compressed(FILE, **made())
