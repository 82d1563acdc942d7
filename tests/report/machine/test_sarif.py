"""SARIF is valid under the standard's schema; results have stable ids, places and levels."""

import json
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import jsonschema
import pytest

from quantcert.certificate import Finding, Rule, Verdict
from quantcert.report.machine.sarif import sarif
from tests.support.certificates import AFTER_NORM, CERTIFICATE, FAILED, NETWORK, VACUOUS, WHOLE
from tests.support.machine_certificates import (
    EVERY,
    JUSTIFIED,
    OBSERVED_ABOVE,
    OTHER_CONFIG,
    PROMPTED,
    REQUIRED,
    SHARDED,
    UNPROVED,
)
from tests.support.prompt_evidence import OTHER, PROMPTS, prompt
from tests.support.reports import source_of

SCHEMA = json.loads((Path(__file__).parents[2] / "schemas" / "sarif-2.1.0-rtm.5.json").read_text())
VALIDATOR = jsonschema.Draft4Validator(SCHEMA, format_checker=jsonschema.FormatChecker())


def run_of(certificate) -> dict:
    (run,) = json.loads(sarif(source_of(certificate)))["runs"]
    return run


def results(certificate) -> list[dict]:
    return run_of(certificate)["results"]


def logical(result: dict) -> dict:
    return result["locations"][0]["logicalLocations"][0]


@pytest.mark.parametrize("certificate", EVERY.values(), ids=EVERY)
def test_it_is_valid_and_reproducible(certificate) -> None:
    content = sarif(source_of(certificate))
    VALIDATOR.validate(json.loads(content))
    assert content == sarif(source_of(certificate))


@pytest.mark.parametrize("certificate", EVERY.values(), ids=EVERY)
def test_errors_that_are_not_suppressed_reject(certificate) -> None:
    errors = [r for r in results(certificate) if r["level"] == "error"]
    assert any("suppressions" not in r for r in errors) != certificate.accepted
    assert run_of(certificate)["invocations"][0]["exitCode"] == (not certificate.accepted)


def test_what_is_found_twice_is_told_once() -> None:
    other = Finding(Rule.CONFIG_DIFFERS, "other numbers")
    found = replace(CERTIFICATE, findings=(other, other))
    assert [r["ruleId"] for r in results(found)] == [Rule.CONFIG_DIFFERS.value, "QC-ROW-ERROR"]


def test_rules_are_those_of_the_registry() -> None:
    run = run_of(WHOLE)
    rules = run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == [rule.value for rule in Rule]
    assert rules[0]["shortDescription"]["text"] == Rule.ROW_ERROR.meaning
    assert all(rules[r["ruleIndex"]]["id"] == r["ruleId"] for r in run["results"])


def test_a_failure_has_the_tensor_as_its_place() -> None:
    (result,) = results(CERTIFICATE)
    assert result["ruleId"] == "QC-ROW-ERROR"
    assert result["message"]["text"] == f"encoder.1.weight: {FAILED.reason}"
    assert logical(result) == {
        "name": "encoder.1.weight", "fullyQualifiedName": "encoder.1.weight", "kind": "tensor",
    }  # fmt: skip
    assert result["properties"] == {"tensor": "encoder.1.weight", "row": 3}


def test_the_fingerprint_is_of_rule_and_place_not_of_numbers() -> None:
    worse = replace(FAILED, finding=replace(FAILED.finding, message="row 1 has bound 8", row=1))
    moved = replace(FAILED, tensor="other.weight")
    prints = [
        results(replace(CERTIFICATE, layers=(layer,)))[0]["partialFingerprints"]
        for layer in (FAILED, worse, moved)
    ]
    assert prints[0] == prints[1] != prints[2]


def test_a_justified_failure_is_suppressed() -> None:
    (result,) = results(JUSTIFIED)
    assert result["level"] == "error"
    assert result["suppressions"] == [
        {
            "kind": "external",
            "status": "accepted",
            "justification": "Rows of padding & nothing else. (A. Author, until 2027-06-30)",
        }
    ]


def test_vacuous_bounds_are_warnings_at_their_blocks() -> None:
    found = {logical(r)["fullyQualifiedName"]: r for r in results(WHOLE)}
    assert set(found) == {"all inputs", "all inputs/layer 0 mlp/accumulated bound"}
    assert {r["level"] for r in found.values()} == {"warning"}
    vacuous = replace(AFTER_NORM, bound=Fraction(13), verdict=VACUOUS)
    network = replace(NETWORK, scopes=(), after_norms=(vacuous,))
    (after,) = results(replace(WHOLE, network=network))
    assert (after["ruleId"], after["level"]) == ("QC-NETWORK-VACUOUS", "warning")


def test_what_rejects_a_network_is_an_error() -> None:
    assert [r["level"] for r in results(REQUIRED)].count("error") == 1
    (observed,) = (r for r in results(OBSERVED_ABOVE) if r["ruleId"] == "QC-OBSERVED-ABOVE")
    assert (observed["level"], logical(observed)["name"]) == ("error", "embeddings")


def test_a_prompt_is_named_by_its_line() -> None:
    (prompt,) = (r for r in results(PROMPTED) if r["ruleId"] == "QC-PROMPT-TOKEN")
    assert logical(prompt) == {
        "name": "prompt in line 9", "fullyQualifiedName": "prompt in line 9", "kind": "prompt",
    }  # fmt: skip


def test_theorems_without_a_proof_and_the_config_are_results() -> None:
    kinds = [logical(result)["kind"] for result in results(UNPROVED)]
    assert kinds == ["tensor", "theorem"]
    assert logical(results(OTHER_CONFIG)[0])["kind"] == "checkpoint"


def test_the_file_is_the_index_of_many() -> None:
    (result,) = results(SHARDED)
    place = result["locations"][0]["physicalLocation"]["artifactLocation"]
    assert place == {"uri": "model.safetensors.index.json", "index": 2}
    uris = [a["location"]["uri"] for a in run_of(SHARDED)["artifacts"]]
    assert uris[1] == "model-1%20of%202.safetensors"


def test_findings_of_prompts_are_errors() -> None:
    witness = Finding(Rule.PROMPT_TOKEN, "the next tokens differ")
    failed = prompt(OTHER, verdict=Verdict.FAILED, findings=(witness,), line=9)
    prompts = replace(PROMPTS, prompts=(*PROMPTS.prompts, failed))
    found = results(replace(WHOLE, prompts=prompts))
    (found,) = [each for each in found if each["ruleId"] == "QC-PROMPT-TOKEN"]
    assert found["level"] == "error"
    assert found["message"]["text"] == "prompt in line 9: the next tokens differ"
