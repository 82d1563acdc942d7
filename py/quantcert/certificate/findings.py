"""Findings: why a verdict is not plain PROVED, as data."""

from __future__ import annotations

from dataclasses import dataclass

from quantcert.certificate.rules import Rule


@dataclass(frozen=True)
class Finding:
    """What was found, by which rule, and where.

    `message` has the exact or outward rounded values. `tensor` is None if no single tensor is
    meant, `row` if no single row or a column as a whole, `column` if the row as a whole. Of a scale
    or a zero-point, `column` is the first that reads it.
    """

    rule: Rule
    message: str
    tensor: str | None = None
    row: int | None = None
    column: int | None = None


class Judged:
    """Something with a verdict, and the finding behind it where the verdict needs a reason."""

    __slots__ = ()
    finding: Finding | None

    @property
    def reason(self) -> str:
        """The finding's message; empty if nothing was found."""
        return "" if self.finding is None else self.finding.message
