"""Certificates back from JSON: the evidence of a document that is valid under the schema.

What a document concludes is not believed: it is concluded anew from its evidence.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from enum import Enum
from fractions import Fraction
from functools import cache
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from quantcert.certificate.compare import read_certificate
from quantcert.certificate.encode import to_document
from quantcert.certificate.model import Certificate
from quantcert.errors import CertificateError

_CONCLUDED = ("accepted", "layers", "network", "tolerance", "prompts")
"""What of a conclusion follows from the evidence; its words may differ between versions."""


def open_certificate(path: Path) -> tuple[Certificate, dict[str, Any]]:
    """The certificate in a file, and its document.

    Raises CertificateError if the file cannot be read, is no certificate of this version, has been
    edited, or concludes what does not follow from its evidence.
    """
    document = read_certificate(path)
    try:
        certificate = from_document(document)
    except (ValueError, TypeError, ZeroDivisionError) as error:
        raise CertificateError(f"{path}: contradicts itself: {error}") from error
    for place, stated, found in _concluded(document, to_document(certificate)):
        if stated != found:
            raise CertificateError(
                f"{path}: {place} is {stated!r}, from its evidence follows {found!r}"
            )
    return certificate, document


def _concluded(document: dict[str, Any], anew: dict[str, Any]) -> list[tuple[str, Any, Any]]:
    """Place, what is stated there, and what follows."""
    told = [(f"conclusion/{key}", "conclusion", key) for key in _CONCLUDED]
    told += [(f"coverage/{key}", "coverage", key) for key in anew["coverage"]]
    return [(place, document[part][key], anew[part][key]) for place, part, key in told]


def from_document(document: Mapping[str, Any]) -> Certificate:
    """The certificate of a document that is valid under the shipped schema.

    Raises ValueError if verdicts contradict their bounds or a rule is not known.
    """
    certificate: Certificate = _decoded(Certificate, document)
    return certificate


def _decoded(kind: Any, value: Any) -> Any:
    """The value of a type from its plain JSON form, as `encode` writes it."""
    origin = get_origin(kind)
    if origin in (Union, UnionType):
        (wanted,) = (part for part in get_args(kind) if part is not NoneType)
        return None if value is None else _decoded(wanted, value)
    if origin is tuple:
        return tuple(_decoded(get_args(kind)[0], item) for item in value)
    if origin is dict:
        return {key: _decoded(get_args(kind)[1], item) for key, item in value.items()}
    if dataclasses.is_dataclass(kind):
        return _instance(kind, value)
    return kind(value) if issubclass(kind, Enum | Fraction | float) else value


def _instance(kind: Any, value: Mapping[str, Any]) -> Any:
    """The dataclass `kind` from its fields; a field that is not stated has its default."""
    return kind(
        **{name: _decoded(hint, value[name]) for name, hint in _hints(kind) if name in value}
    )


@cache
def _hints(kind: Any) -> list[tuple[str, Any]]:
    """The fields of a dataclass, each with its type."""
    hints = get_type_hints(kind)
    return [(field.name, hints[field.name]) for field in dataclasses.fields(kind)]
