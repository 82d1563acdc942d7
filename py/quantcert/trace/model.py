"""What a trace finds, as data."""

from __future__ import annotations

from dataclasses import dataclass

from quantcert.lean.goals import Goal
from quantcert.lean.premises import PremiseGraph


@dataclass(frozen=True)
class FailedProof:
    """A theorem that was not proved, or an error of Lean in a file.

    Attributes:
        name: the theorem, or the place in the file.
        statement: what was to be proved; empty if it is not known.
        words: what Lean or the run said.
        goals: the goals that these words tell.
    """

    name: str
    statement: str
    words: str
    goals: tuple[Goal, ...]


@dataclass(frozen=True)
class Trace:
    """Premises of theorems, and proofs that failed.

    Attributes:
        source: the folder or file.
        library_sha256: digest of the library; empty if a stock Lean has compiled it.
        graph: what the theorems rest on.
        failed: the proofs that failed.
    """

    source: str
    library_sha256: str
    graph: PremiseGraph
    failed: tuple[FailedProof, ...]
