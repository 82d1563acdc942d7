"""What is stated of a thing, as facts: forms of theorems, and digests of claims and subjects."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping

from quantcert.certificate import TheoremEvidence
from quantcert.certificate.encode import canonical
from quantcert.regression.forms import Forms, claims_digest
from quantcert.regression.measures import Fact, Facts

Sections = Mapping[str, Mapping[str, Facts]]
"""Facts by the name of the section and of the thing that they are about."""


def claims(subject: str, theorems: Iterable[TheoremEvidence], forms: Forms) -> dict[str, Fact]:
    """What is stated; `subject` is a digest of what it is stated of."""
    theorems = tuple(theorems)
    return {
        "theorems": forms.names(theorems),
        "subject": subject,
        "claims": claims_digest(theorems),
    }


def known(facts: Mapping[str, Fact | None]) -> Facts:
    """The facts that are known."""
    return {key: fact for key, fact in facts.items() if fact is not None}


def digest(value: object) -> str:
    """SHA-256 of the canonical form of a JSON value."""
    return hashlib.sha256(canonical(value)).hexdigest()
