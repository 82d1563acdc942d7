"""Checkpoints of packed integer formats against their originals: proved, and their faults found."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from quantcert.certificate import Evidence, LayerCertificate, Rule, Verdict
from quantcert.formats import open_quantized
from quantcert.run.options import Level, VerifyOptions
from tests.support import packed_models
from tests.support.checkpoints import write_checkpoint
from tests.support.packed_folders import decoded_float64, packed_words, write_folder
from tests.support.packed_models import (
    ORIGINAL,
    Tensors,
    awq,
    bytes_of,
    fp8,
    gptq,
    mxfp4,
    nvfp4,
    ordered,
    packed,
    rounded,
)
from tests.support.weight_runs import certified


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


def folded() -> Any:
    """Columns multiplied by scales of their own before they are quantized."""
    scales = np.exp2(np.arange(ORIGINAL.shape[1]) % 5 - 2.0)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(packed_models, "ORIGINAL", (ORIGINAL * scales).astype(np.float16))
        return awq()


def wrapped() -> Any:
    """Codes less their zero-points as unsigned numbers of four bits; no zero-points."""
    codes, _, scales = rounded(4, symmetric=True)
    tensors, settings = gptq(4, 0, checkpoint_format="gptq_v2")
    tensors["w.qweight"] = np.ascontiguousarray(packed_words((codes - 8) % 16, 4).T)
    tensors["w.qzeros"] = np.zeros_like(tensors["w.qzeros"])
    tensors["w.scales"] = np.ascontiguousarray(scales.T)
    return tensors, settings


@pytest.mark.parametrize(
    ("made", "words"),
    [
        (wrapped(), "with differences of codes and zero-points that wrapped round"),
        (
            awq(lambda fields: packed_words(fields, 4)),
            "with the fields of each word in the order of outputs",
        ),
        (bytes_of(less=0), "with codes of the other signedness"),
        (folded(), "every column multiplied by a factor of its own (0.24"),
    ],
    ids=["wrapped", "nibbles", "signs", "folded"],
)
def test_a_misread_matrix_fails(tmp_path: Path, made: Any, words: str) -> None:
    found = layer(tmp_path, *made, level=Level.ROWS)
    assert found.verdict is Verdict.FAILED
    assert found.finding is not None
    assert found.finding.rule in (Rule.LINE_SHARE, Rule.VACUOUS, Rule.ROW_ERROR)
    assert words in found.reason


def masked() -> Any:
    """Codes of three bits that are the low bits of codes of four."""
    codes, zeros, scales = rounded(4)
    tensors, settings = gptq(3, 0, checkpoint_format="gptq_v2")
    changed = {"w.qweight": packed_words(codes & 7, 3).T, "w.qzeros": packed_words(zeros.T & 7, 3)}
    scaled = {"w.scales": np.ascontiguousarray(scales.T)}
    return tensors | {n: np.ascontiguousarray(a) for n, a in changed.items()} | scaled, settings


def test_codes_that_were_cut_by_masking_fail(tmp_path: Path) -> None:
    found = layer(tmp_path, *masked(), level=Level.ROWS)
    assert found.verdict is Verdict.FAILED


def test_codes_that_lose_bits_between_words_fail(tmp_path: Path) -> None:
    """Three bits: of codes 10 and 21 of 32 the bits in the next word are lost."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(packed_models, "COLUMNS", 192)
        patch.setattr(packed_models, "GROUPS", 6)
        original = np.random.default_rng(4).standard_normal((32, 192)).astype(np.float16)
        patch.setattr(packed_models, "ORIGINAL", original)
        tensors, settings = gptq(3, 0, checkpoint_format="gptq_v2")
    twin = layer(tmp_path / "twin", tensors, settings, original, Level.ROWS)
    assert twin.verdict is Verdict.PROVED
    words = tensors["w.qweight"].reshape(6, 3, 32)
    words[:, 1] &= ~1
    words[:, 2] &= ~3
    found = layer(tmp_path / "wrong", tensors, settings, original, Level.ROWS)
    assert found.verdict is Verdict.FAILED
    assert "places of every 32 err by more than most of a step of its grid" in found.reason
    assert [f" {place} (" in found.reason for place in (9, 10, 21, 22)] == [
        False,
        True,
        True,
        False,
    ]


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
