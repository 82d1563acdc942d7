"""Checkpoints of packed integer formats against their originals: proved, and their faults found."""

from pathlib import Path
from typing import Any

import ml_dtypes
import numpy as np
import pytest

from quantcert.certificate import Evidence, LayerCertificate, Rule, Verdict
from quantcert.formats import open_quantized
from quantcert.run.options import Level, VerifyOptions
from tests.support.checkpoints import weights, write_checkpoint
from tests.support.packed_folders import awq_words, decoded_float64, packed_words, write_folder
from tests.support.weight_runs import certified

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


def near(folder: Path, tensors: Tensors, settings: dict[str, Any]) -> np.ndarray:
    """Weights near those that a folder decodes to."""
    exact = decoded_float64(
        open_quantized(write_folder(folder, tensors, settings)).read("w.weight")
    )
    noise = np.random.default_rng(9).uniform(-1e-3, 1e-3, exact.shape)
    return (exact + noise * np.abs(exact).max()).astype(np.float32)


def layer(
    folder: Path,
    tensors: Tensors,
    settings: dict[str, Any],
    weights: np.ndarray = ORIGINAL,
    level: Level = Level.WEIGHTS,
) -> LayerCertificate:
    """The only layer of a run."""
    original = write_checkpoint(folder / "original", {"w.weight": weights})
    quantized = write_folder(folder / "quantized", tensors, settings)
    options = VerifyOptions(quantized, original, None, folder / "out", wanted_level=level)
    (found,) = certified(options).layers
    return found


@pytest.mark.parametrize(
    ("made", "format_name"),
    [
        (gptq(4, 1), "gptq"),
        (gptq(3, 0, checkpoint_format="gptq_v2"), "gptq"),
        (awq(), "awq"),
        (packed(3), "pack-quantized"),
        (bytes_of(), "int-quantized"),
    ],
)
def test_every_weight_is_proved(tmp_path: Path, made: Any, format_name: str) -> None:
    found = layer(tmp_path, *made)
    assert (found.verdict, found.evidence) == (Verdict.PROVED, Evidence.WEIGHTS), found.reason
    assert found.scheme.format == format_name
    assert found.max_abs_error is not None
    bits = 3 if made[1].get("bits") == 3 or "w.weight_shape" in made[0] else 4
    assert found.max_abs_error <= float(rounded(bits)[2].max()) * 1.01


NVIDIA = ("weight", 0.002, "modelopt")
VLLM = ("weight_packed", 500.0, "compressed-tensors")


@pytest.mark.parametrize("made", [fp8(), mxfp4(), nvfp4(*VLLM), nvfp4(*NVIDIA), ordered()])
def test_floats_and_orders_are_proved(tmp_path: Path, made: Any) -> None:
    found = layer(tmp_path, *made, near(tmp_path / "near", *made))
    assert (found.verdict, found.evidence) == (Verdict.PROVED, Evidence.WEIGHTS), found.reason


@pytest.mark.parametrize("made", [VLLM, NVIDIA])
def test_a_global_scale_the_wrong_way_round_fails(tmp_path: Path, made: Any) -> None:
    part, whole, method = made
    weights = near(tmp_path / "near", *nvfp4(*made))
    found = layer(tmp_path, *nvfp4(part, 1 / whole, method), weights, Level.ROWS)
    assert found.verdict is Verdict.FAILED
    assert "a scale is missing, or applied the wrong way round" in found.reason


@pytest.mark.parametrize(
    "made",
    [
        awq(lambda fields: packed_words(fields, 4)),  # nibbles in the order of outputs
        bytes_of(less=0),  # codes that were not made signed
    ],
    ids=["nibbles", "signs"],
)
def test_a_misread_matrix_fails(tmp_path: Path, made: Any) -> None:
    found = layer(tmp_path, *made, level=Level.ROWS)
    assert found.verdict is Verdict.FAILED
    assert found.finding is not None
    assert found.finding.rule in (Rule.LINE_SHARE, Rule.VACUOUS, Rule.ROW_ERROR)


def test_a_misreading_within_the_tolerance_fails(tmp_path: Path) -> None:
    """Zero-points of version 2 labelled as version 1 are one off."""
    found = layer(tmp_path, *gptq(4, 0), level=Level.ROWS)
    assert found.verdict is Verdict.FAILED
    assert found.finding is not None
    assert found.finding.rule is Rule.MISREAD
    assert "steps of its grid on average; it fits the original with zero-points smaller by one" in (
        found.reason
    )


def test_a_stored_value_that_kernels_read_differently_fails(tmp_path: Path) -> None:
    tensors, settings = gptq(4, 0, sym=True)
    found = layer(tmp_path, tensors, settings)
    assert found.verdict is Verdict.FAILED
    assert found.finding is not None
    assert found.finding.rule is Rule.STORED_VALUE
    assert "the version is mislabelled" in found.reason
