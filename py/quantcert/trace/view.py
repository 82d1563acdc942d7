"""What is shown of a graph of premises: theorems of one form together, lemmas down to a depth.

A checkpoint has the same dozen theorems for each of its matrices. Those whose names, up to numbers,
and whose lemmas are the same are one entry, with their count.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from quantcert.lean.premises import PremiseGraph

_NUMBER = re.compile(r"\d+")


@dataclass(frozen=True)
class Entry:
    """Theorems of one form, or one lemma of the library.

    Attributes:
        label: the name without its module, numbers as `#`, with a number where several forms have
            one name; or the lemma's full name.
        names: the theorems.
        module: the lemma's module; empty for theorems of generated modules.
        kind: what it is.
        lemmas: labels of what it uses.
    """

    label: str
    names: tuple[str, ...]
    module: str
    kind: str
    lemmas: tuple[str, ...]


class View:
    """Entries of a graph, the roots first."""

    def __init__(self, graph: PremiseGraph, roots: Sequence[str], depth: int) -> None:
        """Show the theorems `roots` and the lemmas that they rest on, in `depth` steps."""
        self.graph, self.depth = graph, depth
        self._forms = {name: self._form(name) for name in roots}

    @cached_property
    def roots(self) -> list[Entry]:
        """The theorems of generated modules, each form once."""
        found: dict[tuple[str, tuple[str, ...]], list[str]] = {}
        for name, form in self._forms.items():
            found.setdefault(form, []).append(name)
        seen: Counter[str] = Counter()
        entries = []
        for (label, lemmas), names in found.items():
            seen[label] += 1
            own = f"{label} ({seen[label]})" if seen[label] > 1 else label
            entries.append(Entry(own, tuple(names), "", "theorem", lemmas))
        return entries

    @cached_property
    def lemmas(self) -> dict[str, Entry]:
        """The lemmas of the library that are reached, by name."""
        found: dict[str, Entry] = {}
        wave = {label for root in self.roots for label in root.lemmas}
        for step in range(self.depth):
            names = sorted(wave & self.graph.premises.keys() - found.keys())
            last = step + 1 == self.depth
            for name in names:
                premise = self.graph.premises[name]
                used = () if last else self._form(name)[1]
                found[name] = Entry(name, (name,), premise.module, premise.kind, used)
            wave = {label for name in names for label in found[name].lemmas}
        return found

    def _form(self, name: str) -> tuple[str, tuple[str, ...]]:
        used = sorted({self._label(lemma) for lemma in self.graph.lemmas(name)})
        return self._label(name), tuple(used)

    def _label(self, name: str) -> str:
        premise = self.graph.premises[name]
        if not premise.generated:
            return name
        return _NUMBER.sub("#", name.removeprefix(f"{premise.module}."))
