"""What theorems about a network assume of its inputs: nothing, a region, or something else.

    short = Assumption(
        name="short texts",
        sentence="the text has at most 8 tokens",
        because="the application cuts its texts",
        hypotheses=(TextHypothesis("short", "text.length ≤ 8"),),
    )

Each assumption has theorems of its own, with names that end in its name.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from quantcert.models.region import Region

_NAME = re.compile(r"[a-z][a-z0-9]*( [a-z0-9]+)*")


@dataclass(frozen=True)
class TextHypothesis:
    """A hypothesis of a theorem in Lean: its name, and a proposition about `text`."""

    name: str
    proposition: str


@dataclass(frozen=True)
class Assumption:
    """Of which inputs theorems speak.

    Attributes:
        name: a few lower-case words; with underscores in names of theorems and requirements.
        sentence: what is assumed, as the theorems' docs say it after "on which"; empty for nothing.
        statement: the same in full, for the table of hypotheses.
        because: what stands behind it: who says so, or how it was measured.
        region: ranges of the original's activations, on which the plan of every block rests.
        hypotheses: what else the theorems about the whole network assume.
        sha256: digest of the file that it comes from; empty if there is none.
    """

    name: str
    sentence: str = ""
    statement: str = ""
    because: str = ""
    region: Region | None = None
    hypotheses: tuple[TextHypothesis, ...] = ()
    sha256: str = ""

    def __post_init__(self) -> None:
        """Refuse a name that Lean could not take. Raises ValueError."""
        if not _NAME.fullmatch(self.name):
            raise ValueError(
                f"assumption {self.name!r}: allowed: lower-case words, such as 'region'"
            )

    @property
    def word(self) -> str:
        """The name as it stands in names of modules and theorems: `all_inputs`."""
        return self.name.replace(" ", "_")

    @property
    def is_empty(self) -> bool:
        """Whether nothing is assumed."""
        return self.region is None and not self.hypotheses

    @property
    def arguments(self) -> str:
        """The hypotheses' names as arguments of a theorem in Lean, each after a space."""
        names = ["assumed"] if self.region is not None else []
        return "".join(f" {name}" for name in [*names, *(h.name for h in self.hypotheses)])


ALL_INPUTS = Assumption("all inputs")
"""Nothing is assumed."""
