"""Tensors of a quantized checkpoint against the original's: faults, and what is only listed."""

from pathlib import Path
from typing import Any

import ml_dtypes
import numpy as np
import pytest

from quantcert.containers import Checkpoint, open_checkpoint
from quantcert.errors import StoredValueError
from quantcert.formats import QuantizedCheckpoint, open_quantized
from quantcert.pairing.compare import all_used, compare_tensors
from quantcert.pairing.faults import FaultKind, TensorComparison
from quantcert.pairing.parts import Assembly, TensorPart
from quantcert.quantizer import quantize_checkpoint
from tests.support.checkpoints import weights, write_checkpoint

TENSORS: dict[str, np.ndarray] = {
    "w": weights(4, 6),
    "v": weights(2, 6, seed=4),
    "bias": np.array([0.5, 1.0, -0.0], np.float16),
    "steps": np.arange(3),
}
OTHER = "; is this the base of another model?"


def quantized_copy(folder: Path, tensors: dict[str, np.ndarray]) -> QuantizedCheckpoint:
    write_checkpoint(folder / "base", tensors)
    quantize_checkpoint(folder / "base", folder / "q", "pair11", 4)
    return open_quantized(folder / "q")


def compared(folder: Path, unused: Any = all_used, **changes: Any) -> TensorComparison:
    """The copy of TENSORS against an original with other tensors; None takes one away."""
    tensors = {name: value for name, value in {**TENSORS, **changes}.items() if value is not None}
    base = open_checkpoint(write_checkpoint(folder / "other", tensors))
    return compare_tensors(quantized_copy(folder, TENSORS), base, unused=unused)


def test_the_original_has_no_fault(tmp_path: Path) -> None:
    assert compared(tmp_path) == TensorComparison((), ())


@pytest.mark.parametrize(
    ("changes", "kind", "message"),
    [
        (
            {"bias": TENSORS["bias"].view(ml_dtypes.bfloat16)},
            FaultKind.DIFFERS,
            "tensor bias: element [0] is 3.0517578125e-05 in the original, 0.5 in the checkpoint; "
            "dtype BF16 in the original, F16 in the checkpoint",
        ),
        (
            {"bias": np.array([0.5, 1.0009765625, 0], np.float16)},
            FaultKind.DIFFERS,
            "tensor bias: element [1] is 1.0009765625 in the original, 1.0 in the checkpoint",
        ),
        (
            {"bias": TENSORS["bias"][None]},
            FaultKind.DIFFERS,
            f"tensor bias: shape [1, 3] in the original, [3] in the checkpoint{OTHER}",
        ),
        (
            {"steps": np.arange(3, dtype=np.int32)},
            FaultKind.DIFFERS,
            "tensor steps: dtype I32 in the original, I64 in the checkpoint",
        ),
        (
            {"steps": np.array([0, 1, 3])},
            FaultKind.DIFFERS,
            "tensor steps: element [2] is 3 in the original, 2 in the checkpoint",
        ),
        (
            {"w": weights(4, 8)},
            FaultKind.DIFFERS,
            f"tensor w: shape [4, 8] in the original, [4, 6] in the checkpoint{OTHER}",
        ),
        (
            {"w": np.ones((4, 6), np.int8)},
            FaultKind.DIFFERS,
            "tensor w: dtype I8 in the original, must be one of F32, F16, BF16, F64",
        ),
        (
            {"w": None},
            FaultKind.SURPLUS,
            f"tensor w: in the checkpoint, but not in the original{OTHER}",
        ),
        (
            {"bias": None},
            FaultKind.SURPLUS,
            f"tensor bias: in the checkpoint, but not in the original{OTHER}",
        ),
        (
            {"more": weights(2)},
            FaultKind.MISSING,
            "tensor more: in the original, but nothing of the checkpoint stands for it" + OTHER,
        ),
    ],
    ids=str,
)
def test_a_fault(tmp_path: Path, changes: dict[str, Any], kind: FaultKind, message: str) -> None:
    found = compared(tmp_path, **changes)
    (fault,) = found.failed
    assert (fault.kind, str(fault)) == (kind, message)
    assert found.fault(fault.tensor) is fault
    assert found.fault("v") is None
    assert found.listed == ()


def test_every_fault_is_found(tmp_path: Path) -> None:
    found = compared(tmp_path, w=None, v=weights(6, 2), bias=None, steps=None, more=weights(2))
    assert [fault.tensor for fault in found.failed] == ["v", "w", "steps", "bias", "more"]


@pytest.mark.parametrize(
    ("bias", "message"),
    [
        (
            TENSORS["bias"].astype(np.float32),
            "tensor bias: dtype F32 in the original, F16 in the checkpoint, the same numbers",
        ),
        (abs(TENSORS["bias"]), "tensor bias: other bytes, the same numbers"),
    ],
)
def test_the_same_numbers_are_listed(tmp_path: Path, bias: np.ndarray, message: str) -> None:
    assert compared(tmp_path, bias=bias) == TensorComparison((), (message,))


def test_a_number_of_a_matrix_has_row_and_column(tmp_path: Path) -> None:
    quantized = quantized_copy(tmp_path, TENSORS | {"table": np.ones((3, 2, 2), np.float32)})
    plain = np.ones((3, 2, 2), np.float32)
    plain[2, 1, 0] = 2
    base = open_checkpoint(write_checkpoint(tmp_path / "o", TENSORS | {"table": plain}))
    (fault,) = compare_tensors(quantized, base).failed
    assert "element [2, 1, 0] is 2.0 in the original, 1.0" in fault.what
    assert (fault.row, fault.column) == (None, None)


def test_what_is_unused_is_listed_with_its_reason(tmp_path: Path) -> None:
    def unused(checkpoint: Checkpoint, tensor: str) -> str:
        return "computed" if tensor in ("bias", "steps", "more") else ""

    other = {"bias": TENSORS["bias"] + np.float16(1), "steps": None, "more": weights(2)}
    assert compared(tmp_path, unused, **other) == TensorComparison(
        (),
        (
            "tensor steps: in the checkpoint alone; computed",
            "tensor bias: element [0] is 1.5 in the original, 0.5 in the checkpoint; computed",
            "tensor more: in the original alone; computed",
        ),
    )


NAN = np.array([0.5, np.nan, -0.0], np.float16)


def test_a_number_that_is_none_is_a_fault_of_the_checkpoint(tmp_path: Path) -> None:
    """With an original or without; if that has it too, it is listed, and if it alone, refused."""
    spoiled = quantized_copy(tmp_path, TENSORS | {"bias": NAN})
    whole = open_checkpoint(write_checkpoint(tmp_path / "whole", TENSORS))
    for base in (None, whole):
        (fault,) = compare_tensors(spoiled, base).failed
        assert fault.kind is FaultKind.STORED_VALUE
        assert str(fault) == "tensor bias: element [1] is nan, must be finite"
    same = compare_tensors(spoiled, open_checkpoint(tmp_path / "base"))
    listed = "tensor bias: element [1] is nan, must be finite, as in the original"
    assert same == TensorComparison((), (listed,))
    with pytest.raises(StoredValueError, match=r"other/model\.safetensors: tensor bias: element"):
        compared(tmp_path / "more", bias=NAN)


PARTS: dict[str, np.ndarray] = {
    "q": weights(4, 6),
    "k": weights(2, 6, seed=1),
    "stack": weights(2, 3, 6, seed=2),
    "gain": weights(4, seed=3, dtype=np.float16),
}
LAID: dict[str, np.ndarray] = {
    "qk": np.concatenate([PARTS["q"], PARTS["k"]]),
    "e0": PARTS["stack"][0],
    "e1": PARTS["stack"][1],
    "high": PARTS["gain"][:3],
    "low": PARTS["gain"][3:],
}
MAP = {
    "qk": Assembly((6, 6), (TensorPart("q"), TensorPart("k"))),
    "e0": Assembly((3, 6), (TensorPart("stack", leading=(0,)),)),
    "e1": Assembly((3, 6), (TensorPart("stack", leading=(1,)),)),
    "high": Assembly((3,), (TensorPart("gain", rows=(0, 3)),)),
    "low": Assembly((1,), (TensorPart("gain", rows=(3, 4)),)),
}
LISTED = (
    "tensor qk: q above k in the original",
    "tensor stack of the original: e0 and 1 more in the checkpoint",
    "tensor gain of the original: high and 1 more in the checkpoint",
)


def laid_out(folder: Path, plain: bool, **changes: Any) -> TensorComparison:
    """PARTS against a checkpoint that stores them as LAID, its matrices quantized or not."""
    base = open_checkpoint(write_checkpoint(folder / "parts", PARTS))
    stored = {**LAID, **changes}
    if plain:
        stored = {
            f"{name}.plain" if value.ndim == 2 else name: value for name, value in stored.items()
        }
        stored = {name: value[None] if value.ndim == 2 else value for name, value in stored.items()}
        stored["other"] = weights(2, 2)
    return compare_tensors(quantized_copy(folder, stored), base, plain_map() if plain else MAP)


def plain_map() -> dict[str, Assembly]:
    """MAP, its matrices under other names and each in a tensor of three axes."""
    return {
        f"{name}.plain" if len(made.shape) == 2 else name: Assembly(
            (1, *made.shape) if len(made.shape) == 2 else made.shape, made.parts
        )
        for name, made in MAP.items()
    }


def test_tensors_that_are_stored_otherwise(tmp_path: Path) -> None:
    assert laid_out(tmp_path / "quantized", False) == TensorComparison((), LISTED)
    found = laid_out(tmp_path / "plain", True)
    assert [fault.tensor for fault in found.failed] == ["other"]
    assert found.listed == tuple(
        line.replace("qk:", "qk.plain:").replace("e0", "e0.plain") for line in LISTED
    )


def test_an_entry_that_differs_is_named_with_its_place(tmp_path: Path) -> None:
    other = LAID["qk"].copy()
    other[4, 1] = 7
    found = laid_out(tmp_path, True, qk=other).fault("qk.plain")
    assert found is not None
    assert found.kind is FaultKind.DIFFERS
    what = f"tensor qk.plain: element [0, 4, 1] is {LAID['qk'][4, 1]} in the original's q above k, "
    assert str(found) == f"{what}7.0 in the checkpoint"


def test_the_entries_of_a_vector_and_their_dtype(tmp_path: Path) -> None:
    low = LAID["low"].astype(np.float32)
    same = laid_out(tmp_path / "same", False, low=low)
    types = "dtype F16 in the original, F32 in the checkpoint, the same numbers"
    assert same == TensorComparison((), (f"tensor low: {types}", *LISTED))
    (fault,) = laid_out(tmp_path / "other", False, low=low + 1).failed
    assert "in the original's gain, rows 3 to 3" in fault.what
    (fault,) = laid_out(tmp_path / "none", False, low=low * np.float32(np.nan)).failed
    assert fault.kind is FaultKind.STORED_VALUE


def test_a_part_that_is_left_out_or_of_another_shape(tmp_path: Path) -> None:
    base = open_checkpoint(write_checkpoint(tmp_path / "parts", PARTS))
    less = {name: value for name, value in LAID.items() if name != "e1"}
    (fault,) = compare_tensors(quantized_copy(tmp_path, less), base, MAP).failed
    assert str(fault) == "tensor stack: no tensor of the checkpoint stands for entry [1]"
    less = {name: value for name, value in LAID.items() if name != "low"}
    (fault,) = compare_tensors(quantized_copy(tmp_path / "low", less), base, MAP).failed
    assert str(fault) == "tensor gain: row 3 is taken by no tensor of the checkpoint"
    tall = laid_out(tmp_path / "tall", False, qk=weights(7, 6)).failed
    place = f"shape [6, 6] in the original's q above k, [7, 6] in the checkpoint{OTHER}"
    assert [str(fault) for fault in tall] == [f"tensor qk: {place}"]


def test_an_assembly_without_one_of_its_parts(tmp_path: Path) -> None:
    less = {name: value for name, value in PARTS.items() if name != "k"}
    base = open_checkpoint(write_checkpoint(tmp_path / "parts", less))
    found = compare_tensors(quantized_copy(tmp_path, LAID), base, MAP)
    assert [(fault.kind, fault.tensor) for fault in found.failed] == [(FaultKind.SURPLUS, "qk")]
