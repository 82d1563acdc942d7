"""Certificates as JSON: encoding, the schema, and the canonical form that is hashed.

Fractions are written as strings "numerator/denominator" (or "numerator"), and beside the field `x`
of a fraction stands `x_decimal`, four digits, rounded so that what is claimed stays true: bounds
upward; requirements, the cost of dropping a layer, the range of inputs and leads of tokens
downward. The digest
covers everything but the command line, the `measurement` block and itself, in the style of RFC
8785: sorted keys, no white space.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections import Counter
from enum import StrEnum
from fractions import Fraction
from typing import Any

from quantcert.certificate.claims import modelled, not_shown
from quantcert.certificate.conclusion import conclude
from quantcert.certificate.model import Certificate
from quantcert.certificate.network import ScopeEvidence
from quantcert.certificate.theorem import Verdict
from quantcert.documents import refuse_invalid
from quantcert.numbers import lower, upper

SCHEMA_VERSION = 4
DECIMAL = "_decimal"
"""Ending of the key of a decimal number beside an exact one."""

_OUTSIDE_DIGEST = ("command", "measurement", "digest")
_ESCAPE = "backslashreplace"
"""UTF-8 cannot write lone surrogates; the escape that Python has for them is also that of JSON."""

_ROUNDED_DOWN = frozenset(
    {
        *("input_abs_max", "requirement", "trivial_bound", "size", "allowed", "allowed_share"),
        *("floor", "original_lead", "quantized_lead"),
        *("max_logit_error", "max_kl", "max_perplexity_ratio"),
    }
)


def to_document(certificate: Certificate) -> dict[str, Any]:
    """The certificate as a JSON-ready dict that is valid under the shipped schema."""
    document: dict[str, Any] = {
        "schema": "quantcert-certificate",
        "schema_version": SCHEMA_VERSION,
        "conclusion": _plain(conclude(certificate)),
        "coverage": _coverage(certificate),
        "modelled": modelled(certificate),
        "not_shown": not_shown(certificate),
        **_plain(certificate),
    }
    document["digest"] = digest(document)
    refuse_invalid(document, "certificate")
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
    return text.encode(errors=_ESCAPE)


def to_json(document: dict[str, Any], *, ascii_only: bool = False) -> str:
    """The certificate document as readable JSON text, which any Unicode encoding can write."""
    text = json.dumps(document, indent=2, ensure_ascii=ascii_only)
    return text.encode(errors=_ESCAPE).decode() + "\n"


def _coverage(certificate: Certificate) -> dict[str, Any]:
    scopes = () if certificate.network is None else certificate.network.scopes
    return {
        "layers_accepted": sum(layer.verdict.accepted for layer in certificate.layers),
        "layers_justified": sum(bool(certificate.justified(x)) for x in certificate.layers),
        "layers_total": len(certificate.layers),
        "weights_proved": certificate.weights_proved,
        "weights_total": certificate.weights_total,
        "weights_excluded": [
            {"tensor": tensor, "weights": weights, "reason": certificate.excluded[tensor]}
            for tensor, weights in certificate.excluded_weights.items()
        ],
        "network": [_blocks_of(scope) for scope in scopes],
    }


def _blocks_of(scope: ScopeEvidence) -> dict[str, Any]:
    """How many blocks of a scope have a bound that says something, and one that does not."""
    alone = Counter(block.verdict_alone for block in scope.blocks)
    carried = Counter(block.verdict_accumulated for block in scope.blocks)
    return {
        "scope": scope.scope,
        "blocks": len(scope.blocks),
        "alone_proved": alone[Verdict.PROVED],
        "alone_vacuous": alone[Verdict.PROVED_VACUOUS],
        "accumulated_proved": carried[Verdict.PROVED],
        "accumulated_vacuous": carried[Verdict.PROVED_VACUOUS],
    }


def _fields(values: dict[str, Any]) -> dict[str, Any]:
    """The fields of a dataclass, a decimal number beside each fraction."""
    plain: dict[str, Any] = {}
    for name, value in values.items():
        plain[name] = _plain(value)
        if isinstance(value, Fraction):
            rounded = lower if name in _ROUNDED_DOWN else upper
            plain[name + DECIMAL] = rounded(value)
    return plain


def _plain(value: Any) -> Any:
    """Dataclasses, tuples, fractions and enums as plain JSON values."""
    if dataclasses.is_dataclass(value):
        return _fields({f.name: getattr(value, f.name) for f in dataclasses.fields(value)})
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, Fraction):
        return str(value)
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    return value
