"""Folders of bitsandbytes and what it decodes them to, recorded with torch and bitsandbytes.

`python -m tests.support.peers.bitsandbytes` records them anew, on a CPU.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import bitsandbytes.functional as bnb
import torch
from bitsandbytes.backends.default.ops import _dequantize_4bit_compute

from tests.support.peers.folders import write_golden

FOLDER = Path(__file__).parents[2] / "formats" / "bitsandbytes" / "goldens"


def four_bits(
    folder: str, kind: str, shapes: dict[str, tuple[int, int]], nested: bool, block: int = 64
) -> None:
    """Random matrices as `Params4bit` stores them; float32, so that nothing is rounded twice."""
    torch.manual_seed(len(folder))
    tensors: dict[str, Any] = {}
    expected: dict[str, Any] = {}
    for name, shape in shapes.items():
        weight = torch.randn(shape) * torch.rand(shape[0], 1).exp()
        codes, state = bnb.quantize_4bit(
            weight, quant_type=kind, compress_statistics=nested, blocksize=block
        )
        tensors[f"{name}.weight"] = codes
        packed = state.as_dict(packed=True)
        tensors |= {f"{name}.weight.{key}": value for key, value in packed.items()}
        expected[f"{name}.weight"] = dequantized(codes, state)
    tensors["norm.weight"] = torch.ones(3)
    settings = {
        "quant_method": "bitsandbytes",
        "load_in_4bit": True,
        "bnb_4bit_quant_type": kind,
        "bnb_4bit_use_double_quant": nested,
        "llm_int8_skip_modules": ["lm_head"],
    }
    write_golden(FOLDER / folder, settings, tensors, expected)


def dequantized(codes: torch.Tensor, state: bnb.QuantState) -> torch.Tensor:
    """What the generic implementation decodes.

    The library's kernel for CPUs agrees where blocks divide rows; elsewhere it takes other scales
    (0.50.2: errors of 1.2 for numbers that were quantized with 0.24).
    """
    absmax = state.absmax
    if state.nested:
        absmax = bnb.dequantize_blockwise(absmax, state.state2) + state.offset
    flat = codes.reshape(-1)
    made = _dequantize_4bit_compute(
        flat, absmax, state.code, state.blocksize, state.shape, torch.float32
    )
    if state.shape[1] % state.blocksize == 0:
        assert torch.equal(made, bnb.dequantize_4bit(codes, state))
    return made


def eight_bits() -> None:
    """A matrix as `Linear8bitLt` stores it."""
    torch.manual_seed(8)
    weight = torch.randn(6, 20).half()
    codes, sizes, _ = bnb.int8_vectorwise_quant(weight)
    tensors = {
        "a.weight": codes,
        "a.SCB": sizes,
        "a.weight_format": torch.tensor(0, dtype=torch.uint8),
    }
    settings = {"quant_method": "bitsandbytes", "load_in_8bit": True}
    expected = {"a.weight": bnb.int8_vectorwise_dequant(codes, sizes)}
    write_golden(FOLDER / "int8", settings, tensors, expected)


if __name__ == "__main__":
    even, odd = {"a": (6, 128), "b": (3, 64)}, {"a": (5, 96), "b": (7, 9), "c": (3, 80)}
    four_bits("nf4", "nf4", even, nested=False)
    four_bits("nf4-across-rows", "nf4", odd, nested=False)
    four_bits("nf4-nested", "nf4", {"a": (140, 128), "b": (6, 10)}, nested=True)
    four_bits("fp4", "fp4", even, nested=False)
    four_bits("fp4-nested", "fp4", odd, nested=True, block=32)
    eight_bits()
