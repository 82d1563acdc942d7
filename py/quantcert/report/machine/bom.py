"""CycloneDX 1.6, a bill of materials for machine learning.

The quantized model is the component that the document is about, the original its ancestor. What the
certificate shows is declared as claims with the certificate as their evidence, and what it does not
show as limitations.
"""

from __future__ import annotations

from typing import Any

from quantcert.certificate import Certificate, FileDigest
from quantcert.certificate.claims import modelled, not_shown
from quantcert.certificate.conclusion import conclude
from quantcert.numbers import upper
from quantcert.report.machine.documents import certificate_sha256, json_bytes, stable_uuid
from quantcert.report.source import Source

_MODEL, _ORIGINAL, _CERTIFICATE, _ASSESSOR = "model", "original", "certificate", "quantcert"


def bom(source: Source) -> bytes:
    """The certificate as a CycloneDX document."""
    certificate = source.certificate
    document = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{stable_uuid(source.document['digest'])}",
        "version": 1,
        "metadata": {
            "timestamp": certificate.measurement.date,
            "tools": {"components": _tools(certificate)},
            "component": _model(source),
        },
        "declarations": _declarations(source),
    }
    return json_bytes(document)


def _tools(certificate: Certificate) -> list[dict[str, Any]]:
    tool = certificate.tool
    return [
        {
            "type": "application",
            "bom-ref": _ASSESSOR,
            "name": "quantcert",
            "version": tool.version,
            "hashes": [_sha256(tool.library_sha256)],
        },
        {
            "type": "application",
            "name": f"Lean ({tool.lean_kind})",
            "version": tool.lean_version,
            "hashes": [_sha256(tool.lean_sha256)],
        },
    ]


def _model(source: Source) -> dict[str, Any]:
    certificate = source.certificate
    model: dict[str, Any] = {
        "type": "machine-learning-model",
        "bom-ref": _MODEL,
        "name": certificate.model,
        "description": f"stored as {'; '.join(certificate.schemes)}",
        "components": _files(certificate.files, _MODEL),
        "modelCard": _card(certificate),
        "externalReferences": [
            {
                "type": "attestation",
                "url": "certificate.json",
                "comment": f"digest of its claims: {source.document['digest']}",
                "hashes": [_sha256(certificate_sha256(source))],
            }
        ],
    }
    if certificate.base_files:
        ancestor = {
            "type": "machine-learning-model",
            "bom-ref": _ORIGINAL,
            "name": "original",
            "components": _files(certificate.base_files, _ORIGINAL),
        }
        model["pedigree"] = {"ancestors": [ancestor]}
    return model


def _card(certificate: Certificate) -> dict[str, Any]:
    card: dict[str, Any] = {
        "considerations": {"technicalLimitations": not_shown(certificate)},
        "properties": [
            {"name": f"quantcert:modelled:{number}", "value": text}
            for number, text in enumerate(modelled(certificate))
        ],
    }
    network = certificate.network
    if network is not None and network.family:
        card["modelParameters"] = {"architectureFamily": network.family}
        card["quantitativeAnalysis"] = {
            "performanceMetrics": [
                {
                    "type": f"proved bound of the largest error of the {network.output}",
                    "slice": scope.scope,
                    "value": f"{upper(scope.bound)} ({scope.verdict})",
                }
                for scope in network.scopes
            ]
        }
    return card


def _declarations(source: Source) -> dict[str, Any]:
    """The conclusion and each accepted layer as claims, with the certificate as evidence."""
    certificate, words = source.certificate, conclude(source.certificate).words
    claims = [_claim("conclusion", words)]
    claims += [
        _claim(f"layer:{layer.tensor}", f"{layer.tensor}: {layer.verdict}, {layer.evidence}")
        for layer in certificate.layers
        if layer.verdict.accepted
    ]
    return {
        "assessors": [
            {"bom-ref": "assessor", "thirdParty": False, "organization": {"name": "quantcert"}}
        ],
        "attestations": [
            {
                "summary": words,
                "assessor": "assessor",
                "map": [{"claims": [claim["bom-ref"] for claim in claims]}],
            }
        ],
        "claims": claims,
        "evidence": [
            {
                "bom-ref": _CERTIFICATE,
                "description": f"certificate.json, claims {source.document['digest']}",
                "created": certificate.measurement.date,
                "data": [{"name": "certificate", "contents": {"url": "certificate.json"}}],
            }
        ],
    }


def _claim(name: str, predicate: str) -> dict[str, Any]:
    return {
        "bom-ref": f"claim:{name}",
        "target": _MODEL,
        "predicate": predicate,
        "evidence": [_CERTIFICATE],
    }


def _files(files: tuple[FileDigest, ...], owner: str) -> list[dict[str, Any]]:
    return [
        {
            "type": "file",
            "bom-ref": f"{owner}:{file.file}",
            "name": file.file,
            "hashes": [_sha256(file.sha256)],
        }
        for file in files
    ]


def _sha256(digest: str) -> dict[str, str]:
    return {"alg": "SHA-256", "content": digest}
