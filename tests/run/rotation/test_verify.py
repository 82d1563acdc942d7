"""The kernel rotates an original's matrices, and refuses what is not their rotation."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from quantcert.certificate import RotationEvidence, Rule, Verdict
from quantcert.lean import Limits, ResultStore, build_library, find_toolchain
from quantcert.literals import turned
from quantcert.run.options import silent
from quantcert.run.rotation import modules
from quantcert.run.rotation.opening import OpenedRotation
from quantcert.run.rotation.verify import RotationRun
from tests.support.rotations import rotated_pair

V = "model.layers.0.self_attn.v_proj.weight"


def checked(opened: OpenedRotation) -> RotationEvidence:
    library = build_library(find_toolchain(), 2)
    run = RotationRun(library, ResultStore(library), 2, Limits(), silent)
    return run.check(opened).evidence


def verdicts(evidence: RotationEvidence) -> list[Verdict]:
    return [theorem.verdict for theorem in evidence.theorems]


def spoiled(monkeypatch: pytest.MonkeyPatch, call: int, change: Callable[[Any], Any]) -> None:
    """Change the entries of one of the matrices before they become literals."""
    calls = iter(range(1 << 20))

    def made(entries: Any, *rest: Any) -> turned.TurnedNumbers:
        return turned.turned_numbers(change(entries) if next(calls) == call else entries, *rest)

    monkeypatch.setattr(modules, "turned_numbers", made)


def one_more(entries: Any) -> Any:
    changed = entries.copy()
    changed[2, 3] += 1
    return changed


def test_a_rotated_original_is_proved(tmp_path: Path) -> None:
    evidence = checked(rotated_pair(tmp_path).open())
    assert evidence.accepted
    assert verdicts(evidence) == [Verdict.PROVED] * 5
    assert evidence.theorems[-1].name == "Proofs.Rotation.rotated_network"
    assert set(evidence.theorems[-1].axioms) <= {"propext", "Quot.sound", "Classical.choice"}
    assert evidence.weights == 2 * (64 * 32 + 64 * 64)


@pytest.mark.parametrize("call", [0, 1])
def test_the_kernel_refuses_another_number(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: int
) -> None:
    """Of the original (call 0) or of the rotated one, in the first of the matrices."""
    spoiled(monkeypatch, call, one_more)
    evidence = checked(rotated_pair(tmp_path).open())
    assert not evidence.accepted
    assert evidence.verdict is Verdict.FAILED
    assert verdicts(evidence)[0] is Verdict.FAILED
    assert verdicts(evidence)[1:4] == [Verdict.PROVED] * 3
    assert verdicts(evidence)[4] is Verdict.UNPROVED
    assert evidence.finding is not None
    assert (evidence.finding.rule, evidence.finding.tensor) == (Rule.KERNEL_REFUSED, V)


def test_the_kernel_refuses_another_factor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One of each norm: what reads the norm is refused, and nothing else."""

    def made(entries: Any, scale: int) -> turned.FactorNumbers:
        changed = entries.copy()
        changed[3] += 1
        return turned.factor_numbers(changed, scale)

    monkeypatch.setattr(modules, "factor_numbers", made)
    opened = rotated_pair(tmp_path, residual=True).open()
    expected = [Verdict.FAILED if own.norm else Verdict.PROVED for _, _, own in opened.turned]
    assert expected.count(Verdict.FAILED) == 11
    evidence = checked(opened)
    assert evidence.verdict is Verdict.FAILED
    assert verdicts(evidence) == [*expected, Verdict.UNPROVED]


def test_the_kernel_refuses_a_network_that_does_not_turn_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All matrices are rotations, but one of a pair is left out."""
    opened = rotated_pair(tmp_path).open()
    found = list(opened.turned)[1:]

    def some(self: OpenedRotation) -> Iterator[Any]:
        return iter(found)

    monkeypatch.setattr(OpenedRotation, "turned", property(some))
    evidence = checked(opened)
    assert verdicts(evidence) == [*[Verdict.PROVED] * 3, Verdict.FAILED]


def test_a_number_that_differs_is_refused_before_the_kernel(tmp_path: Path) -> None:
    opened = rotated_pair(tmp_path).open()
    read = opened.base.read

    def changed(name: str) -> Any:
        values = read(name).copy()
        if name == V:
            values[0, 0] += np.float32(1)
        return values

    opened.base.read = changed  # type: ignore[method-assign]
    evidence = checked(opened)
    assert (evidence.verdict, evidence.theorems) == (Verdict.FAILED, ())
    assert evidence.reason.startswith(f"tensor {V}: row 0, column 0 is ")
