"""The justifications of a requirement file beside what was found of the layers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from quantcert.certificate import Justification, LayerCertificate
from quantcert.certificate.justifications import JUSTIFIABLE
from quantcert.requirements import JustificationRule, Requirements


def justifications(
    requirements: Requirements, layers: Sequence[LayerCertificate], today: date
) -> tuple[Justification, ...]:
    """Each justification with the layers that fail its check, and whether it counts today."""
    return tuple(_justification(rule, layers, today) for rule in requirements.justifications)


def _justification(
    rule: JustificationRule, layers: Sequence[LayerCertificate], today: date
) -> Justification:
    stated = Justification(
        layer=rule.layer,
        check=next(check for check in JUSTIFIABLE if check == rule.check),
        rationale=rule.rationale,
        author=rule.author,
        expires=rule.expires.isoformat(),
        expired=rule.expires < today,
    )
    failing = [
        layer.tensor
        for layer in layers
        if any(stated.speaks_of(layer.tensor, finding) for finding in layer.findings)
    ]
    return replace(stated, layers=tuple(failing))
