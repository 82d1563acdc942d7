"""What a certificate says of an export: how far its weights are from what it was made from."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from quantcert.certificate.findings import Finding, Judged


@dataclass(frozen=True)
class ExportedTensor:
    """A matrix: `changed` of its `weights` are other numbers, by `largest_error` at most."""

    tensor: str
    weights: int
    changed: int
    largest_error: Fraction


@dataclass(frozen=True)
class ExportEvidence(Judged):
    """The rounding of an export, measured weight by weight in exact arithmetic, not proved.

    `files` are those of the quantized checkpoint that it was made from, with their SHA-256.
    """

    form: str
    files: dict[str, str]
    tensors: tuple[ExportedTensor, ...]
    finding: Finding | None = None

    @property
    def accepted(self) -> bool:
        """Whether its record states what was found."""
        return self.finding is None

    @property
    def worst(self) -> ExportedTensor | None:
        """The matrix that was rounded by the most; None if none was."""
        rounded = [tensor for tensor in self.tensors if tensor.changed]
        return max(rounded, key=lambda tensor: tensor.largest_error, default=None)
