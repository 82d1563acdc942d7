"""The verdict on a layer, from what was planned and what became of its modules."""

from dataclasses import replace
from fractions import Fraction

import pytest

from quantcert.certificate import Evidence, Finding, Rule, Verdict
from quantcert.lean import Cause, ModuleVerdict
from quantcert.run.layer_judge import layer_certificate, theorem_evidence
from quantcert.run.row_checks import RowChecks
from quantcert.run.steps import ModuleStep
from tests.support.runs import SHA, entry_of, need, plan_of, result_of
from tests.support.small_models import SmallModel

WITNESS = Finding(Rule.LITERAL, "row 1", "wide.weight", 1, 2)


def judged(plan, verdict: ModuleVerdict = ModuleVerdict.ACCEPTED, witness: Finding | None = None):
    entry = entry_of(*RowChecks(plan).steps(), verdict=verdict)
    return layer_certificate(plan, Evidence.ROWS, entry, witness)


def test_all_accepted_is_proved(model: SmallModel) -> None:
    plan = plan_of(model)
    layer = judged(plan)
    assert (layer.verdict, layer.finding) == (Verdict.PROVED, None)
    assert plan.claim is not None
    (use,) = plan.claim.uses
    assert layer.bound == use.bound.fraction
    assert layer.requirement == use.required
    assert {theorem.verdict for theorem in layer.theorems} == {Verdict.PROVED}
    assert {theorem.statement_sha256 for theorem in layer.theorems} == {SHA}


@pytest.mark.parametrize(
    ("lean", "verdict"),
    [(ModuleVerdict.REJECTED, Verdict.FAILED), (ModuleVerdict.UNPROVED, Verdict.UNPROVED)],
)
def test_what_lean_does_not_accept(
    model: SmallModel, lean: ModuleVerdict, verdict: Verdict
) -> None:
    layer = judged(plan_of(model), lean)
    assert layer.verdict is verdict
    assert layer.finding == Finding(Rule.KERNEL_REFUSED, "it is not so", "wide.weight")
    assert {theorem.verdict for theorem in layer.theorems} == {verdict}


def test_a_witness_is_the_reason_whatever_lean_says(model: SmallModel) -> None:
    for lean in ModuleVerdict:
        layer = judged(plan_of(model), lean, WITNESS)
        assert (layer.verdict, layer.finding) == (Verdict.FAILED, WITNESS)


def test_an_accumulator_that_overflows_fails(model: SmallModel) -> None:
    layer = judged(plan_of(model, requirements=need(width=8)))
    assert layer.verdict is Verdict.FAILED
    assert layer.finding is not None
    assert layer.finding.rule is Rule.ACCUMULATOR
    assert "allowed: a 8-bit accumulator" in layer.finding.message


def test_a_bound_above_the_requirement_fails_with_its_row(model: SmallModel) -> None:
    plan = plan_of(model, requirements=need(error=Fraction(1, 1000)))
    layer = judged(plan)
    assert plan.claim is not None
    (use,) = plan.claim.uses
    assert layer.verdict is Verdict.FAILED
    assert layer.finding is not None
    assert (layer.finding.rule, layer.finding.row) == (Rule.ROW_ERROR, use.worst_line)


def test_a_bound_that_zeros_would_meet_is_vacuous(model: SmallModel) -> None:
    plan = plan_of(model, requirements=need(error=Fraction(1000)))
    assert plan.claim is not None
    (use,) = plan.claim.uses
    useless = replace(plan.claim, uses=(replace(use, trivial_bound=use.bound),))
    layer = judged(replace(plan, claim=useless))
    assert layer.verdict is Verdict.PROVED_VACUOUS
    assert layer.finding is not None
    assert layer.finding.rule is Rule.VACUOUS


def test_a_theorem_that_the_audit_objects_to(model: SmallModel) -> None:
    (step,) = RowChecks(plan_of(model)).steps()
    assert isinstance(step, ModuleStep)
    result = result_of(step.module)
    first = replace(result.theorems[0], problem="another statement")
    rejected = replace(
        result,
        verdict=ModuleVerdict.REJECTED,
        cause=Cause.AUDIT,
        reason="audit",
        theorems=(first, *result.theorems[1:]),
    )
    found = theorem_evidence(step.module, rejected, "wide.weight")
    assert {theorem.verdict for theorem in found} == {Verdict.FAILED}
    assert found[0].finding == Finding(Rule.AUDIT, "another statement", "wide.weight")


def test_a_theorem_that_is_missing_is_not_proved(model: SmallModel) -> None:
    (step,) = RowChecks(plan_of(model)).steps()
    assert isinstance(step, ModuleStep)
    result = result_of(step.module)
    found = theorem_evidence(step.module, replace(result, theorems=result.theorems[1:]))
    assert found[0].verdict is not Verdict.PROVED
    assert (found[0].statement_sha256, found[0].axioms) == (None, ())


def test_everything_that_is_missed_is_found(model: SmallModel) -> None:
    layer = judged(plan_of(model, requirements=need(Fraction(0), width=8)))
    assert [finding.rule for finding in layer.findings] == [Rule.ACCUMULATOR, Rule.ROW_ERROR]
