"""The check of a layer without an original: its packed arrays are the literals."""

import hashlib
from pathlib import Path

import numpy as np
import pytest

from quantcert.certificate import Verdict
from quantcert.lean import DataModule, read_literals
from quantcert.run import structure_checks as structure_checks_module
from quantcert.run.options import VerifyOptions
from quantcert.run.steps import ModuleStep
from quantcert.run.structure_checks import structure_checks
from tests.support.runs import opened, plan_of
from tests.support.small_models import SmallModel
from tests.support.weight_runs import certified, layers, model_of


def test_the_literals_are_the_stored_bytes(any_model: SmallModel) -> None:
    quantized, _ = opened(any_model)
    checks = structure_checks(plan_of(any_model, structure=True), quantized)
    steps = checks.steps()
    data = next(steps)
    assert isinstance(data, DataModule)
    stored = quantized.read_rows("wide.weight", 0, 6).stored
    written = read_literals(data.path, data.name, data.imports)
    assert len(written) == 2
    for name, number in written.items():
        role = name.rpartition(".")[2].rstrip("0")
        expected = np.ascontiguousarray(stored[role]).tobytes()
        assert bytes(number)[: len(expected)] == expected
        assert not any(bytes(number)[len(expected) :])
        assert data.literals[name] == hashlib.sha256(bytes(number)).hexdigest()
    (check,) = steps
    assert isinstance(check, ModuleStep)
    assert check.data == (data,)
    assert data.name in check.module.imports
    assert checks.own_folder is checks.folder
    checks.folder.close()
    assert not data.path.exists()


@pytest.mark.parametrize("name", ["alt43", "pair11"])
def test_rows_that_are_cut_are_proved_part_by_part(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setattr(structure_checks_module, "_PART_WEIGHTS", 64)
    values = np.random.default_rng(0).normal(size=(2, 200)).astype(np.float32)
    model = model_of(tmp_path, {"w.weight": values}, name)
    rules = VerifyOptions(model.quantized, None, None, tmp_path / "out")
    found = layers(certified(rules))["w.weight"]
    assert found.verdict is Verdict.PROVED, found.reason
    for kind in ("packed-pairs", "zero-points-valid"):
        assert [item.kind for item in found.theorems].count(kind) == 2 * 4


def test_parts_of_rows_are_the_stored_bytes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(structure_checks_module, "_PART_WEIGHTS", 64)
    values = np.random.default_rng(0).normal(size=(1, 200)).astype(np.float32)
    model = model_of(tmp_path, {"w.weight": values}, "alt43")
    quantized, _ = opened(model)
    checks = structure_checks(plan_of(model, "w.weight", structure=True), quantized)
    data = next(checks.steps())
    assert isinstance(data, DataModule)
    written = read_literals(data.path, data.name, data.imports)
    stored = quantized.read("w.weight").stored
    for role, size in (("words", 64 * 7 // 16), ("zeros", 8 * 2 * 4 // 8)):
        sizes = [size, size, size, stored[role].size - 3 * size]
        names = [f"{data.name}.{role}{part}" for part in range(4)]
        pieces = [
            bytes(written[name])[:length].ljust(length, b"\0")
            for name, length in zip(names, sizes, strict=True)
        ]
        assert b"".join(pieces) == stored[role].tobytes()
    checks.folder.close()


def test_every_code_is_in_range_for_all_rows(model: SmallModel) -> None:
    quantized, _ = opened(model)
    checks = structure_checks(plan_of(model, "tall.weight", structure=True), quantized)
    *_, check = checks.steps()
    checks.folder.close()
    assert isinstance(check, ModuleStep)
    kinds = {theorem.kind for theorem in check.module.theorems}
    assert {"packed-pairs", "zero-points-valid", "accumulator-safe"} <= kinds
    assert not any(kind.startswith(("row", "weights")) for kind in kinds)
