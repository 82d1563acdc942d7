"""Experts of a layer stored in different ways, and routers that are quantized."""

from pathlib import Path

import numpy as np
import pytest

from quantcert.containers import open_checkpoint
from quantcert.formats import QuantizedCheckpoint, open_quantized
from quantcert.pairing.compare import compare_tensors
from quantcert.pairing.faults import FaultKind
from quantcert.pairing.mixtures import quantized_routers, unlike_experts
from tests.support.checkpoints import weights, write_checkpoint
from tests.support.mixed_checkpoints import write_mixed

EXPERTS = [
    f"layers.{n}.experts.{e}.{role}" for n in (0, 1) for e in (0, 1) for role in ("up", "down")
]
ROUTER = "layers.0.gate.weight"


def opened(folder: Path, **choices: tuple[str, int]) -> QuantizedCheckpoint:
    """Experts of two layers and a router; what is not chosen is in one format."""
    tensors = {name: weights(4, 8, seed=n) for n, name in enumerate([*EXPERTS, ROUTER])}
    base = write_checkpoint(folder / "base", tensors)
    wanted = dict.fromkeys(EXPERTS, ("pair11", 8)) | choices
    return open_quantized(write_mixed(folder / "q", base, wanted))


@pytest.mark.parametrize("other", [("alt43", 8), ("pair11", 4)])
def test_an_expert_that_is_stored_in_another_way_is_a_fault(tmp_path: Path, other) -> None:
    name = "layers.1.experts.1.down"
    quantized = opened(tmp_path, **{name: other})
    (fault,) = unlike_experts(quantized)
    assert (fault.kind, fault.tensor) == (FaultKind.DIFFERS, name)
    assert (
        "but layers.1.experts.0.down as pair11, words of 7 bits, groups of 8: engines" in fault.what
    )
    base = open_checkpoint(tmp_path / "base")
    assert compare_tensors(quantized, base).failed == (fault,)
    assert compare_tensors(quantized, None).failed == (fault,)


def test_roles_and_layers_may_differ(tmp_path: Path) -> None:
    choices = {f"layers.1.experts.{expert}.down": ("alt43", 4) for expert in (0, 1)}
    quantized = opened(tmp_path, **choices)
    assert list(unlike_experts(quantized)) == []
    assert compare_tensors(quantized, open_checkpoint(tmp_path / "base")).failed == ()
    assert list(quantized_routers(quantized)) == []


def test_a_router_that_is_quantized_is_listed(tmp_path: Path) -> None:
    quantized = opened(tmp_path, **{ROUTER: ("pair11", 8)})
    (words,) = compare_tensors(quantized, open_checkpoint(tmp_path / "base")).listed
    assert words.startswith(f"tensor {ROUTER}: is quantized (pair11, words of 7 bits, groups of 8)")
    assert compare_tensors(quantized, None).listed == (words,)


def test_a_gate_of_no_mixture_is_none(tmp_path: Path) -> None:
    tensors = {"mlp.gate.weight": np.ones((4, 8), np.float32)}
    base = write_checkpoint(tmp_path / "base", tensors)
    quantized = open_quantized(
        write_mixed(tmp_path / "q", base, {"mlp.gate.weight": ("pair11", 8)})
    )
    assert list(quantized_routers(quantized)) == []
