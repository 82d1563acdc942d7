"""Evidence for prompts: verdicts that contradict it are refused; what certificates make of it."""

import json
from dataclasses import replace
from fractions import Fraction

import pytest

from quantcert.certificate import Certificate, Finding, Rule, Verdict, conclude
from quantcert.certificate.claims import modelled, not_shown
from quantcert.certificate.decode import from_document
from quantcert.certificate.encode import to_document
from tests.support.certificates import THEOREM, WHOLE
from tests.support.prompt_evidence import (
    ENCODED,
    OTHER,
    PROMPTS,
    SAME,
    UNKNOWN,
    VECTOR,
    prompt,
)

WITH = replace(WHOLE, prompts=PROMPTS)
WITNESS = Finding(Rule.PROMPT_TOKEN, "the next tokens differ")


def changed(**changes) -> Certificate:
    return replace(WHOLE, prompts=replace(PROMPTS, **changes))


def test_a_verdict_on_a_position_must_follow_from_the_tokens():
    for evidence in (SAME, OTHER, UNKNOWN):
        for verdict in Verdict:
            if verdict is not evidence.verdict:
                with pytest.raises(ValueError, match="contradicts the tokens"):
                    replace(evidence, verdict=verdict)


def test_a_pass_needs_theorems_and_no_finding():
    with pytest.raises(ValueError, match="PROVED without theorems"):
        replace(prompt(SAME), theorems=())
    with pytest.raises(ValueError, match="or with a finding"):
        replace(prompt(SAME), findings=(WITNESS,))
    refused = replace(THEOREM, verdict=Verdict.UNPROVED)
    with pytest.raises(ValueError, match="PROVED without theorems"):
        replace(prompt(SAME), theorems=(refused,))


def test_prompts_are_counted():
    assert (PROMPTS.positions, PROMPTS.agreeing) == (4, 4)
    assert prompt(SAME, OTHER, UNKNOWN, verdict=Verdict.FAILED).agreeing == 1


def test_prompts_decide_as_layers_do():
    assert WITH.accepted
    failed = prompt(SAME, OTHER, verdict=Verdict.FAILED, findings=(WITNESS,))
    assert not changed(prompts=(*PROMPTS.prompts, failed)).accepted
    assert not changed(prompts=()).accepted
    obstacle = Finding(Rule.PROMPT_UNSUPPORTED, "config.json differs")
    assert not changed(prompts=(), finding=obstacle).accepted


def test_the_conclusion_speaks_of_prompts():
    assert conclude(WHOLE).prompts == "none given"
    found = conclude(WITH)
    assert found.prompts == "accepted"
    assert found.words.endswith(
        "2 PROMPTS ACCEPTED (the same next token proved after 4 of 4 tokens)"
    )
    failed = prompt(SAME, OTHER, verdict=Verdict.FAILED, findings=(WITNESS,))
    found = conclude(changed(prompts=(prompt(SAME), replace(failed, line=7))))
    assert found.prompts == "requirement missed"
    assert found.words.startswith(
        "REJECTED: 1 of 2 PROMPTS MISSES THE REQUIREMENT (line 7: the next tokens differ) · "
    )
    unknown = replace(failed, verdict=Verdict.UNPROVED)
    found = conclude(changed(prompts=(unknown,)))
    assert found.prompts == "not proved"
    assert "1 of 1 PROMPT NOT PROVED (line 1: the next" in found.words
    obstacle = Finding(Rule.PROMPT_UNSUPPORTED, "config.json differs")
    assert (
        "PROMPTS NOT PROVED (config.json differs)"
        in conclude(changed(prompts=(), finding=obstacle)).words
    )


def test_claims_are_about_prompts_where_something_is_proved():
    for told in (modelled, not_shown):
        assert not any("rompt" in text for text in told(WHOLE))
        assert any("rompt" in text for text in told(WITH))
        unproved = replace(prompt(SAME), positions=(), verdict=Verdict.UNPROVED)
        assert told(changed(prompts=(unproved,))) == told(WHOLE)


def test_the_document_holds_all_and_is_read_back():
    document = to_document(WITH)
    position = document["prompts"]["prompts"][0]["positions"][0]
    assert Fraction(position["divergence"]) == SAME.divergence
    assert Fraction(position["original_lead_decimal"]) <= SAME.original_lead
    assert Fraction(position["divergence_decimal"]) >= SAME.divergence
    assert from_document(json.loads(json.dumps(document))) == WITH


def test_a_vector_has_no_tokens_and_a_token_no_vector():
    for change in ({"original": 5}, {"quantized_lead": Fraction(1)}, {"divergence": Fraction(0)}):
        with pytest.raises(ValueError, match="contradicts the tokens"):
            replace(VECTOR, **change)
    with pytest.raises(ValueError, match="contradicts the tokens"):
        replace(VECTOR, verdict=Verdict.UNPROVED)
    for change in ({"divergence": None}, {"logit_error": None}, {"output_error": Fraction(1)}):
        with pytest.raises(ValueError, match="contradicts the tokens"):
            replace(SAME, **change)


def test_evidence_for_encoders_survives_and_is_told():
    certificate = replace(WHOLE, prompts=ENCODED)
    assert from_document(json.loads(json.dumps(to_document(certificate)))) == certificate
    assert conclude(certificate).words.endswith(
        "1 PROMPT ACCEPTED (the cosine of both embeddings proved to be at least 0.988)"
    )
    unknown = replace(ENCODED.prompts[0], cosine=None)
    changed = replace(ENCODED, prompts=(unknown,))
    assert "(no cosine of embeddings proved)" in conclude(replace(WHOLE, prompts=changed)).words
    more = replace(ENCODED, prompts=(*ENCODED.prompts, unknown))
    assert "at least 0.988 for 1)" in conclude(replace(WHOLE, prompts=more)).words
