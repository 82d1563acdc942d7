"""What every form of a report is made from: a certificate, and what follows from it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from quantcert.certificate import Certificate
from quantcert.certificate.decode import open_certificate
from quantcert.report.build import build_report
from quantcert.report.model import Report


@dataclass(frozen=True)
class Source:
    """A certificate, its JSON document, and the report of it."""

    certificate: Certificate
    document: dict[str, Any]

    @cached_property
    def report(self) -> Report:
        """All there is to show."""
        return build_report(self.certificate, self.document["digest"])


def open_source(path: Path) -> Source:
    """The source of the reports of a certificate file. Raises CertificateError."""
    return Source(*open_certificate(path))
