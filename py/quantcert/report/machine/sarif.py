"""SARIF 2.1.0: what was found, for tools that show results of static analysis.

A result is a finding: an *error* if it rejects the run, a *warning* for a bound that is vacuous and
rejects nothing. A justified failure is an error that is suppressed, as the standard has it. The
tensor, block or scope is the logical location; its file is named where there is only one. The
fingerprint is that of rule and place, so that it stays when numbers change.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from quantcert.certificate import (
    BlockEvidence,
    Certificate,
    Finding,
    LayerCertificate,
    NetworkEvidence,
    PromptsEvidence,
    Rule,
    ScopeEvidence,
    TheoremEvidence,
    Verdict,
)
from quantcert.certificate.encode import canonical
from quantcert.certificate.justifications import Justification
from quantcert.numbers import lower, upper
from quantcert.report.machine.documents import json_bytes, relative_uri
from quantcert.report.source import Source

_RULES = list(Rule)
_FINGERPRINT = "quantcertFinding/v1"
_SCHEMA = "https://json.schemastore.org/sarif-2.1.0-rtm.5.json"


@dataclass(frozen=True)
class _Found:
    """A finding, what it is of, and whether it rejects the run."""

    finding: Finding
    place: str
    kind: str
    rejects: bool = True
    justified: tuple[Justification, ...] = ()


def sarif(source: Source) -> bytes:
    """The findings of the certificate as a SARIF log of one run."""
    certificate = source.certificate
    found = list(dict.fromkeys(_found(certificate)))
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
        "results": [_result(certificate, each) for each in found],
        "properties": {
            "conclusion": source.report.conclusion.words,
            "certificate": source.document["digest"],
        },
    }
    return json_bytes({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]})


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


def _found(certificate: Certificate) -> Iterator[_Found]:
    """All findings, those of the checkpoint as a whole first."""
    for finding in certificate.findings:
        yield _Found(finding, finding.tensor or certificate.model, "checkpoint")
    for layer in certificate.layers:
        yield from _of_layer(layer, certificate.justified(layer))
    if certificate.network is not None:
        yield from _of_network(certificate.network)
    if certificate.prompts is not None:
        yield from _of_prompts(certificate.prompts)


def _of_layer(layer: LayerCertificate, justified: tuple[Justification, ...]) -> Iterator[_Found]:
    for finding in layer.findings:
        speaking = tuple(each for each in justified if each.covers(layer.tensor, finding))
        yield _Found(finding, layer.tensor, "tensor", True, speaking)
    yield from _of_theorems(layer.tensor, layer.theorems)


def _of_network(network: NetworkEvidence) -> Iterator[_Found]:
    if network.finding is not None:
        yield _Found(network.finding, "network", "network", False)
    for scope in network.scopes:
        yield from _of_scope(scope)
    for layer in network.after_norms:
        if layer.verdict is Verdict.PROVED_VACUOUS:
            place = f"{layer.tensor} after {layer.norm}"
            finding = _vacuous("bound", layer.bound, layer.trivial, layer.tensor)
            yield _Found(finding, place, "tensor", False)
        yield from _of_theorems(f"{layer.tensor} after {layer.norm}", [layer.theorem])


def _of_prompts(prompts: PromptsEvidence) -> Iterator[_Found]:
    if prompts.finding is not None:
        yield _Found(prompts.finding, "prompts", "prompt")
    for prompt in prompts.prompts:
        place = f"prompt in line {prompt.line}"
        for finding in prompt.findings:
            yield _Found(finding, place, "prompt")
        yield from _of_theorems(place, prompt.theorems)


def _of_scope(scope: ScopeEvidence) -> Iterator[_Found]:
    if scope.finding is not None:
        yield _Found(scope.finding, scope.scope, "scope", not scope.accepted)
    yield from _of_theorems(scope.scope, scope.theorems)
    for block in scope.blocks:
        place = f"{scope.scope}/{block.name}"
        if block.finding is not None:
            rejects = block.observed_above or not all(v.by_kernel for v in block.verdicts)
            yield _Found(block.finding, place, "block", rejects)
        yield from _of_bounds(block, place)
        yield from _of_theorems(place, block.theorems)


def _of_bounds(block: BlockEvidence, place: str) -> Iterator[_Found]:
    """The bounds of a block that say nothing."""
    bounds = (
        ("bound alone", block.alone, block.verdict_alone),
        ("accumulated bound", block.accumulated, block.verdict_accumulated),
    )
    for told, bound, verdict in bounds:
        if bound is not None and verdict is Verdict.PROVED_VACUOUS:
            yield _Found(_vacuous(told, bound, block.trivial), f"{place}/{told}", "block", False)


def _vacuous(told: str, bound: Fraction, trivial: Fraction, tensor: str | None = None) -> Finding:
    message = f"the {told} {upper(bound)} is not below {lower(trivial)}, what zeros would err by"
    return Finding(Rule.NETWORK_VACUOUS, message, tensor)


def _of_theorems(place: str, theorems: Iterable[TheoremEvidence]) -> Iterator[_Found]:
    for each in theorems:
        if each.finding is not None:
            yield _Found(each.finding, f"{place}/{each.name}", "theorem")


def _result(certificate: Certificate, found: _Found) -> dict[str, Any]:
    finding = found.finding
    result: dict[str, Any] = {
        "ruleId": finding.rule.value,
        "ruleIndex": _RULES.index(finding.rule),
        "level": "error" if found.rejects else "warning",
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


def _location(certificate: Certificate, found: _Found) -> dict[str, Any]:
    name = found.place.rpartition("/")[2] if found.kind in ("block", "theorem") else found.place
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


def _fingerprint(found: _Found) -> str:
    finding = found.finding
    place = [finding.rule.value, found.kind, found.place, finding.tensor]
    return hashlib.sha256(canonical(place)).hexdigest()
