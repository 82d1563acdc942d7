"""in-toto statements about a checkpoint: a test result, and a verification summary.

The subjects are the files of the checkpoint by SHA-256, so that a verifier finds out whether the
files at hand are meant. Formats: in-toto attestation framework, Statement v1, with the predicates
https://in-toto.io/attestation/test-result/v0.1 and https://slsa.dev/verification_summary/v1.
"""

from __future__ import annotations

from typing import Any

from quantcert.certificate import Certificate
from quantcert.report.machine.cases import Case, Outcome, cases, overall
from quantcert.report.machine.documents import certificate_sha256, json_bytes, relative_uri
from quantcert.report.source import Source

STATEMENT = "https://in-toto.io/Statement/v1"
TEST_RESULT = "https://in-toto.io/attestation/test-result/v0.1"
VERIFICATION_SUMMARY = "https://slsa.dev/verification_summary/v1"
_RESULTS = {Outcome.PASSED: "PASSED", Outcome.WARNED: "WARNED", Outcome.FAILED: "FAILED"}


def test_result(source: Source) -> bytes:
    """What became of each claim. A warning is a bound that says nothing, or a justified failure."""
    certificate, found = source.certificate, cases(source.certificate)
    predicate = {
        "result": _RESULTS[overall(certificate, found)],
        "configuration": _configuration(source),
        "passedTests": _names(found, Outcome.PASSED),
        "warnedTests": _names(found, Outcome.WARNED),
        "failedTests": _names(found, Outcome.FAILED) + _names(found, Outcome.UNPROVED),
    }
    return json_bytes(_statement(certificate, TEST_RESULT, predicate))


def verification_summary(source: Source) -> bytes:
    """Whether the checkpoint met its requirements, in the form of SLSA; its levels are our own."""
    certificate = source.certificate
    predicate = {
        "verifier": {"id": f"urn:quantcert:verify:{certificate.tool.version}"},
        "timeVerified": certificate.measurement.date,
        "resourceUri": relative_uri(certificate.model),
        "policy": {
            "uri": relative_uri(certificate.requirements_source),
            "digest": {"sha256": certificate.requirements_sha256},
        },
        "inputAttestations": [
            {"uri": "certificate.json", "digest": {"sha256": certificate_sha256(source)}}
        ],
        "verificationResult": "PASSED" if certificate.accepted else "FAILED",
        "verifiedLevels": _levels(certificate),
    }
    return json_bytes(_statement(certificate, VERIFICATION_SUMMARY, predicate))


def _statement(
    certificate: Certificate, predicate_type: str, predicate: dict[str, Any]
) -> dict[str, Any]:
    return {
        "_type": STATEMENT,
        "subject": [
            {"name": file.file, "digest": {"sha256": file.sha256}} for file in certificate.files
        ],
        "predicateType": predicate_type,
        "predicate": predicate,
    }


def _configuration(source: Source) -> list[dict[str, Any]]:
    """What was tested against: certificate, requirements, original, library and Lean."""
    certificate, tool = source.certificate, source.certificate.tool
    digests = {
        "certificate.json": certificate_sha256(source),
        certificate.requirements_source: certificate.requirements_sha256,
        **{f"original/{file.file}": file.sha256 for file in certificate.base_files},
        f"Lean library of quantcert {tool.version}": tool.library_sha256,
        f"Lean {tool.lean_version} ({tool.lean_kind})": tool.lean_sha256,
    }
    return [{"name": name, "digest": {"sha256": sha}} for name, sha in digests.items()]


def _levels(certificate: Certificate) -> list[str]:
    """What was verified, if it was: names of ours, no levels of SLSA."""
    if not certificate.accepted:
        return []
    levels = [f"QUANTCERT_{certificate.level.upper()}"]
    scopes = () if certificate.network is None else certificate.network.scopes
    met = [scope for scope in scopes if scope.requirement is not None]
    return [*levels, *(f"QUANTCERT_NETWORK_{s.scope.upper().replace(' ', '_')}" for s in met)]


def _names(found: tuple[Case, ...], outcome: Outcome) -> list[str]:
    return [f"{case.group}: {case.name}" for case in found if case.outcome is outcome]
