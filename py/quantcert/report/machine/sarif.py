"""SARIF 2.1.0: what was found, for tools that show results of static analysis.

A result is a finding: an *error* if it rejects the run, a *warning* for a bound that is vacuous and
rejects nothing, a *note* where no theorem can be had. A justified failure is an error that is
suppressed, as the standard has it. The tensor, block, scope or prompt is the logical location. The
fingerprint is that of rule and place, so that it stays when numbers change.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from typing import Any

from quantcert.certificate import Certificate, Rule
from quantcert.certificate.encode import canonical
from quantcert.report.machine.documents import ITEMS, json_listing, relative_uri
from quantcert.report.machine.findings import Found, all_findings
from quantcert.report.source import Source

_RULES = list(Rule)
_NESTED = ("block", "prompt", "theorem")
"""Kinds of places that are named after the last stroke."""
_FINGERPRINT = "quantcertFinding/v1"
_SCHEMA = "https://json.schemastore.org/sarif-2.1.0-rtm.5.json"


def sarif(source: Source) -> bytes:
    """The findings of the certificate as a SARIF log of one run."""
    return b"".join(sarif_pieces(source))


def sarif_pieces(source: Source) -> Iterator[bytes]:
    """The log finding by finding."""
    certificate = source.certificate
    run = {
        "tool": {"driver": _driver(certificate)},
        "automationDetails": {"id": f"quantcert/{certificate.model}/"},
        "invocations": [_invocation(certificate)],
        "artifacts": [
            {
                "location": {"uri": relative_uri(file.file)},
                "roles": ["analysisTarget"],
                "hashes": {"sha-256": file.sha256},
            }
            for file in certificate.files
        ],
        "results": [ITEMS],
        "properties": {
            "conclusion": source.report.conclusion.words,
            "certificate": source.document["digest"],
        },
    }
    document = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}
    found = _distinct(all_findings(certificate))
    yield from json_listing(document, (_result(certificate, each) for each in found))


def _distinct(findings: Iterable[Found]) -> Iterator[Found]:
    """Each finding once; of those that were seen digests are held."""
    seen: set[bytes] = set()
    for found in findings:
        digest = hashlib.sha256(repr(found).encode()).digest()
        if digest not in seen:
            seen.add(digest)
            yield found


def _driver(certificate: Certificate) -> dict[str, Any]:
    return {
        "name": "QuantCert",
        "version": certificate.tool.version,
        "rules": [
            {
                "id": rule.value,
                "shortDescription": {"text": rule.meaning},
                "help": {"text": rule.remedy},
            }
            for rule in _RULES
        ],
    }


def _invocation(certificate: Certificate) -> dict[str, Any]:
    return {
        "executionSuccessful": True,
        "exitCode": 0 if certificate.accepted else 1,
        "endTimeUtc": certificate.measurement.date,
        "arguments": list(certificate.command[1:]),
    }


def _result(certificate: Certificate, found: Found) -> dict[str, Any]:
    finding = found.finding
    result: dict[str, Any] = {
        "ruleId": finding.rule.value,
        "ruleIndex": _RULES.index(finding.rule),
        "level": _level(found),
        "message": {"text": f"{found.place}: {finding.message}"},
        "locations": [_location(certificate, found)],
        "partialFingerprints": {_FINGERPRINT: _fingerprint(found)},
    }
    known = {"tensor": finding.tensor, "row": finding.row, "column": finding.column}
    result["properties"] = {key: value for key, value in known.items() if value is not None}
    if found.justified:
        result["suppressions"] = [
            {
                "kind": "external",
                "status": "accepted",
                "justification": f"{each.rationale} ({each.author}, until {each.expires})",
            }
            for each in found.justified
        ]
    return result


def _level(found: Found) -> str:
    """How bad a finding is: that no theorem speaks of a network is no fault of it."""
    if found.rejects:
        return "error"
    return "note" if found.finding.rule is Rule.NETWORK_UNSUPPORTED else "warning"


def _location(certificate: Certificate, found: Found) -> dict[str, Any]:
    name = (
        found.place.rpartition("/")[2]
        if found.kind in ("block", "prompt", "theorem")
        else found.place
    )
    index = _weight_file(certificate)
    return {
        "physicalLocation": {
            "artifactLocation": {"uri": relative_uri(certificate.files[index].file), "index": index}
        },
        "logicalLocations": [{"name": name, "fullyQualifiedName": found.place, "kind": found.kind}],
    }


def _weight_file(certificate: Certificate) -> int:
    """The place of the file that stands for the weights: the index of many, or the only one."""
    files = [file.file for file in certificate.files]
    listings = [k for k, file in enumerate(files) if file.endswith(".index.json")]
    weights = [k for k, file in enumerate(files) if not file.endswith(".json")]
    return (listings or weights or [0])[0]


def _fingerprint(found: Found) -> str:
    finding = found.finding
    place = [finding.rule.value, found.kind, found.place, finding.tensor]
    return hashlib.sha256(canonical(place)).hexdigest()
