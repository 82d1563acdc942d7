"""The check of a layer whose theorems rest on measured row sums."""

import pytest

from quantcert.lean import ModuleVerdict
from quantcert.run.row_checks import RowChecks
from quantcert.run.steps import ModuleStep
from tests.support.runs import entry_of, plan_of
from tests.support.small_models import SmallModel


def test_one_module_without_data(model: SmallModel) -> None:
    checks = RowChecks(plan_of(model))
    (step,) = checks.steps()
    assert isinstance(step, ModuleStep)
    assert (step.data, step.parts, step.keep) == ((), (), False)
    kinds = [theorem.kind for theorem in step.module.theorems]
    assert kinds[:2] == ["row-error", "not-vacuous"]
    assert all("measured" in t.statement for t in step.module.theorems[:2])
    assert checks.own_folder is None
    assert checks.witness(entry_of(step, verdict=ModuleVerdict.REJECTED)) is None


def test_without_an_original_there_are_no_sums(model: SmallModel) -> None:
    with pytest.raises(ValueError, match=r"wide\.weight was planned without an original"):
        next(RowChecks(plan_of(model, structure=True)).steps())
