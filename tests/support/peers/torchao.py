"""Folders of torchao and what it decodes them to.

`python -m tests.support.peers.torchao` records them anew, with torch and torchao.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import torch
from torchao.prototype.safetensors.safetensors_support import flatten_tensor_state_dict
from torchao.quantization import (
    Float8WeightOnlyConfig,
    Int8WeightOnlyConfig,
    IntxWeightOnlyConfig,
    PerAxis,
    PerGroup,
    quantize_,
)
from torchao.quantization.quant_primitives import MappingType

from tests.support.peers.folders import write_golden

FOLDER = Path(__file__).parents[2] / "formats" / "torchao" / "goldens"


def write(name: str, settings: Any) -> None:
    """Two layers, quantized and flattened as for safetensors."""
    torch.manual_seed(0)
    model = torch.nn.Sequential(torch.nn.Linear(64, 12), torch.nn.Linear(32, 6, bias=False))
    quantize_(model, settings)
    state = {key: value.detach() for key, value in model.state_dict().items()}
    tensors, _ = flatten_tensor_state_dict(state)
    expected = {f"{n}.weight": model[n].weight.dequantize().detach().float() for n in (0, 1)}
    write_golden(FOLDER / name, {"quant_method": "torchao"}, tensors, expected)


if __name__ == "__main__":
    write("int8", Int8WeightOnlyConfig(version=2))
    write("float8", Float8WeightOnlyConfig())
    write("groups", IntxWeightOnlyConfig(torch.int4, PerGroup(32), MappingType.ASYMMETRIC))
    write("channels", IntxWeightOnlyConfig(torch.int8, PerAxis(0)))
