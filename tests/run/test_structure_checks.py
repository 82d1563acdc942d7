"""The check of a layer without an original: its packed arrays are the literals."""

import hashlib

import numpy as np

from quantcert.lean import DataModule, read_literals
from quantcert.run.steps import ModuleStep
from quantcert.run.structure_checks import structure_checks
from tests.support.runs import opened, plan_of
from tests.support.small_models import SmallModel


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


def test_every_code_is_in_range_for_all_rows(model: SmallModel) -> None:
    quantized, _ = opened(model)
    checks = structure_checks(plan_of(model, "tall.weight", structure=True), quantized)
    *_, check = checks.steps()
    checks.folder.close()
    assert isinstance(check, ModuleStep)
    kinds = {theorem.kind for theorem in check.module.theorems}
    assert {"packed-pairs", "zero-points-valid", "accumulator-safe"} <= kinds
    assert not any(kind.startswith(("row", "weights")) for kind in kinds)
