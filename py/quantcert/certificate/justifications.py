"""Justifications: why a requirement that a layer misses is borne for a while.

Only what a user's requirement asks for can be justified. Whether the evidence itself holds - files,
stored values, proofs, the kernel's and the audit's word, what an original must have in common with
its copy, vacuity, a known misreading - cannot: no justification can name these rules.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fnmatch import fnmatchcase

from quantcert.certificate.findings import Finding
from quantcert.certificate.rules import Rule

JUSTIFIABLE = (Rule.ROW_ERROR, Rule.LINE_SHARE, Rule.ACCUMULATOR)
"""Rules that compare proved numbers with a requirement."""


@dataclass(frozen=True)
class Justification:
    """Why layers that the pattern `layer` matches may fail `check`, by whom, until when.

    `expires` is the last day on which it counts, in ISO 8601; `expired` says whether the run was
    later. `layers` are the tensors that fail the check, none if it is not needed.

    Raises ValueError for a check that cannot be justified.
    """

    layer: str
    check: Rule
    rationale: str
    author: str
    expires: str
    expired: bool
    layers: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse a check that cannot be justified."""
        if self.check not in JUSTIFIABLE:
            raise ValueError(f"{self.check} cannot be justified")

    def covers(self, tensor: str, finding: Finding) -> bool:
        """Whether it speaks of what was found of a layer, and still counts."""
        return not self.expired and self.speaks_of(tensor, finding)

    def speaks_of(self, tensor: str, finding: Finding) -> bool:
        """Whether it is about what was found of a layer, expired or not."""
        return finding.rule is self.check and fnmatchcase(tensor, self.layer)

    @property
    def finding(self) -> Finding | None:
        """Why it rejects the run, if it does."""
        told = f"justification of {self.check} for {self.layer} by {self.author}"
        if self.expired:
            message = f"{told} expired after {self.expires}"
            return Finding(Rule.JUSTIFICATION_EXPIRED, message)
        if not self.layers:
            message = f"{told}: no layer fails that check"
            return Finding(Rule.JUSTIFICATION_UNUSED, message)
        return None


def justifying(
    justifications: Iterable[Justification], tensor: str, findings: Iterable[Finding]
) -> tuple[Justification, ...]:
    """What justifies all findings of a layer, each once; nothing if one is left without."""
    found: dict[Justification, None] = {}
    for finding in findings:
        covering = [each for each in justifications if each.covers(tensor, finding)]
        if not covering:
            return ()
        found[covering[0]] = None
    return tuple(found)
