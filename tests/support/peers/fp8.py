"""FP8 folders and what transformers decodes them to, recorded with torch and transformers.

`python -m tests.support.peers.fp8` records them anew.
"""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import torch
from transformers.integrations.finegrained_fp8 import Fp8Quantize, _dequantize_fp8_weight

from tests.support.peers.folders import write_golden

FOLDER = Path(__file__).parents[2] / "formats" / "fp8" / "goldens"


def quantized(weight: torch.Tensor, block: tuple[int, int], fmt: str) -> dict[str, torch.Tensor]:
    """Codes and scales of blocks, by transformers' own quantizer."""
    settings = SimpleNamespace(weight_block_size=block, scale_fmt=fmt)
    convert = Fp8Quantize(SimpleNamespace(quantization_config=settings)).convert
    return convert({"a.weight": weight})


def every_code() -> torch.Tensor:
    """All codes but NaN, each twice, in 12 rows that no block divides."""
    codes = torch.arange(256, dtype=torch.uint8)
    codes = codes[(codes & 0x7F) != 0x7F].repeat(2)[: 12 * 42]
    return codes.reshape(12, 42).view(torch.float8_e4m3fn)


def blocks() -> None:
    """Blocks of 8 x 16: one matrix quantized by transformers, one of random scales, ragged."""
    torch.manual_seed(0)
    made = quantized(torch.randn(16, 48), (8, 16), "float")
    ragged = {"b.weight": every_code(), "b.weight_scale_inv": torch.rand(2, 3) + 0.01}
    tensors = made | ragged
    expected = {
        name: _dequantize_fp8_weight(
            tensors[name], tensors[f"{name}_scale_inv"], [8, 16], torch.float32
        )
        for name in ("a.weight", "b.weight")
    }
    settings = {
        "quant_method": "fp8",
        "activation_scheme": "dynamic",
        "weight_block_size": [8, 16],
        "modules_to_not_convert": ["lm_head"],
    }
    write_golden(FOLDER / "blocks", settings, tensors, expected)


def powers() -> None:
    """Scales that are powers of two, in a byte each."""
    torch.manual_seed(1)
    made = quantized(torch.randn(16, 32), (8, 16), "ue8m0")
    expected = _dequantize_fp8_weight(
        made["a.weight"], made["a.weight_scale_inv"].float(), [8, 16], torch.float32
    )
    settings = {"quant_method": "fp8", "weight_block_size": [8, 16], "scale_fmt": "ue8m0"}
    write_golden(FOLDER / "powers", settings, made, {"a.weight": expected})


def whole() -> None:
    """One scale for a tensor, with a scale of the activations beside it."""
    tensors = {
        "a.weight": every_code(),
        "a.weight_scale_inv": torch.tensor(0.0123),
        "a.activation_scale": torch.tensor(1.5),
    }
    expected = _dequantize_fp8_weight(
        tensors["a.weight"], tensors["a.weight_scale_inv"], None, torch.float32
    )
    settings = {"quant_method": "fp8", "activation_scheme": "static", "weight_block_size": None}
    write_golden(FOLDER / "whole", settings, tensors, {"a.weight": expected})


def rows() -> None:
    """One scale for each row, in both spellings of the shape; the product is torch's."""
    torch.manual_seed(2)
    scales = torch.rand(12, 1) + 0.001
    tensors = {"a.weight": every_code(), "a.weight_scale": scales}
    expected = every_code().float() * scales
    settings = {"quant_method": "fbgemm_fp8", "activation_scale_ub": 1200.0}
    write_golden(FOLDER / "rows", settings, tensors, {"a.weight": expected})


def stack() -> None:
    """Three experts in a tensor, with blocks of 8 x 16; what it decodes to, each by itself."""
    torch.manual_seed(3)
    name, settings = "mlp.experts.down_proj", {"quant_method": "fp8", "weight_block_size": [8, 16]}
    codes = torch.stack([every_code().roll(number, 1) for number in range(3)])
    scales = torch.rand(3, 2, 3) + 0.01
    decoded = _dequantize_fp8_weight(codes, scales, [8, 16], torch.float32)
    tensors = {name: codes, f"{name}_scale_inv": scales}
    tensors[f"{name}_activation_scale"] = torch.ones(3)
    expected = {f"{name}[{number}]": decoded[number] for number in range(3)}
    write_golden(FOLDER / "stack", settings, tensors, expected)


if __name__ == "__main__":
    for make in (blocks, powers, whole, rows, stack):
        make()
