"""The comparison as a JSON document: exact fractions, and decimals as certificates have them."""

from __future__ import annotations

import json
from fractions import Fraction
from typing import Any

from quantcert.certificate import Certificate, LayerCertificate, ScopeEvidence
from quantcert.numbers import lower, upper
from quantcert.report.versus.pairs import Better, Versus, bits_per_weight
from quantcert.report.versus.tables import conclusion

_LAYER = ("bits_per_weight", "bound", "trivial_bound", "input_abs_max", "max_abs_error")
_ROUNDED_DOWN = frozenset({"trivial_bound", "input_abs_max"})
_WORDS = {Better.FIRST: "A", Better.SECOND: "B", Better.EQUAL: "equal", Better.UNKNOWN: None}


def comparison_json(found: Versus) -> str:
    """The document's text; the same certificates give the same."""
    document = {
        "schema": "quantcert-diff",
        "schema_version": 1,
        "conclusion": conclusion(found),
        "same_original": found.same_original,
        "A": _certificate(found.first),
        "B": _certificate(found.second),
        "layers": [
            {
                "tensor": pair.tensor,
                "better": _WORDS[pair.better],
                "note": pair.note,
                "ratio": _number(pair.ratio),
                "A": pair.first and _layer(pair.first),
                "B": pair.second and _layer(pair.second),
            }
            for pair in found.layers
        ],
        "scopes": [
            {
                "scope": pair.scope,
                "better": _WORDS[pair.better],
                "A": _scope(pair.first),
                "B": _scope(pair.second),
            }
            for pair in found.scopes
        ],
    }
    return json.dumps(document, indent=2) + "\n"


def _certificate(certificate: Certificate) -> dict[str, Any]:
    return {
        "model": certificate.model,
        "accepted": certificate.accepted,
        "schemes": list(certificate.schemes),
        "bits_per_weight": _number(bits_per_weight(certificate)),
    }


def _layer(layer: LayerCertificate) -> dict[str, Any]:
    numbers = {name: _number(getattr(layer, name), name in _ROUNDED_DOWN) for name in _LAYER}
    return {"scheme": layer.scheme.label, "verdict": layer.verdict.value, **numbers}


def _scope(scope: ScopeEvidence) -> dict[str, Any]:
    return {
        "verdict": scope.verdict.value,
        "bound": _number(scope.bound),
        "probability_ratio": _number(scope.probability_ratio),
    }


def _number(value: Fraction | None, down: bool = False) -> dict[str, str] | None:
    if value is None:
        return None
    return {"exact": str(value), "decimal": (lower if down else upper)(value)}
