"""Theorems about whole networks: what they state, and that the kernel refuses wrong ones."""

from __future__ import annotations

from dataclasses import replace

import pytest

from quantcert.exact.dyadic import Dyadic, plus
from quantcert.lean import Library, Limits, ModuleVerdict, check_modules
from quantcert.models.assumption import ALL_INPUTS
from quantcert.models.bounds import NOTHING
from quantcert.models.planner import make_plan
from quantcert.run.steps import ModuleStep
from quantcert.statements.model import ModelTheorems, model_theorems
from tests.support.perturbed_models import FAMILIES, region_assumption, sample_model
from tests.support.plan_check import check_plan

DIGESTS = {"config.json": "0" * 64}
SCOPES = ("all inputs", "region")


def theorems(family: str, scope: str, noise: float = 1e-12) -> ModelTheorems:
    model = sample_model(family, noise)
    assumption = region_assumption(model) if scope == "region" else ALL_INPUTS
    return model_theorems(model.architecture, model.cert, DIGESTS, assumption, model.input_size)


def verdict(library: Library, stated: ModelTheorems) -> tuple[ModuleVerdict, str]:
    job = ModuleStep(stated.module).job()
    (result,) = check_modules(library, [job], 1, Limits(seconds=300.0))
    return result.verdict, str(result)


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("scope", SCOPES)
def test_the_kernel_accepts_the_theorems(library: Library, family: str, scope: str) -> None:
    found, message = verdict(library, theorems(family, scope))
    assert found is ModuleVerdict.ACCEPTED, message


@pytest.mark.parametrize("scope", SCOPES)
def test_a_block_has_a_theorem_for_carried_errors_and_one_for_equal_inputs(scope: str) -> None:
    stated = theorems("llama", scope)
    first, *others = stated.blocks
    prefix = stated.module.name
    assert first.names == (f"{prefix}.block_0_propagates",)
    assert first.alone is None
    for number, block in enumerate(others, start=1):
        assert block.names == (
            f"{prefix}.block_{number}_propagates",
            f"{prefix}.block_{number}_alone",
        )
        assert block.alone is not None
        assert block.alone <= block.accumulated
    assert [block.name for block in stated.blocks][-1] == "head"


def test_the_numbers_are_those_of_the_last_block() -> None:
    stated = theorems("llama", "region")
    assert stated.bound.fraction == stated.blocks[-1].accumulated
    assert stated.trivial.fraction == stated.blocks[-1].trivial
    assert stated.bound.fraction < stated.trivial.fraction
    assert stated.names == tuple(
        f"{stated.module.name}.model_{kind}"
        for kind in ("propagates", "error", "range", "probability")
    )
    assert stated.probability_ratio is not None
    assert 1 <= stated.probability_ratio.fraction <= 20


def test_probabilities_are_spoken_of_only_for_logits_that_change_little(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert theorems("bert", "region").probability_ratio is None
    monkeypatch.setattr("quantcert.statements.model.LARGEST_CHANGE", 0)
    stated = theorems("llama", "region")
    assert stated.probability_ratio is None
    assert not any(name.endswith("probability") for name in stated.names)


@pytest.mark.parametrize("scope", SCOPES)
def test_only_a_region_is_assumed(scope: str) -> None:
    for theorem in theorems("llama", scope).module.theorems:
        assert ("Assumed" in theorem.statement) == (scope == "region")


def test_the_scopes_have_modules_of_their_own() -> None:
    names = [theorems("bert", scope).module.name for scope in SCOPES]
    assert names == ["Proofs.Model_all_inputs", "Proofs.Model_region"]


def test_definitions_stand_in_the_source_and_name_no_plan() -> None:
    module = theorems("bert", "region").module
    assert module.definitions in module.source
    assert "Plan" not in module.definitions
    for theorem in module.theorems:
        assert "plan_" not in theorem.statement


def test_a_network_of_vectors_speaks_of_its_input() -> None:
    statement = theorems("mixture", "all inputs").module.theorems[-1].statement
    assert "start.original.Holds 1 6 (X t)" in statement


def test_a_wrong_claim_is_refused(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    """One claim of one block that is too small, which the check in Python refuses too."""
    model = sample_model("llama", 1e-12)
    net = model.architecture.blocks[0].net
    plan = make_plan(net, model.cert, NOTHING, 0, None)
    error = replace(plan.claim.error, entry=Dyadic(1, 60))
    wrong = replace(plan, claim=replace(plan.claim, error=error))
    assert not check_plan(net, wrong, model.cert, NOTHING, 0, None)

    def planner(block, *arguments):
        return wrong if block is net else make_plan(block, *arguments)

    monkeypatch.setattr("quantcert.statements.model.make_plan", planner)
    stated = model_theorems(model.architecture, model.cert, DIGESTS)
    found, message = verdict(library, stated)
    assert found is ModuleVerdict.REJECTED, message


@pytest.mark.parametrize("name", ["model_error", "model_range", "model_probability"])
def test_a_smaller_bound_of_the_model_is_refused(library: Library, name: str) -> None:
    stated = theorems("llama", "region")
    theorem = next(t for t in stated.module.theorems if t.short_name == name)
    number = {
        "model_error": stated.bound,
        "model_range": stated.trivial,
        "model_probability": stated.probability_ratio,
    }[name]
    assert number is not None
    less = Dyadic(number.mantissa - 1, number.p)
    assert plus(less, Dyadic(1, number.p)).fraction == number.fraction
    statement = theorem.statement.replace(str(number), str(less))
    assert statement != theorem.statement
    changed = tuple(
        replace(t, statement=statement) if t is theorem else t for t in stated.module.theorems
    )
    source = stated.module.source.replace(theorem.statement, statement)
    module = replace(stated.module, source=source, theorems=changed)
    found, message = verdict(library, replace(stated, module=module))
    assert found is ModuleVerdict.REJECTED, message


def test_a_certificate_that_is_not_met_by_its_shape_is_refused(library: Library) -> None:
    """A matrix of another shape than the network asks for."""
    model = sample_model("bert", 1e-12)
    matrices = list(model.cert.matrices)
    matrices[3] = replace(matrices[3], columns=9)
    cert = replace(model.cert, matrices=tuple(matrices))
    stated = model_theorems(model.architecture, cert, DIGESTS)
    found, message = verdict(library, stated)
    assert found is ModuleVerdict.REJECTED, message
