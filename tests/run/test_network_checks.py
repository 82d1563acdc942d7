"""The checks of a network: data of vectors, theorems for each assumption, their application."""

from dataclasses import replace

import pytest

from quantcert.lean import DataModule
from quantcert.run.network_checks import NetworkChecks
from quantcert.run.steps import ModuleStep
from quantcert.statements.checkpoint import CHECKPOINT_MODULE
from quantcert.statements.vectors import VECTOR_DATA, VECTOR_MODULE
from tests.support.proved_networks import Networks, ProvedNetwork


@pytest.fixture
def proved(networks: Networks) -> ProvedNetwork:
    return networks["mixture"]


@pytest.fixture
def checks(proved: ProvedNetwork) -> NetworkChecks:
    """Those of the run, made again."""
    entries = [*proved.run.ledger.proved().values()]
    return NetworkChecks(proved.network, proved.plan, proved.entry.data[0], entries, {"a": "0"})


def test_data_comes_before_the_modules_that_import_it(checks: NetworkChecks) -> None:
    data, *modules = checks.steps()
    assert isinstance(data, DataModule)
    assert data.name == VECTOR_DATA
    found = [step for step in modules if isinstance(step, ModuleStep)]
    assert [step.module.name for step in found] == [
        VECTOR_MODULE,
        *(model.module.name for model in checks.plan.models),
        CHECKPOINT_MODULE,
    ]
    assert [step.keep for step in found] == [True, True, True, False]
    assert [step.weights for step in found] == [0, 0, 0, 0]


def test_the_checkpoint_rests_on_every_layer(proved: ProvedNetwork, checks: NetworkChecks) -> None:
    *_, last = checks.steps()
    assert isinstance(last, ModuleStep)
    layers = [m.name for entry in checks.layers for m in entry.modules]
    assert len(layers) == len(proved.network.architecture.matrices)
    assert {part.name for part in last.parts} == {
        *layers,
        VECTOR_MODULE,
        *(model.module.name for model in checks.plan.models),
    }
    data = {item.name for entry in checks.layers for item in entry.data}
    assert {item.name for item in last.data} == {*data, VECTOR_DATA}
    assert {*data, VECTOR_DATA, *layers} <= set(last.module.imports)


def test_without_links_nothing_is_applied_or_kept(checks: NetworkChecks) -> None:
    plan = replace(checks.plan, linked=False, after_norms=())
    _, vectors, *models = replace(checks, plan=plan, layers=()).steps()
    assert isinstance(vectors, ModuleStep)
    assert [step.module.name for step in models] == [m.module.name for m in plan.models]
    assert not any(step.keep for step in models)
