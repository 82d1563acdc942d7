"""Whole runs over folders and files of foreign formats: proved, and refused when they are wrong."""

from collections import defaultdict
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from quantcert.certificate import Certificate, Rule, Verdict
from quantcert.formats import open_quantized
from quantcert.run.options import Level, VerifyOptions
from tests.support.checkpoints import write_checkpoint
from tests.support.foreign import FORMATS, decoded, golden, spoiled
from tests.support.weight_runs import certified

QDQ = FORMATS / "onnx" / "goldens" / "multiplied.onnx"
CASES = {
    "fp8": golden("fp8", "blocks"),
    "nf4": golden("bitsandbytes", "nf4-across-rows"),
    "experts": golden("mxfp4", "experts"),
    "int4": golden("torchao", "int4"),
    "onnx": QDQ,
}


def originals(path: Path) -> dict[str, np.ndarray]:
    """Weights near those that a checkpoint decodes to, and its other tensors."""
    quantized = open_quantized(path)
    rng = np.random.default_rng(3)
    tensors = {name: quantized.checkpoint.read(name) for name in quantized.plain()}
    stacks: dict[str, dict[int, np.ndarray]] = defaultdict(dict)
    for name in quantized.matrices():
        exact = decoded(quantized.read(name))
        noise = rng.uniform(-1e-3, 1e-3, exact.shape) * np.abs(exact).max(axis=1, keepdims=True)
        near = (exact + noise).astype(np.float32)
        if name.endswith("].T"):
            stem, _, entry = name.removesuffix("].T").rpartition("[")
            stacks[stem][int(entry)] = near.T
        else:
            tensors[name] = near
    for stem, part in stacks.items():
        tensors[stem] = np.ascontiguousarray(np.stack([part[entry] for entry in sorted(part)]))
    return tensors


def verified(path: Path, base: Path, out: Path, **options: Any) -> Certificate:
    settings = {"requirements": None, "out": out, **options}
    return certified(VerifyOptions(path, base, **settings))


@pytest.mark.parametrize("case", CASES)
def test_it_is_proved(tmp_path: Path, case: str) -> None:
    base = write_checkpoint(tmp_path / "base", originals(CASES[case]))
    certificate = verified(CASES[case], base, tmp_path / "out")
    assert certificate.accepted, [layer.reason for layer in certificate.layers]
    assert {layer.verdict for layer in certificate.layers} == {Verdict.PROVED}
    assert certificate.findings == ()


def inverse_scales(tensors: dict[str, np.ndarray], _: Any) -> None:
    tensors["a.weight_scale_inv"][:] = 1 / tensors["a.weight_scale_inv"]


def swapped_halves(tensors: dict[str, np.ndarray], _: Any) -> None:
    codes = tensors["a.weight"]
    codes[:] = (codes << 4) | (codes >> 4)


def linear_exponents(tensors: dict[str, np.ndarray], _: Any) -> None:
    tensors["mlp.experts.up_scales"][0, 0] ^= 0x7F


def split_halves(tensors: dict[str, np.ndarray], _: Any) -> None:
    """Columns i and i + 16 of 32 in one byte, as llama.cpp has them."""
    blocks = tensors["mlp.experts.up_blocks"]
    codes = np.stack([blocks[0] & 15, blocks[0] >> 4], axis=-1).reshape(*blocks.shape[1:3], 32)
    blocks[0] = codes[:, :, :16] | (codes[:, :, 16:] << 4)


def doubled(tensors: dict[str, np.ndarray], _: Any) -> None:
    """Expert 2 in the place of expert 0."""
    for part in ("blocks", "scales"):
        tensors[f"mlp.experts.up_{part}"][0] = tensors[f"mlp.experts.up_{part}"][2]


@pytest.mark.parametrize(
    ("case", "change", "layer", "words"),
    [
        (
            "experts",
            split_halves,
            "mlp.experts.up[0].T",
            "with columns of blocks of 32 in order",
        ),
        ("experts", doubled, "mlp.experts.up[0].T", "it holds the original's mlp.experts.up[2].T"),
        ("fp8", inverse_scales, "a.weight", "scales that divide instead of multiplying"),
        ("nf4", swapped_halves, "a.weight", "neighbouring columns swapped"),
        ("experts", linear_exponents, "mlp.experts.up[0].T", ""),
    ],
)
def test_what_is_stored_wrongly_is_refused(
    tmp_path: Path, case: str, change: Any, layer: str, words: str
) -> None:
    base = write_checkpoint(tmp_path / "base", originals(CASES[case]))
    folder = spoiled(CASES[case], tmp_path / "bad", change)
    certificate = verified(folder, base, tmp_path / "out", wanted_level=Level.ROWS)
    assert not certificate.accepted
    failed = [found for found in certificate.layers if found.verdict is Verdict.FAILED]
    assert [found.tensor for found in failed] == [layer]
    assert words in failed[0].reason


def test_a_number_that_is_none_is_a_failed_check(tmp_path: Path) -> None:
    def change(tensors: dict[str, np.ndarray], _: Any) -> None:
        tensors["a.weight_scale_inv"][0, 1] = np.nan

    base = write_checkpoint(tmp_path / "base", originals(CASES["fp8"]))
    folder = spoiled(CASES["fp8"], tmp_path / "bad", change)
    certificate = verified(folder, base, tmp_path / "out", wanted_level=Level.ROWS)
    first, second = certificate.layers
    assert second.verdict is Verdict.PROVED
    assert first.finding is not None
    assert (first.finding.rule, first.finding.row, first.finding.column) == (
        Rule.STORED_VALUE,
        0,
        16,
    )
