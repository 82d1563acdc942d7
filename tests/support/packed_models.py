"""Tensors and settings of folders in packed integer formats, rounded from one small original."""

from typing import Any

import ml_dtypes
import numpy as np

from tests.support.checkpoints import weights
from tests.support.packed_folders import awq_words, packed_words

ROWS, COLUMNS, SIZE = 32, 64, 32
ORIGINAL = weights(ROWS, COLUMNS, dtype=np.float16)
GROUPS = COLUMNS // SIZE
E4M3 = ml_dtypes.float8_e4m3fn

Grid = tuple[np.ndarray, np.ndarray, np.ndarray]
Tensors = dict[str, np.ndarray]


def rounded(bits: int, symmetric: bool = False) -> Grid:
    """Codes [rows, columns], zero-points and scales [rows, groups] of the original, to nearest."""
    grouped = ORIGINAL.astype(np.float64).reshape(ROWS, GROUPS, SIZE)
    top, middle = (1 << bits) - 1, 1 << (bits - 1)
    low, high = grouped.min(axis=2), grouped.max(axis=2)
    widest = 2 * np.maximum(-low, high)
    scales = ((widest if symmetric else high - low) / top).astype(np.float16)
    zeros = np.full(low.shape, middle) if symmetric else np.clip(np.rint(-low / scales), 1, top)
    codes = np.clip(np.rint(grouped / scales[:, :, None]) + zeros[:, :, None], 0, top)
    return codes.reshape(ROWS, COLUMNS).astype(int), zeros.astype(int), scales


def gptq(bits: int, fields_less: int, order: np.ndarray | None = None, **settings: Any) -> Any:
    """A folder's tensors and settings; zero-points are stored less `fields_less`."""
    codes, zeros, scales = rounded(bits, settings.get("sym", False))
    tensors = {
        "w.qweight": np.ascontiguousarray(packed_words(codes, bits).T),
        "w.qzeros": packed_words(zeros.T - fields_less, bits),
        "w.scales": np.ascontiguousarray(scales.T),
        "w.g_idx": (np.arange(COLUMNS) // SIZE).astype(np.int32),
    }
    stated = {"quant_method": "gptq", "bits": bits, "group_size": SIZE, "sym": False}
    return tensors, stated | settings


def awq(words: Any = awq_words) -> Any:
    codes, zeros, scales = rounded(4)
    tensors = {
        "w.qweight": words(np.ascontiguousarray(codes.T)),
        "w.qzeros": words(np.ascontiguousarray(zeros.T)),
        "w.scales": np.ascontiguousarray(scales.T),
    }
    return tensors, {"quant_method": "awq", "bits": 4, "group_size": SIZE, "version": "gemm"}


def compressed(form: str, **weights: Any) -> dict[str, Any]:
    group = {"targets": ["Linear"], "weights": {"strategy": "group", "group_size": SIZE} | weights}
    return {"quant_method": "compressed-tensors", "format": form, "config_groups": {"g": group}}


def packed(bits: int) -> Any:
    codes, zeros, scales = rounded(bits)
    tensors = {
        "w.weight_packed": packed_words(codes, bits),
        "w.weight_zero_point": np.ascontiguousarray(packed_words(zeros.T, bits).T),
        "w.weight_scale": scales,
        "w.weight_shape": np.array([ROWS, COLUMNS]),
    }
    return tensors, compressed("pack-quantized", num_bits=bits, type="int", symmetric=False)


def bytes_of(less: int = 128) -> Any:
    codes, zeros, scales = rounded(8)
    tensors = {
        "w.weight": (codes - less).astype(np.uint8).view(np.int8),
        "w.weight_zero_point": (zeros - 128).astype(np.int8),
        "w.weight_scale": scales,
    }
    return tensors, compressed("int-quantized", num_bits=8, type="int", symmetric=False)


def nvfp4(part: str, whole: float, method: str) -> Any:
    """E2M1 codes with E4M3 scales and a scale of the tensor, of either tool."""
    random = np.random.default_rng(5)
    packed_codes = random.integers(0, 256, (ROWS, COLUMNS // 2)).astype(np.uint8)
    tensors = {
        f"w.{part}": packed_codes,
        "w.weight_scale": random.uniform(50, 400, (ROWS, COLUMNS // 16)).astype(E4M3),
        "w.weight_global_scale" if method == "compressed-tensors" else "w.weight_scale_2": (
            np.array([whole], np.float32)
        ),
    }
    if method == "modelopt":
        return tensors, {"quant_method": method, "quant_algo": "NVFP4"}
    weights = {"strategy": "tensor_group", "group_size": 16}
    return tensors, compressed("nvfp4-pack-quantized", num_bits=4, type="float", **weights)


def fp8() -> Any:
    random = np.random.default_rng(6)
    tensors = {
        "w.weight": random.uniform(-400, 400, (ROWS, COLUMNS)).astype(E4M3),
        "w.weight_scale": random.uniform(0.001, 0.002, (2, 4)).astype(np.float32),
    }
    block = {"strategy": "block", "group_size": None, "block_structure": [16, 16]}
    return tensors, compressed("float-quantized", num_bits=8, type="float", **block)


def mxfp4() -> Any:
    random = np.random.default_rng(7)
    tensors = {
        "w.weight_packed": random.integers(0, 256, (ROWS, COLUMNS // 2)).astype(np.uint8),
        "w.weight_scale": random.integers(118, 122, (ROWS, GROUPS)).astype(np.uint8),
    }
    return tensors, compressed("mxfp4-pack-quantized", num_bits=4, type="float")


def ordered() -> Any:
    """Groups by `g_idx`."""
    tensors, settings = gptq(4, 0, checkpoint_format="gptq_v2", desc_act=True)
    order = np.random.default_rng(8).permutation(COLUMNS) // SIZE
    return tensors | {"w.g_idx": order.astype(np.int32)}, settings
