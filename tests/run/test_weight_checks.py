"""The checks of a matrix at weight level, in one part or several."""

from pathlib import Path

import pytest

from quantcert.certificate import Finding, Rule
from quantcert.lean import DataModule, ModuleVerdict
from quantcert.run import cutting
from quantcert.run.ledger import LedgerEntry
from quantcert.run.literal_folder import LiteralFolder
from quantcert.run.steps import ModuleStep, ProvedNorms
from quantcert.run.weight_checks import literal_bytes, weight_checks
from tests.support.runs import plan_of, result_of
from tests.support.small_models import SmallModel
from tests.support.weight_runs import change_bounds, change_codes, flip, spoil_literals


def test_one_part_is_one_module(model: SmallModel) -> None:
    checks = weight_checks(plan_of(model))
    data, check = checks.steps()
    checks.folder.close()
    assert isinstance(data, DataModule)
    assert isinstance(check, ModuleStep)
    assert (check.data, check.parts, check.keep) == ((data,), (), False)
    assert "weights-norms" not in [theorem.kind for theorem in check.module.theorems]


def test_each_part_is_checked_before_the_layer(
    model: SmallModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cutting, "CHUNK_WEIGHTS", 2 * 24)
    monkeypatch.setattr(cutting, "PART_CHUNKS", 2)
    checks = weight_checks(plan_of(model), norms=True)
    *parts, norms, layer = checks.steps()
    checks.folder.close()
    assert [type(step) for step in parts] == 2 * [DataModule, ModuleStep]
    modules = [step for step in parts if isinstance(step, ModuleStep)]
    assert isinstance(layer, ModuleStep)
    assert layer.parts == tuple(step.module for step in modules)
    assert layer.data == tuple(step for step in parts if isinstance(step, DataModule))
    assert [step.weights for step in [*modules, layer]] == [4 * 19, 2 * 19, 0]
    assert [step.keep for step in [*modules, layer]] == [True, True, False]
    assert isinstance(norms, ProvedNorms)
    assert norms.tensor == "wide.weight"
    assert norms.theorem in [theorem.name for theorem in layer.module.theorems]


def test_literals_in_a_shared_folder_stay(model: SmallModel) -> None:
    shared = LiteralFolder(1)
    checks = weight_checks(plan_of(model), shared=shared)
    *_, layer = checks.steps()
    assert isinstance(layer, ModuleStep)
    assert layer.keep
    assert checks.own_folder is None
    assert checks.folder is shared
    assert all(Path(data.root) == shared.path for data in layer.data)
    shared.close()


def test_a_literal_that_is_not_the_tensors_is_found(
    model: SmallModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    spoil_literals(monkeypatch, "wide.weight", change_codes(0, flip(0, 0, 0)))
    checks = weight_checks(plan_of(model))
    data, found, check = checks.steps()
    checks.folder.close()
    assert isinstance(data, DataModule)
    assert isinstance(found, Finding)
    assert (found.rule, found.tensor, found.row) == (Rule.LITERAL, "wide.weight", 0)
    assert isinstance(check, ModuleStep)


def test_a_rejected_chunk_names_its_row(model: SmallModel, monkeypatch: pytest.MonkeyPatch) -> None:
    def shrink(bounds) -> None:
        bounds[3, 0] -= 1

    spoil_literals(monkeypatch, "wide.weight", change_bounds(shrink))
    checks = weight_checks(plan_of(model))
    data, check = checks.steps()
    assert isinstance(data, DataModule)
    assert isinstance(check, ModuleStep)
    result = result_of(check.module, ModuleVerdict.REJECTED)
    entry = LedgerEntry([check.module], [data], {check.module.name: result})
    found = checks.witness(entry)
    assert found is not None
    assert (found.rule, found.row, found.column) == (Rule.ROW_SUM, 3, None)
    checks.folder.close()
    assert checks.witness(entry) is None


def test_the_size_of_literals_grows_with_their_digits() -> None:
    assert literal_bytes(100) == 2 * literal_bytes(100, 32) == 1200
