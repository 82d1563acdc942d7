"""The check of a layer whose theorems rest on measured row sums."""

import pytest

from quantcert.lean import ModuleVerdict
from quantcert.run.row_checks import RowChecks
from quantcert.run.steps import ModuleStep
from tests.support.runs import entry_of, need, plan_of
from tests.support.small_models import SmallModel


def test_one_module_without_data(model: SmallModel) -> None:
    checks = RowChecks(plan_of(model))
    (step,) = checks.steps()
    assert isinstance(step, ModuleStep)
    assert (step.data, step.parts, step.keep) == ((), (), False)
    kinds = [theorem.kind for theorem in step.module.theorems]
    assert kinds[:3] == ["row-error", "meets-requirement", "not-vacuous"]
    assert all("measured" in t.statement for t in step.module.theorems[:3])
    assert checks.own_folder is None
    assert checks.witness(entry_of(step, verdict=ModuleVerdict.REJECTED)) is None


def test_a_requirement_that_is_not_met_is_not_stated(model: SmallModel) -> None:
    (step,) = RowChecks(plan_of(model, requirements=need(error=0))).steps()
    assert isinstance(step, ModuleStep)
    assert "meets-requirement" not in [theorem.kind for theorem in step.module.theorems]


def test_without_an_original_there_are_no_sums(model: SmallModel) -> None:
    with pytest.raises(ValueError, match=r"wide\.weight was planned without an original"):
        next(RowChecks(plan_of(model, structure=True)).steps())
