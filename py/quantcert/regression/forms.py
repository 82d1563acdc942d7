"""Forms of theorems: what is stated apart from the numbers, and on what it rests.

Theorems of one kind about many matrices have one form. Of the text, numbers and the names of
generated modules are left out; of the definitions, those of the Lean library count.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable

from quantcert.certificate import TheoremEvidence, Verdict
from quantcert.certificate.encode import canonical
from quantcert.regression.measures import Facts

_GENERATED = re.compile(r"\b(Proofs|Data)\.\w+")
_PLACE = re.compile(r"\b((?:Proofs|Data)\.L)\d+")
_NUMBER = re.compile(r"\d+")


class Forms:
    """The forms that were met: `KIND`, or `KIND.2` for another one of the same kind."""

    def __init__(self) -> None:
        """None yet."""
        self.facts: dict[str, Facts] = {}
        self._names: dict[tuple[str, str], str] = {}

    def names(self, theorems: Iterable[TheoremEvidence]) -> tuple[str, ...]:
        """The names of the forms of those theorems that are proved, sorted, each once."""
        proved = (theorem for theorem in theorems if theorem.verdict is Verdict.PROVED)
        return tuple(sorted({self._name(theorem) for theorem in proved}))

    def _name(self, theorem: TheoremEvidence) -> str:
        facts: Facts = {
            "statement": _sha256(_NUMBER.sub("#", _GENERATED.sub(r"\1", theorem.statement))),
            "definitions": theorem.library_sha256 or "",
            "axioms": tuple(sorted(theorem.axioms)),
        }
        key = (theorem.kind, str(sorted(facts.items())))
        if key not in self._names:
            number = 1 + sum(kind == theorem.kind for kind, _ in self._names)
            name = self._names[key] = theorem.kind + (f".{number}" if number > 1 else "")
            self.facts[name] = facts
        return self._names[key]


def kind_of(form: str) -> str:
    """The kind of the theorems of a form."""
    return form.partition(".")[0]


def claims_digest(theorems: Iterable[TheoremEvidence]) -> str:
    """SHA-256 of all that is stated, numbers included; the place of a layer does not count."""
    claims = [[theorem.kind, _PLACE.sub(r"\1", theorem.statement)] for theorem in theorems]
    return hashlib.sha256(canonical(claims)).hexdigest()


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode(errors="backslashreplace")).hexdigest()
