"""Certificates as JSON documents: the schema, the canonical form that is hashed, readable text.

The digest covers everything but the command line, the `measurement` block and itself, in the style
of RFC 8785: sorted keys, no white space. Layers may be ten thousands: they are made plain, hashed
and written one by one.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from quantcert.certificate.claims import modelled, not_shown
from quantcert.certificate.conclusion import conclude
from quantcert.certificate.entries import Entries
from quantcert.certificate.model import Certificate, LayerCertificate
from quantcert.certificate.network import ScopeEvidence
from quantcert.certificate.plain import to_plain
from quantcert.certificate.theorem import Verdict
from quantcert.documents import refuse_invalid

SCHEMA_VERSION = 4
_SCHEMA = "certificate"

_OUTSIDE_DIGEST = ("command", "measurement", "digest")
_ESCAPE = "backslashreplace"
"""UTF-8 cannot write lone surrogates; the escape that Python has for them is also that of JSON."""
_INDENT = "  "


def to_document(certificate: Certificate) -> dict[str, Any]:
    """The certificate as a JSON-ready dict that is valid under the shipped schema."""
    document = streamed_document(certificate)
    return {**document, "layers": list(document["layers"])}


def streamed_document(certificate: Certificate) -> dict[str, Any]:
    """As `to_document`, but that the layers are `Entries`, made when they are asked for."""
    document: dict[str, Any] = {
        "schema": "quantcert-certificate",
        "schema_version": SCHEMA_VERSION,
        "conclusion": to_plain(conclude(certificate)),
        "coverage": _coverage(certificate),
        "modelled": modelled(certificate),
        "not_shown": not_shown(certificate),
        **to_plain(replace(certificate, layers=())),
    }
    checked = Entries(certificate.layers, _valid_layer)
    document["digest"] = digest({**document, "layers": checked})
    refuse_invalid(document, _SCHEMA)
    return {**document, "layers": Entries(certificate.layers, to_plain)}


def _valid_layer(layer: LayerCertificate) -> Any:
    """A layer as the schema has it."""
    plain = to_plain(layer)
    refuse_invalid(plain, _SCHEMA, "layer")
    return plain


def digest(document: Mapping[str, Any]) -> str:
    """SHA-256 (hex) of the canonical form of a certificate document."""
    found = hashlib.sha256(b"{")
    for number, (key, value) in enumerate(sorted(covered(document).items())):
        found.update(b"," * (number > 0) + canonical(key) + b":")
        for piece in _canonical_pieces(value):
            found.update(piece)
    found.update(b"}")
    return found.hexdigest()


def _canonical_pieces(value: Any) -> Iterator[bytes]:
    """The canonical bytes of a value, of entries one by one."""
    if not isinstance(value, Entries):
        yield canonical(value)
        return
    yield b"["
    for number, entry in enumerate(value):
        yield b"," * (number > 0) + canonical(entry)
    yield b"]"


def covered(document: Mapping[str, Any]) -> dict[str, Any]:
    """What of a certificate document its digest covers."""
    return {key: value for key, value in document.items() if key not in _OUTSIDE_DIGEST}


def canonical(document: object) -> bytes:
    """The canonical bytes of a JSON value: sorted keys, no white space, UTF-8."""
    text = json.dumps(
        document, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=_whole
    )
    return text.encode(errors=_ESCAPE)


def _whole(value: object) -> object:
    """What is made or read when it is asked for, as JSON has it. Raises TypeError for all else."""
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, Sequence):
        return list(value)
    raise TypeError(f"{type(value).__name__} is no JSON")


def to_json(document: Mapping[str, Any], *, ascii_only: bool = False) -> str:
    """A document as readable JSON text, which any Unicode encoding can write."""
    return "".join(json_pieces(document, ascii_only=ascii_only))


def json_pieces(document: Mapping[str, Any], *, ascii_only: bool = False) -> Iterator[str]:
    """The text of `to_json`: what the document has under each key, and entries one by one."""

    def text(value: Any, depth: int) -> str:
        shown = json.dumps(value, indent=len(_INDENT), ensure_ascii=ascii_only)
        return shown.encode(errors=_ESCAPE).decode().replace("\n", "\n" + depth * _INDENT)

    yield "{"
    for number, (key, value) in enumerate(document.items()):
        yield f"{',' if number else ''}\n{_INDENT}{text(key, 0)}: "
        if not isinstance(value, Entries) or not value:
            yield text(list(value) if isinstance(value, Entries) else value, 1)
            continue
        for place, entry in enumerate(value):
            yield f"{',' if place else '['}\n{2 * _INDENT}{text(entry, 2)}"
        yield f"\n{_INDENT}]"
    yield "\n}\n"


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
