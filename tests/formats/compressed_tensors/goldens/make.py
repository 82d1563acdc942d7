"""Make goldens.npz: matrices compressed and decompressed by compressed-tensors 0.20.0.

    python -m tests.formats.compressed_tensors.goldens.make
    python -m tests.formats.compressed_tensors.goldens.make stacks
    PYTHONPATH=.:OLD python -m tests.formats.compressed_tensors.goldens.make padded

the last with the unpacked distribution of 0.12.2, for codes whole in each word (padded.npz).
Scales are float32 with few bits, so that what is decompressed in float32 is exact, NVFP4 apart. Of
random bytes no code is NaN, and no scale NaN or zero.
"""

import json
import sys
from pathlib import Path
from typing import Any

import numpy as np
import torch

ROWS, COLUMNS = 40, 96
FOLDER = Path(__file__).parent
Arrays = dict[str, np.ndarray]
State = dict[str, torch.Tensor]


def short_scales(random: np.random.Generator, shape: tuple[int, ...]) -> torch.Tensor:
    """Positive numbers of 11 significant bits."""
    return torch.tensor(random.uniform(0.01, 0.05, shape).astype(np.float16).astype(np.float32))


def as_array(tensor: torch.Tensor) -> np.ndarray:
    """The bytes of dtypes that NumPy does not have."""
    tensor = tensor.detach().contiguous()
    if tensor.dtype == torch.float8_e4m3fn:
        return tensor.view(torch.uint8).numpy()
    return tensor.float().numpy() if tensor.dtype == torch.bfloat16 else tensor.numpy()


def config_of(scheme: Any, form: str) -> np.ndarray:
    """The `quantization_config` that the package writes, as bytes of JSON."""
    from compressed_tensors.quantization import QuantizationConfig, QuantizationStatus

    config = QuantizationConfig(
        config_groups={"group_0": scheme},
        format=form,
        ignore=["lm_head"],
        quantization_status=QuantizationStatus.COMPRESSED,
    )
    text = json.dumps(config.model_dump(exclude=["quant_method"]) | {"version": "0.20.0"})
    return np.frombuffer(text.encode(), dtype=np.uint8)


def recorded(
    name: str, scheme: Any, form: str, state: dict[str, torch.Tensor], seen: Any
) -> Arrays:
    """A case: its tensors, those with 8-bit floats as bytes, its settings, what it decodes to."""
    arrays = {f"{name}/{part}": as_array(tensor) for part, tensor in state.items()}
    floats = [part for part, t in state.items() if t.dtype == torch.float8_e4m3fn]
    arrays[f"{name}/config"] = config_of(scheme, form)
    arrays[f"{name}/float8"] = np.array(floats)
    return arrays | {f"{name}/decoded": as_array(seen)}


def scheme_of(form: str, **weights: Any) -> Any:
    from compressed_tensors.quantization import QuantizationArgs, QuantizationScheme

    return QuantizationScheme(targets=["Linear"], weights=QuantizationArgs(**weights), format=form)


def compressed(name: str, form: str, zeros: bool, columns: int = COLUMNS, **weights: Any) -> Arrays:
    """A random matrix through both directions of a compressor."""
    from compressed_tensors.compressors import BaseCompressor

    random = np.random.default_rng(len(name) + columns)
    scheme = scheme_of(form, **weights)
    args, block = scheme.weights, scheme.weights.block_structure or (1, 1)
    shape = {
        "tensor": (1,),
        "channel": (ROWS, 1),
        "group": (ROWS, columns // (args.group_size or 1)),
        "block": (-(-ROWS // block[0]), -(-columns // block[1])),
    }[args.strategy]
    state = {"weight": torch.tensor(random.standard_normal((ROWS, columns)).astype(np.float32))}
    state["weight_scale"] = short_scales(random, shape) * (4 if args.num_bits < 5 else 1)
    half = 1 << (args.num_bits - 1)
    if zeros:
        integers = torch.tensor(random.integers(-half, half, shape))
        state["weight_zero_point"] = integers.to(torch.int8)
    compressor = BaseCompressor.get_value_from_registry(form)
    stored = compressor.compress(state, scheme)
    return recorded(name, scheme, form, stored, compressor.decompress(stored, scheme)["weight"])


def random_bytes() -> Arrays:
    """FP8 codes and FP4 scales of every byte that is a number."""
    from compressed_tensors.compressors import BaseCompressor
    from compressed_tensors.compressors.nvfp4.helpers import unpack_fp4_from_uint8
    from compressed_tensors.quantization.lifecycle.forward import dequantize

    random = np.random.default_rng(0)
    numbers = np.array([byte for byte in range(256) if byte & 0x7F != 0x7F], dtype=np.uint8)

    def float8(count: int, zeros: bool) -> torch.Tensor:
        allowed = numbers if zeros else numbers[numbers & 0x7F != 0]
        filled = np.resize(random.permutation(allowed), count)
        return torch.tensor(filled.reshape(ROWS, -1)).view(torch.float8_e4m3fn)

    codes = torch.tensor(random.integers(0, 256, (ROWS, COLUMNS // 2)).astype(np.uint8))
    form = "nvfp4-pack-quantized"
    scheme = scheme_of(
        form, num_bits=4, type="float", strategy="tensor_group", group_size=16,
        scale_dtype=torch.float8_e4m3fn,
    )  # fmt: skip
    state = {
        "weight_packed": codes,
        "weight_scale": float8(ROWS * COLUMNS // 16, zeros=False),
        "weight_global_scale": torch.tensor([1234.5678], dtype=torch.float32),
    }
    decoded = dequantize(
        unpack_fp4_from_uint8(codes, ROWS, COLUMNS).float(), state["weight_scale"].float(),
        args=scheme.weights, global_scale=state["weight_global_scale"], dtype=torch.float32,
    )  # fmt: skip
    found = recorded("nvfp4/random", scheme, form, state, decoded)
    form = "mxfp4-pack-quantized"
    scheme = scheme_of(
        form, num_bits=4, type="float", strategy="group", group_size=32, scale_dtype=torch.uint8
    )
    wide = torch.tensor(random.integers(0, 256, (ROWS, 256 // 2)).astype(np.uint8))
    exponents = np.resize(random.permutation(np.arange(4, 251)), ROWS * 256 // 32)
    scales = torch.tensor(exponents.astype(np.uint8).reshape(ROWS, -1))
    state = {"weight_packed": wide, "weight_scale": scales}
    decoded = BaseCompressor.get_value_from_registry(form).decompress(state, scheme)["weight"]
    found |= recorded("mxfp4/random", scheme, form, state, decoded)
    form = "mxfp8-quantized"
    scheme = scheme_of(
        form, num_bits=8, type="float", strategy="group", group_size=32, scale_dtype=torch.uint8
    )
    exponents = np.resize(random.permutation(np.arange(20, 235)), ROWS * COLUMNS // 32)
    scales = torch.tensor(exponents.astype(np.uint8).reshape(ROWS, -1))
    state = {"weight": float8(ROWS * COLUMNS, zeros=True), "weight_scale": scales}
    decoded = BaseCompressor.get_value_from_registry(form).decompress(state, scheme)["weight"]
    found |= recorded("mxfp8/random", scheme, form, state, decoded)
    form = "float-quantized"
    scheme = scheme_of(form, num_bits=8, type="float", strategy="channel")
    state = {
        "weight": float8(ROWS * COLUMNS, zeros=True),
        "weight_scale": short_scales(random, (ROWS, 1)),
    }
    decoded = BaseCompressor.get_value_from_registry(form).decompress(state, scheme)["weight"]
    return found | recorded("float/random", scheme, form, state, decoded)


def goldens() -> Arrays:
    packed, found = "pack-quantized", {}
    for bits in range(1, 9):
        found |= compressed(
            f"pack/{bits}/group", packed, zeros=True, num_bits=bits, symmetric=False,
            strategy="group", group_size=32,
        )  # fmt: skip
    found |= compressed(
        "pack/4/symmetric", packed, False, num_bits=4, strategy="group", group_size=32
    )
    for bits, zeros in [(3, False), (4, True), (5, True)]:
        found |= compressed(
            f"pack/{bits}/channel", packed, zeros, columns=83, num_bits=bits, symmetric=not zeros,
            strategy="channel",
        )  # fmt: skip
    found |= compressed("pack/4/tensor", packed, False, columns=83, num_bits=4, strategy="tensor")
    whole = "int-quantized"
    for strategy in ("tensor", "channel"):
        for zeros in (False, True):
            found |= compressed(
                f"int/{strategy}/{zeros}", whole, zeros, num_bits=8, symmetric=not zeros,
                strategy=strategy,
            )  # fmt: skip
    found |= compressed(
        "int/group/True", whole, True, num_bits=8, symmetric=False, strategy="group", group_size=32
    )
    floats = "float-quantized"
    for strategy in ("tensor", "channel"):
        found |= compressed(
            f"float/{strategy}", floats, False, num_bits=8, type="float", strategy=strategy
        )
    found |= compressed(
        "float/block", floats, False, columns=83, num_bits=8, type="float", strategy="block",
        block_structure=[16, 32],
    )  # fmt: skip
    return found | random_bytes()


def stacks() -> Arrays:
    """Three matrices in a tensor, packed with zero-points; FP8 with scales of rows."""
    from compressed_tensors.compressors import BaseCompressor

    random = np.random.default_rng(5)
    found: Arrays = {}
    for name, form, settings, shape in (
        (
            "pack",
            "pack-quantized",
            {"num_bits": 4, "group_size": 32, "symmetric": False},
            (3, 40, 3),
        ),
        ("pack3", "pack-quantized", {"num_bits": 3, "group_size": 32}, (3, 40, 3)),
        ("float", "float-quantized", {"num_bits": 8, "type": "float"}, (3, 40, 1)),
    ):
        strategy = "group" if "group_size" in settings else "channel"
        scheme = scheme_of(form, strategy=strategy, **settings)
        values = random.standard_normal((3, ROWS, COLUMNS)).astype(np.float32)
        state = {"weight": torch.tensor(values), "weight_scale": short_scales(random, shape) * 4}
        if not settings.get("symmetric", True):
            integers = torch.tensor(random.integers(-8, 8, shape))
            state["weight_zero_point"] = integers.to(torch.int8)
        compressor = BaseCompressor.get_value_from_registry(form)
        stored = compressor.compress(state, scheme)
        decoded = compressor.decompress(stored, scheme)["weight"]
        found |= recorded(name, scheme, form, stored, decoded)
    return found


def padded() -> Arrays:
    """Codes packed by the older version, and what it unpacks."""
    from compressed_tensors.compressors.quantized_compressors.pack_quantized import (
        pack_to_int32,
        unpack_from_int32,
    )

    found: Arrays = {}
    random = np.random.default_rng(0)
    for bits in (3, 5, 6, 7):
        half = 1 << (bits - 1)
        codes = torch.tensor(random.integers(-half, half, (ROWS, COLUMNS))).to(torch.int8)
        zeros = torch.tensor(random.integers(-half, half, (ROWS, 3))).to(torch.int8)
        words, zero_words = pack_to_int32(codes, bits), pack_to_int32(zeros, bits, packed_dim=0)
        again = unpack_from_int32(words, bits, codes.shape)
        zeros_again = unpack_from_int32(zero_words, bits, zeros.shape, packed_dim=0)
        found |= {f"{bits}/codes": again.numpy(), f"{bits}/zeros": zeros_again.numpy()}
        found |= {f"{bits}/words": words.numpy(), f"{bits}/zero_words": as_array(zero_words)}
    return found


if __name__ == "__main__":
    if sys.argv[1:] == ["stacks"]:
        np.savez_compressed(FOLDER / "stacks.npz", **stacks())
    elif sys.argv[1:] == ["padded"]:
        np.savez_compressed(FOLDER / "padded.npz", **padded())
    else:
        np.savez_compressed(FOLDER / "goldens.npz", **goldens())
