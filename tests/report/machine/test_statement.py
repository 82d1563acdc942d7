"""in-toto statements are messages of the framework's own types, and name what was tested."""

import hashlib
import json

import pytest
from google.protobuf.json_format import ParseDict
from in_toto_attestation.predicates.test_result.v0.test_result_pb2 import TestResult
from in_toto_attestation.predicates.vsa.v1.vsa_pb2 import VerificationSummary
from in_toto_attestation.v1.statement import Statement as Checked
from in_toto_attestation.v1.statement_pb2 import Statement

from quantcert.certificate.encode import to_json
from quantcert.report.machine import statement
from quantcert.report.machine.cases import cases
from tests.support.certificates import CERTIFICATE, FAILED, SHA, WHOLE
from tests.support.machine_certificates import EVERY, JUSTIFIED, REQUIRED, UNPROVED
from tests.support.reports import source_of

TestResult.__test__ = False  # not a class of tests


def result(certificate) -> dict:
    return json.loads(statement.test_result(source_of(certificate)))


def summary(certificate) -> dict:
    return json.loads(statement.verification_summary(source_of(certificate)))


def validate(document: dict, predicate: object) -> None:
    """Refuse unknown fields and values of other types, and what the framework asks beyond them."""
    message = ParseDict(document, Statement())
    checked = Checked([], document["predicateType"], document["predicate"])
    checked.pb = message
    checked.validate()
    ParseDict(document["predicate"], predicate)


@pytest.mark.parametrize("certificate", EVERY.values(), ids=EVERY)
def test_both_are_valid_and_reproducible(certificate) -> None:
    validate(result(certificate), TestResult())
    short = summary(certificate)
    # the packaged message has one text in place of the specification's list of texts
    levels = short["predicate"].pop("verifiedLevels")
    validate(short, VerificationSummary())
    assert isinstance(levels, list)
    assert all(isinstance(level, str) for level in levels)
    source = source_of(certificate)
    assert statement.test_result(source) == statement.test_result(source_of(certificate))


def test_the_subjects_are_the_files_of_the_checkpoint() -> None:
    expected = [{"name": "model.safetensors", "digest": {"sha256": SHA}}]
    assert result(WHOLE)["subject"] == summary(WHOLE)["subject"] == expected


@pytest.mark.parametrize(
    ("certificate", "word"),
    [(CERTIFICATE, "FAILED"), (JUSTIFIED, "WARNED"), (WHOLE, "WARNED"), (UNPROVED, "FAILED")],
)
def test_every_case_is_named_once(certificate, word: str) -> None:
    predicate = result(certificate)["predicate"]
    assert predicate["result"] == word
    named = [*predicate["passedTests"], *predicate["warnedTests"], *predicate["failedTests"]]
    assert sorted(named) == sorted(f"{case.group}: {case.name}" for case in cases(certificate))


def test_a_failure_is_named() -> None:
    assert result(CERTIFICATE)["predicate"]["failedTests"] == [f"{FAILED.tensor}: bound"]


def test_the_certificate_is_the_file_that_is_written() -> None:
    source = source_of(WHOLE)
    written = hashlib.sha256(to_json(source.document).encode()).hexdigest()
    first = result(WHOLE)["predicate"]["configuration"][0]
    assert first == {"name": "certificate.json", "digest": {"sha256": written}}
    assert summary(WHOLE)["predicate"]["inputAttestations"][0]["digest"]["sha256"] == written


@pytest.mark.parametrize(
    ("certificate", "verdict", "levels"),
    [
        (CERTIFICATE, "FAILED", []),
        (WHOLE, "PASSED", ["QUANTCERT_ROWS"]),
        (REQUIRED, "FAILED", []),
    ],
)
def test_the_summary_names_no_level_of_slsa(certificate, verdict: str, levels: list[str]) -> None:
    predicate = summary(certificate)["predicate"]
    assert (predicate["verificationResult"], predicate["verifiedLevels"]) == (verdict, levels)
