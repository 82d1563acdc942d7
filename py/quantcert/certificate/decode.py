"""Certificates back from JSON: the evidence of a document that is valid under the schema.

What a document concludes is not believed: it is concluded anew from its evidence.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from quantcert.certificate.compare import read_certificate
from quantcert.certificate.encode import to_document
from quantcert.certificate.model import Certificate
from quantcert.certificate.plain import from_plain
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
    certificate: Certificate = from_plain(Certificate, document)
    return certificate
