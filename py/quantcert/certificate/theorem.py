"""Theorems and verdicts, as every part of a certificate states them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from quantcert.certificate.findings import Finding, Judged


class Verdict(StrEnum):
    """The tiers of evidence, in the words every output uses."""

    PROVED = "PROVED"
    PROVED_VACUOUS = "PROVED-VACUOUS"
    MEASURED = "MEASURED"
    FAILED = "FAILED"
    UNPROVED = "UNPROVED"

    @property
    def accepted(self) -> bool:
        """Whether the verdict counts as a pass."""
        return self is Verdict.PROVED

    @property
    def by_kernel(self) -> bool:
        """Whether the kernel accepted what is claimed, be it useful or not."""
        return self in (Verdict.PROVED, Verdict.PROVED_VACUOUS)


@dataclass(frozen=True)
class TheoremEvidence(Judged):
    """One theorem about a layer or the network, and what the kernel and the audit said of it.

    `statement` is the Lean source text; `statement_sha256` is taken over the elaborated
    statement, `definitions_sha256` over every definition it rests on, `library_sha256` over those
    in the library alone, which are the same for every checkpoint.
    """

    name: str
    kind: str
    statement: str
    statement_sha256: str | None
    definitions_sha256: str | None
    library_sha256: str | None
    axioms: tuple[str, ...]
    verdict: Verdict
    finding: Finding | None = None
