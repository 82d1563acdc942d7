"""Layers of which nothing can be proved: the others are judged, and the run is rejected."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from quantcert.certificate import Certificate, Evidence, Rule, Verdict
from quantcert.errors import CheckpointError
from quantcert.run.options import Level, VerifyOptions
from quantcert.run.verify import verify_checkpoint
from tests.support.checkpoints import edit_header, edit_tensor, weights, write_checkpoint
from tests.support.small_models import SmallModel, copied

Spoil = Callable[[SmallModel], None]
LEVELS = [Level.ROWS, Level.WEIGHTS, Level.STRUCTURE]


def put(tensor: str, place: tuple[int, ...], value: float, dtype: type = np.float16) -> Spoil:
    def change(values: np.ndarray) -> None:
        values[place] = value

    return lambda model: edit_tensor(model.weight_file, tensor, change, dtype)


def run(model: SmallModel, out: Path, level: Level = Level.ROWS) -> Certificate:
    base = None if level is Level.STRUCTURE else model.original
    options = VerifyOptions(model.quantized, base, None, out, level, network=False)
    return verify_checkpoint(options).certificate


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize(
    ("spoil", "row", "column", "parts"),
    [
        (put("wide.weight_scale", (2, 1), 0.0), 2, 8, ["row 2, group 1", "scale 0.0", "6.1"]),
        (put("wide.weight_scale", (2, 1), 2.0**-20), 2, 8, ["(from column 8)", "scale"]),
        (put("wide.weight_scale", (4, 0, 0), np.nan), 4, 0, ["row 4, group 0", "scale nan"]),
        (put("wide.weight_packed", (3, 0), 0x7F, np.uint8), 3, 0, ["columns 0 and 1", "127"]),
        (put("wide.weight_zero_point", (5, 0), 0x0F, np.uint8), 5, 0, ["zero-point 15", "10"]),
    ],
    ids=["zero", "subnormal", "NaN", "code", "zero-point"],
)
def test_a_stored_value_is_a_failed_check_with_its_witness(
    model: SmallModel,
    tmp_path: Path,
    level: Level,
    spoil: Spoil,
    row: int | None,
    column: int | None,
    parts: list[str],
) -> None:
    spoiled = copied(model, tmp_path)
    spoil(spoiled)
    certificate = run(spoiled, tmp_path / "out", level)
    layers = {layer.tensor: layer for layer in certificate.layers}
    failed = layers["wide.weight"]
    assert (failed.verdict, failed.evidence) == (Verdict.FAILED, Evidence.NONE)
    assert (failed.theorems, failed.bound) == ((), None)
    finding = failed.finding
    assert finding is not None
    assert finding.rule is Rule.STORED_VALUE
    assert (finding.tensor, finding.row, finding.column) == ("wide.weight", row, column)
    for part in parts:
        assert part in finding.message
    assert str(tmp_path) not in finding.message
    assert layers["tall.weight"].verdict is Verdict.PROVED
    assert not certificate.accepted


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_a_spoiled_original_is_an_error(model: SmallModel, tmp_path: Path, value: float) -> None:
    spoiled = copied(model, tmp_path)

    def change(values: np.ndarray) -> None:
        values[4, 2] = value

    edit_tensor(spoiled.original / "model.safetensors", "wide.weight", change, np.float32)
    with pytest.raises(CheckpointError, match=r"original.*wide\.weight: element \[4, 2\]"):
        run(spoiled, tmp_path / "out")


def rewrite(model: SmallModel, **changes: np.ndarray | None) -> None:
    """Other tensors in the original."""
    tensors: dict[str, np.ndarray | None] = {
        "wide.weight": weights(6, 19, seed=1),
        "tall.weight": weights(11, 8, seed=2, dtype=np.float16),
        "tall.bias": weights(11, seed=3),
        "positions": np.arange(5),
        **changes,
    }
    write_checkpoint(model.original, {k: v for k, v in tensors.items() if v is not None})


def test_a_layer_without_its_original_fails_and_the_other_is_proved(
    model: SmallModel, tmp_path: Path
) -> None:
    spoiled = copied(model, tmp_path)
    for change, rule, words in (
        (weights(6, 20), Rule.TENSOR_DIFFERS, "[6, 20] in the original, [6, 19] in the checkpoint"),
        (None, Rule.TENSOR_SURPLUS, "in the checkpoint, but not in the original"),
    ):
        rewrite(spoiled, **{"wide.weight": change})
        certificate = run(spoiled, tmp_path / "out")
        layers = {layer.tensor: layer for layer in certificate.layers}
        finding = layers["wide.weight"].finding
        assert finding is not None
        assert finding.rule is rule
        assert words in finding.message
        assert "base of another model?" in finding.message
        assert layers["tall.weight"].verdict is Verdict.PROVED
        assert certificate.findings == ()
        assert not certificate.accepted


def test_other_tensors_are_failed_checks_of_the_run(model: SmallModel, tmp_path: Path) -> None:
    spoiled = copied(model, tmp_path)
    bias = weights(11, seed=3)
    bias[7] = 0.5
    rewrite(spoiled, **{"tall.bias": bias, "positions": None, "more": weights(2)})
    certificate = run(spoiled, tmp_path / "out")
    found = [(finding.rule, finding.tensor) for finding in certificate.findings]
    assert found == [
        (Rule.TENSOR_SURPLUS, "positions"),
        (Rule.TENSOR_DIFFERS, "tall.bias"),
        (Rule.TENSOR_MISSING, "more"),
    ]
    assert "element [7] is 0.5 in the original, " in certificate.findings[1].message
    assert {layer.verdict for layer in certificate.layers} == {Verdict.PROVED}
    assert not certificate.accepted


def test_bytes_of_another_type_are_other_numbers(model: SmallModel, tmp_path: Path) -> None:
    """The bytes are the same, their label is not."""
    spoiled = copied(model, tmp_path)
    edit_header(spoiled.weight_file, lambda h: h["positions"].update(dtype="F64"))
    (finding,) = run(spoiled, tmp_path / "out").findings
    assert (finding.rule, finding.tensor) == (Rule.TENSOR_DIFFERS, "positions")


def test_the_same_numbers_in_another_type_are_listed(model: SmallModel, tmp_path: Path) -> None:
    spoiled = copied(model, tmp_path)
    rewrite(spoiled, **{"tall.bias": weights(11, seed=3).astype(np.float64)})
    certificate = run(spoiled, tmp_path / "out")
    assert certificate.accepted
    assert certificate.tensor_differences == (
        "tensor tall.bias: dtype F64 in the original, F32 in the checkpoint, the same numbers",
    )
