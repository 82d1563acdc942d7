"""Make goldens.npz: matrices packed and decoded by auto-round 0.16.1.

    python -m tests.formats.auto_round.goldens.make PACKAGES

with a folder that holds the unpacked distribution, in an environment with torch and transformers.
Scales are kept as float16 but decoded in float32, in which a scale times a difference of codes is
exact.
"""

import sys
from pathlib import Path

import numpy as np
import torch
from torch import nn

from tests.support.absent_modules import stand_in_for

INPUTS, OUTPUTS, SIZE = 96, 32, 32
FILE = Path(__file__).parent / "goldens.npz"


def made(module_class: type, form: str, bits: int, lowest_zero: int) -> dict[str, np.ndarray]:
    """A matrix of random codes in the words of a class."""
    random = np.random.default_rng(bits)
    groups = INPUTS // SIZE
    codes = torch.tensor(random.integers(0, 1 << bits, (OUTPUTS, INPUTS)))
    zeros = torch.tensor(random.integers(lowest_zero, 1 << bits, (OUTPUTS, groups)))
    steps = random.uniform(0.01, 0.02, zeros.shape).astype(np.float16)
    scales, order = torch.tensor(steps), torch.arange(INPUTS) // SIZE
    layer = nn.Linear(INPUTS, OUTPUTS, bias=False)
    layer.weight.data = scales.float()[:, order] * (codes - zeros[:, order]).float()
    module = module_class(bits, SIZE, INPUTS, OUTPUTS, False)
    module.device = torch.device("cpu")
    module.pack(layer, scales.float(), zeros, None, device="cpu")
    parts = {part: getattr(module, part).numpy() for part in ("qweight", "qzeros", "scales")}
    module.scales = module.scales.float()
    decoded = module(torch.eye(INPUTS)).T.contiguous().float().numpy()
    return {f"{form}/{bits}/{part}": a for part, a in (parts | {"decoded": decoded}).items()}


if __name__ == "__main__":
    sys.path.insert(0, sys.argv[1])
    stand_in_for("cpuinfo", "datasets", "accelerate", "py_cpuinfo", "psutil")
    from auto_round_extension.torch.qlinear_torch import QuantLinear as AsTheyAre
    from auto_round_extension.torch.qlinear_torch_zp import QuantLinear as LessOne

    found = {}
    for width in range(2, 9):
        found |= made(AsTheyAre, "auto_round", width, 0)
        found |= made(LessOne, "auto_round:auto_gptq", width, 1)
    np.savez_compressed(FILE, **found)
