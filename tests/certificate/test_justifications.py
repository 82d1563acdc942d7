"""What can be justified, and that no justification hides anything else."""

import re
from dataclasses import replace

import pytest

from quantcert.certificate import Certificate, Finding, Rule, TheoremEvidence, Verdict, conclude
from quantcert.certificate.conclusion import LayersStanding
from quantcert.certificate.justifications import JUSTIFIABLE, Justification
from quantcert.documents import json_schema
from tests.support.certificates import CERTIFICATE, FAILED, PROVED, THEOREM

JUSTIFIED = Justification(
    layer="encoder.1.*",
    check=Rule.ROW_ERROR,
    rationale="Never looked up.",
    author="A. Author",
    expires="2027-06-30",
    expired=False,
    layers=(FAILED.tensor,),
)
OWN = replace(
    CERTIFICATE,
    level="weights",
    requirements_default=False,
    requirements_source="need.toml",
    justifications=(JUSTIFIED,),
)


def rejected(certificate: Certificate) -> bool:
    return not certificate.accepted and conclude(certificate).words.startswith("REJECTED: ")


def test_a_missed_requirement_can_be_justified() -> None:
    found = conclude(OWN)
    assert found.words == (
        "ACCEPTED WITH 1 JUSTIFICATION (1 of 2 layers misses what need.toml asks for)"
    )
    assert (found.accepted, found.layers) == (True, LayersStanding.JUSTIFIED)
    assert OWN.weights_proved == PROVED.weights


def test_each_justification_counts_once_and_layers_in_the_plural() -> None:
    two = replace(OWN, layers=(PROVED, FAILED, replace(FAILED, tensor="encoder.1.other")))
    assert "WITH 1 JUSTIFICATION (2 of 3 layers miss what" in conclude(two).words
    other = replace(FAILED, tensor="x", finding=replace(FAILED.finding, rule=Rule.LINE_SHARE))
    more = replace(JUSTIFIED, layer="x", check=Rule.LINE_SHARE, layers=("x",))
    three = replace(two, layers=(*two.layers, other), justifications=(JUSTIFIED, more))
    assert "ACCEPTED WITH 2 JUSTIFICATIONS (3 of 4 layers miss" in conclude(three).words


@pytest.mark.parametrize(
    "change",
    [{"layer": "encoder.2.*"}, {"check": Rule.LINE_SHARE}, {"expired": True}],
)
def test_another_layer_another_check_or_an_expired_one_justifies_nothing(
    change: dict[str, object],
) -> None:
    changed = replace(JUSTIFIED, **change)
    assert rejected(replace(OWN, justifications=(changed,)))


@pytest.mark.parametrize("rule", [rule for rule in Rule if rule not in JUSTIFIABLE])
def test_no_other_rule_can_be_justified(rule: Rule) -> None:
    with pytest.raises(ValueError, match=f"{rule} cannot be justified"):
        replace(JUSTIFIED, check=rule)


@pytest.mark.parametrize("rule", [rule for rule in Rule if rule is not Rule.ROW_ERROR])
def test_whatever_else_was_found_of_the_layer_still_rejects(rule: Rule) -> None:
    layer = replace(FAILED, further=(Finding(rule, "and this", FAILED.tensor),))
    assert rejected(replace(OWN, layers=(PROVED, layer)))


@pytest.mark.parametrize("verdict", [Verdict.FAILED, Verdict.UNPROVED])
def test_a_theorem_without_a_proof_still_rejects(verdict: Verdict) -> None:
    refused: TheoremEvidence = replace(THEOREM, verdict=verdict)
    layer = replace(FAILED, theorems=(THEOREM, refused))
    assert rejected(replace(OWN, layers=(PROVED, layer)))
    assert rejected(replace(OWN, layers=(PROVED, replace(FAILED, theorems=()))))
    assert rejected(replace(OWN, layers=(PROVED, replace(FAILED, verdict=verdict.UNPROVED))))


def test_what_is_wrong_with_the_checkpoint_still_rejects() -> None:
    finding = Finding(Rule.CONFIG_DIFFERS, "another network")
    found = conclude(replace(OWN, findings=(finding,)))
    assert found.words.startswith(
        "REJECTED: another network · LAYERS ACCEPTED WITH 1 JUSTIFICATION ("
    )


def test_expired_and_unused_ones_say_so() -> None:
    assert JUSTIFIED.finding is None
    expired = replace(JUSTIFIED, expired=True).finding
    assert expired is not None
    assert (expired.rule, expired.message) == (
        Rule.JUSTIFICATION_EXPIRED,
        "justification of QC-ROW-ERROR for encoder.1.* by A. Author expired after 2027-06-30",
    )
    unused = replace(JUSTIFIED, layers=()).finding
    assert unused is not None
    assert unused.rule is Rule.JUSTIFICATION_UNUSED
    assert re.search("no layer fails that check", unused.message)


def test_both_schemas_know_what_can_be_justified() -> None:
    names = [rule.value for rule in JUSTIFIABLE]
    asked = json_schema("requirements")["properties"]["justifications"]["items"]["properties"]
    stated = json_schema("certificate")["$defs"]["justification"]["properties"]
    assert asked["check"]["enum"] == stated["check"]["enum"] == names
    assert all(name in asked["check"]["description"] for name in names)
