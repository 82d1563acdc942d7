"""What the checks of a layer yield, at each level of evidence."""

from collections.abc import Iterator

import pytest

from quantcert.certificate import Evidence
from quantcert.lean import ModuleVerdict
from quantcert.run.layer_checks import LayerChecks
from quantcert.run.row_checks import RowChecks
from quantcert.run.steps import ModuleStep
from quantcert.run.structure_checks import structure_checks
from quantcert.run.weight_checks import weight_checks
from tests.support.runs import entry_of, opened, plan_of
from tests.support.small_models import SmallModel


@pytest.fixture(params=[found for found in Evidence if found is not Evidence.NONE])
def checks(request: pytest.FixtureRequest, model: SmallModel) -> Iterator[LayerChecks]:
    quantized, _ = opened(model)
    found: LayerChecks = {
        Evidence.ROWS: lambda: RowChecks(plan_of(model)),
        Evidence.STRUCTURE: lambda: structure_checks(plan_of(model, structure=True), quantized),
        Evidence.WEIGHTS: lambda: weight_checks(plan_of(model)),
    }[request.param]()
    assert found.evidence is request.param
    yield found
    if found.own_folder is not None:
        found.own_folder.close()


def test_the_layers_own_module_comes_last(checks: LayerChecks) -> None:
    *before, last = checks.steps()
    assert isinstance(last, ModuleStep)
    assert last.module.name == checks.plan.layer.module
    modules = [step for step in [*before, last] if isinstance(step, ModuleStep)]
    assert sum(step.weights for step in modules) == checks.plan.layer.weights
    names = {theorem.name for theorem in last.module.theorems}
    assert {theorem.name for theorem in checks.plan.structure} <= names


def test_what_is_not_rejected_is_not_refuted(checks: LayerChecks) -> None:
    steps = [*checks.steps()]
    assert checks.witness(entry_of(*steps)) is None
    assert checks.witness(entry_of(*steps, verdict=ModuleVerdict.UNPROVED)) is None
