"""Make goldens.npz: matrices packed and decoded by AutoGPTQ 0.7.1 and by GPTQModel 7.7.0.

    python -m tests.formats.gptq.goldens.make AUTO_GPTQ GPTQMODEL

with the unpacked distributions, in an environment with torch and transformers. Scales are kept as
float16 but decoded in float32, in which a scale times a difference of codes is exact.
"""

import sys
from pathlib import Path

import numpy as np
import torch
from torch import nn

from tests.support.absent_modules import GPTQMODEL, stand_in_for

INPUTS, OUTPUTS = 96, 32
FILE = Path(__file__).parent / "goldens.npz"


def grid(bits: int, group_size: int, seed: int, lowest_zero: int) -> tuple[torch.Tensor, ...]:
    """Codes [outputs, inputs], zero-points and scales [outputs, groups], at random."""
    random = np.random.default_rng(seed)
    groups = -(-INPUTS // group_size)
    codes = random.integers(0, 1 << bits, (OUTPUTS, INPUTS))
    zeros = random.integers(lowest_zero, 1 << bits, (OUTPUTS, groups))
    scales = np.ldexp(random.uniform(1, 2, (OUTPUTS, groups)), random.integers(-9, 0, zeros.shape))
    return torch.tensor(codes), torch.tensor(zeros), torch.tensor(scales.astype(np.float16))


def linear(codes: torch.Tensor, zeros: torch.Tensor, scales: torch.Tensor, order: torch.Tensor):
    """The layer whose codes these are, in float32."""
    layer = nn.Linear(INPUTS, OUTPUTS, bias=False)
    layer.weight.data = scales.float()[:, order] * (codes - zeros[:, order]).float()
    return layer


def recorded(module: nn.Module, decoded: torch.Tensor, name: str) -> dict[str, np.ndarray]:
    parts = {part: getattr(module, part) for part in ("qweight", "qzeros", "scales", "g_idx")}
    parts["scales"] = parts["scales"].half()
    found = {f"{name}/{part}": tensor.numpy() for part, tensor in parts.items()}
    return {**found, f"{name}/decoded": decoded.T.contiguous().float().numpy()}


def auto_gptq() -> dict[str, np.ndarray]:
    stand_in_for("auto_gptq.modeling", "auto_gptq.utils")
    from auto_gptq.nn_modules.qlinear.qlinear_cuda_old import QuantLinear

    found = {}
    for bits, group_size in [(2, 32), (3, 32), (4, 32), (4, -1), (8, 48)]:
        size = INPUTS if group_size == -1 else group_size
        order = torch.arange(INPUTS) // size
        codes, zeros, scales = grid(bits, size, bits, lowest_zero=1)
        module = QuantLinear(bits, group_size, INPUTS, OUTPUTS, False, weight_dtype=torch.float32)
        module.pack(linear(codes, zeros, scales, order), scales.float(), zeros.float(), None)
        decoded = module(torch.eye(INPUTS))
        found |= recorded(module, decoded, f"gptq/{bits}/{group_size}/auto_gptq")
    return found


def gptqmodel() -> dict[str, np.ndarray]:
    stand_in_for(*GPTQMODEL)
    from gptqmodel.nn_modules.qlinear.torch import TorchLinear
    from gptqmodel.quantization import FORMAT

    found = {}
    for form, widths in [("gptq_v2", (2, 3, 4, 8)), ("gptq_p", (2, 3, 4, 5, 6, 7, 8))]:
        for bits in widths:
            shuffled = torch.tensor(np.random.default_rng(bits).permutation(INPUTS))
            order = shuffled // 32 if bits % 2 else torch.arange(INPUTS) // 32
            codes, zeros, scales = grid(bits, 32, 10 + bits, lowest_zero=0)
            module = TorchLinear(
                bits=bits, group_size=32, sym=False, desc_act=bool(bits % 2), in_features=INPUTS,
                out_features=OUTPUTS, bias=False, pack_dtype=torch.int32, format=FORMAT(form),
            )  # fmt: skip
            layer = linear(codes, zeros, scales, order)
            module.pack_block(layer, scales.float(), zeros.float(), order.to(torch.int32))
            module.scales = module.scales.float()
            module.post_init()
            decoded = module.dequantize_weight()
            found |= recorded(module, decoded, f"{form}/{bits}/32/gptqmodel")
    return found


if __name__ == "__main__":
    sys.path[:0] = sys.argv[1:3]
    np.savez_compressed(FILE, **auto_gptq(), **gptqmodel())
