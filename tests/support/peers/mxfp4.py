"""MXFP4 folders of random bytes and what transformers decodes them to.

`python -m tests.support.peers.mxfp4` records them anew, with torch and transformers.
"""

from __future__ import annotations

from pathlib import Path

import torch
from transformers.integrations.mxfp4 import convert_moe_packed_tensors

from tests.support.peers.folders import write_golden

FOLDER = Path(__file__).parents[2] / "formats" / "mxfp4" / "goldens"
SETTINGS = {"quant_method": "mxfp4", "modules_to_not_convert": ["lm_head"]}


def scales(*shape: int) -> torch.Tensor:
    """Every power of two whose products with the levels are normal float32 numbers, and more."""
    count = torch.Size(shape).numel()
    return (torch.arange(count) % 249 + 3).to(torch.uint8).reshape(shape)


def experts() -> None:
    """Two stacks of experts, and random norms that are not quantized."""
    torch.manual_seed(0)
    tensors, expected = {"norm.weight": torch.rand(5)}, {}
    for name, shape in {"mlp.experts.up": (3, 5, 17), "mlp.experts.down": (2, 4, 2)}.items():
        blocks = torch.randint(256, (*shape, 16), dtype=torch.uint8)
        tensors |= {f"{name}_blocks": blocks, f"{name}_scales": scales(*shape)}
        made = convert_moe_packed_tensors(blocks, scales(*shape), dtype=torch.float32)
        for expert, matrix in enumerate(made):  # [columns, rows]: transformers transposes
            expected[f"{name}[{expert}].T"] = matrix.T
    write_golden(FOLDER / "experts", SETTINGS, tensors, expected)


def matrix() -> None:
    """A matrix that is no expert: the function wants an axis before, and transposes."""
    blocks = torch.arange(256, dtype=torch.uint8).reshape(4, 4, 16)
    made = convert_moe_packed_tensors(blocks[None], scales(1, 4, 4), dtype=torch.float32)
    tensors = {"a.weight_blocks": blocks, "a.weight_scales": scales(4, 4)}
    write_golden(FOLDER / "matrix", SETTINGS, tensors, {"a.weight": made[0].T})


if __name__ == "__main__":
    experts()
    matrix()
