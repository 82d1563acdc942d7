"""Certificates as JSON: encoding, the schema, and the canonical form that is hashed.

Fractions are written as strings "numerator/denominator" (or "numerator"). The digest covers
everything but the command line, the `measurement` block and itself, in the style of RFC 8785:
sorted keys, no white space.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
from enum import StrEnum
from fractions import Fraction
from functools import cache
from typing import Any

import jsonschema

from quantcert._resources import specs_dir
from quantcert.certificate.claims import MODELLED, NOT_SHOWN
from quantcert.certificate.model import Certificate, Evidence

SCHEMA_VERSION = 1
_OUTSIDE_DIGEST = ("command", "measurement", "digest")


def to_document(certificate: Certificate) -> dict[str, Any]:
    """The certificate as a JSON-ready dict that is valid under the shipped schema."""
    document: dict[str, Any] = {
        "schema": "quantcert-certificate",
        "schema_version": SCHEMA_VERSION,
        "accepted": certificate.accepted,
        "coverage": {
            "layers_accepted": sum(layer.verdict.accepted for layer in certificate.layers),
            "layers_total": len(certificate.layers),
            "weights_proved": certificate.weights_proved,
            "weights_total": certificate.weights_total,
        },
        "modelled": _statements(MODELLED, certificate),
        "not_shown": _statements(NOT_SHOWN, certificate),
        **_plain(certificate),
    }
    document["digest"] = digest(document)
    jsonschema.validate(document, schema())
    return document


def digest(document: dict[str, Any]) -> str:
    """SHA-256 (hex) of the canonical form of a certificate document."""
    return hashlib.sha256(canonical(covered(document))).hexdigest()


def covered(document: dict[str, Any]) -> dict[str, Any]:
    """What of a certificate document its digest covers."""
    return {key: value for key, value in document.items() if key not in _OUTSIDE_DIGEST}


def canonical(document: object) -> bytes:
    """The canonical bytes of a JSON value: sorted keys, no white space, UTF-8."""
    text = json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return text.encode()


def to_json(document: dict[str, Any]) -> str:
    """The certificate document as readable JSON text."""
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


@cache
def schema() -> dict[str, Any]:
    """The JSON Schema of certificate documents."""
    path = specs_dir() / "schemas" / "certificate.schema.json"
    loaded: dict[str, Any] = json.loads(path.read_text())
    return loaded


def _statements(texts: dict[str, frozenset[Evidence]], certificate: Certificate) -> list[str]:
    levels = {layer.evidence for layer in certificate.layers}
    return [text for text, applies in texts.items() if applies & levels]


def _plain(value: Any) -> Any:
    """Dataclasses, tuples, fractions and enums as plain JSON values."""
    if dataclasses.is_dataclass(value):
        fields = dataclasses.fields(value)
        return {field.name: _plain(getattr(value, field.name)) for field in fields}
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, Fraction):
        return str(value)
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    return value
