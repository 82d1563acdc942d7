"""Folders of torchao and what it decodes them to.

`python -m tests.support.peers.torchao` records them anew, with torch and torchao. Codes of 4 bits
are packed by functions of FBGEMM that are not on the machine: here are some that do the same in
plain steps, and the decoding, which is in its kernels alone.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import torch
from torchao.prototype.safetensors.safetensors_support import flatten_tensor_state_dict
from torchao.quantization import (
    Float8WeightOnlyConfig,
    Int4Tensor,
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
    tensors, metadata = flatten_tensor_state_dict(state)
    expected = {f"{n}.weight": model[n].weight.dequantize().detach().float() for n in (0, 1)}
    write_golden(FOLDER / name, {"quant_method": "torchao"}, tensors, expected, metadata)


def in_halves(codes: torch.Tensor) -> torch.Tensor:
    """Codes from -8 to 7, two a byte, the even column in the lower half."""
    return ((codes[:, 0::2] % 16) | (codes[:, 1::2] % 16 << 4)).to(torch.uint8).view(torch.int8)


def write_int4(name: str, size: int) -> None:
    """Two layers of random codes, scales and zero-points in torchao's class of 4 bits."""
    torch.manual_seed(1)
    state, expected = {}, {}
    for number, (rows, columns) in enumerate([(12, 128), (6, 64)]):
        codes = torch.randint(-8, 8, (rows, columns))
        scales, zeros = torch.rand(2, rows, columns // size).to(torch.bfloat16)
        of_columns = [part.double().repeat_interleave(size, 1) for part in (scales, zeros - 0.5)]
        weight = Int4Tensor(
            in_halves(codes), scales.T.contiguous(), (zeros - 0.5).T.contiguous(), [1, size],
            torch.Size((rows, columns)),
        )  # fmt: skip
        state[f"{number}.weight"] = weight
        expected[f"{number}.weight"] = (of_columns[0] * codes + of_columns[1]).float()
    tensors, metadata = flatten_tensor_state_dict(state)
    write_golden(FOLDER / name, {"quant_method": "torchao"}, tensors, expected, metadata)


if __name__ == "__main__":
    write("int8", Int8WeightOnlyConfig(version=2))
    write("float8", Float8WeightOnlyConfig())
    write("groups", IntxWeightOnlyConfig(torch.int4, PerGroup(32), MappingType.ASYMMETRIC))
    write("channels", IntxWeightOnlyConfig(torch.int8, PerAxis(0)))
    write_int4("int4", 32)
