"""What a certificate says of a base that is another original, rotated."""

from __future__ import annotations

from dataclasses import dataclass

from quantcert.certificate.findings import Finding, Judged
from quantcert.certificate.theorem import TheoremEvidence, Verdict


@dataclass(frozen=True)
class RotationEvidence(Judged):
    """Whether the base computes what the original that it was made from does.

    `files` are those of that original, by name, with their SHA-256. `residual` is whether the
    stream between blocks is rotated. Of `tensors` matrices the kernel has rotated `weights` weights
    and found those of the base. `rests_on` is what the theorems take from outside the kernel.
    """

    files: dict[str, str]
    residual: bool
    tensors: tuple[str, ...]
    weights: int
    rests_on: tuple[str, ...]
    theorems: tuple[TheoremEvidence, ...]
    finding: Finding | None = None

    @property
    def verdict(self) -> Verdict:
        """PROVED if all theorems are."""
        verdicts = [theorem.verdict for theorem in self.theorems]
        if Verdict.FAILED in verdicts or (self.finding is not None and not verdicts):
            return Verdict.FAILED
        proved = bool(verdicts) and all(verdict is Verdict.PROVED for verdict in verdicts)
        return Verdict.PROVED if proved and self.finding is None else Verdict.UNPROVED

    @property
    def accepted(self) -> bool:
        """Whether all theorems are proved."""
        return self.verdict.accepted
