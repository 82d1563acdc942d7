"""A certificate as test cases: what passes, what warns, what rejects."""

from collections import Counter
from dataclasses import replace

import pytest

from quantcert.certificate import Finding, RotationEvidence, Rule, Verdict
from quantcert.report.machine.cases import Case, Outcome, cases, overall
from tests.support.certificates import CERTIFICATE, FAILED, PROVED, THEOREM, WHOLE
from tests.support.machine_certificates import (
    EVERY,
    JUSTIFIED,
    OBSERVED_ABOVE,
    OTHER_CONFIG,
    REQUIRED,
    UNPROVED,
)
from tests.support.prompt_evidence import OTHER, PROMPTS, prompt


def of(certificate, group: str, name: str = "bound") -> Case:
    (case,) = (c for c in cases(certificate) if (c.group, c.name) == (group, name))
    return case


@pytest.mark.parametrize("certificate", EVERY.values(), ids=EVERY)
def test_the_run_is_rejected_if_a_case_is(certificate) -> None:
    found = cases(certificate)
    assert any(case.outcome.rejects for case in found) != certificate.accepted
    assert (overall(certificate, found) is Outcome.FAILED) != certificate.accepted
    assert max(Counter((case.group, case.name) for case in found).values()) == 1


def test_a_layer_and_each_theorem_are_cases() -> None:
    assert of(CERTIFICATE, PROVED.tensor) == Case(
        PROVED.tensor, "bound", Outcome.PASSED, "PROVED", "", 0.25
    )
    assert of(CERTIFICATE, PROVED.tensor, "Gen.M.L0.row_error").outcome is Outcome.PASSED
    assert of(CERTIFICATE, FAILED.tensor) == Case(
        FAILED.tensor, "bound", Outcome.FAILED, "QC-ROW-ERROR", FAILED.reason
    )


def test_a_justified_failure_is_a_warning_that_says_why() -> None:
    case = of(JUSTIFIED, FAILED.tensor)
    assert (case.outcome, case.kind) == (Outcome.WARNED, "QC-ROW-ERROR")
    assert "by A. Author until 2027-06-30: Rows of padding & nothing else." in case.message
    assert FAILED.reason in case.message
    assert overall(JUSTIFIED, cases(JUSTIFIED)) is Outcome.WARNED


def test_what_has_no_proof_is_unproved() -> None:
    assert of(UNPROVED, PROVED.tensor).outcome is Outcome.UNPROVED
    assert of(UNPROVED, PROVED.tensor, "Gen.M.L0.row_error").message == "stopped after 600 s"


def test_a_vacuous_bound_of_a_layer_fails() -> None:
    layer = replace(PROVED, verdict=Verdict.PROVED_VACUOUS, finding=FAILED.finding)
    certificate = replace(CERTIFICATE, layers=(layer,))
    assert of(certificate, PROVED.tensor).outcome is Outcome.FAILED
    assert not certificate.accepted


def test_a_vacuous_bound_is_a_warning_where_nothing_is_required() -> None:
    assert of(WHOLE, "network, all inputs").outcome is Outcome.WARNED
    assert of(WHOLE, "network, region").outcome is Outcome.PASSED
    block = "network, all inputs: layer 0 mlp"
    assert of(WHOLE, block, "bound alone").outcome is Outcome.PASSED
    assert of(WHOLE, block, "bound accumulated").outcome is Outcome.WARNED


def test_a_missed_requirement_and_an_observation_above_fail() -> None:
    assert of(REQUIRED, "network, region").message == "bound 9, allowed: 8"
    observed = of(OBSERVED_ABOVE, "network, region: embeddings", "observed")
    assert (observed.outcome, observed.kind) == (Outcome.FAILED, "QC-OBSERVED-ABOVE")


def test_findings_of_the_checkpoint_are_cases() -> None:
    assert of(OTHER_CONFIG, "checkpoint", "as a whole (0)").kind == "QC-CONFIG-DIFFERS"
    assert of(CERTIFICATE, "checkpoint", "as a whole").outcome is Outcome.PASSED


def test_a_prompt_is_a_case_and_so_are_its_theorems() -> None:
    witness = Finding(Rule.PROMPT_TOKEN, "the next tokens differ")
    failed = prompt(OTHER, verdict=Verdict.FAILED, findings=(witness,), line=9)
    prompts = replace(PROMPTS, prompts=(*PROMPTS.prompts, failed))
    found = [c for c in cases(replace(WHOLE, prompts=prompts)) if c.group.startswith("prompt")]
    assert [(c.group, c.outcome, c.kind) for c in found if c.name == "requirement"] == [
        ("prompt in line 1", Outcome.PASSED, "PROVED"),
        ("prompt in line 4", Outcome.PASSED, "PROVED"),
        ("prompt in line 9", Outcome.FAILED, "QC-PROMPT-TOKEN"),
    ]
    assert len(found) == 3 * (1 + len(failed.theorems))
    obstacle = replace(PROMPTS, prompts=(), finding=Finding(Rule.PROMPT_UNSUPPORTED, "differs"))
    last = cases(replace(WHOLE, prompts=obstacle))[-1]
    assert (last.group, last.outcome) == ("prompts", Outcome.UNPROVED)


def test_theorems_of_a_rotated_original_are_cases() -> None:
    unproved = replace(THEOREM, name="Proofs.Rotation.rotated_network", verdict=Verdict.UNPROVED)
    rotation = RotationEvidence({}, False, ("a",), 4, (), (THEOREM, unproved))
    last = cases(replace(CERTIFICATE, rotation=rotation))[-2:]
    assert {case.group for case in last} == {"rotated original"}
    assert [(case.name, case.outcome) for case in last] == [
        (THEOREM.name, Outcome.PASSED),
        (unproved.name, Outcome.UNPROVED),
    ]
