"""A trace as a tree of text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from quantcert.trace.model import FailedProof, Trace
from quantcert.trace.view import Entry, View

_BRANCH, _LAST, _LINE, _SPACE = "├─ ", "└─ ", "│  ", "   "


def text_lines(trace: Trace, roots: Sequence[str], depth: int) -> Iterator[str]:
    """The lines: what all rests on, a tree for each form of theorem, the failed proofs."""
    graph = trace.graph
    if roots:
        view = View(graph, roots, depth)
        axioms = sorted({axiom for name in roots for axiom in graph.axioms(name)})
        modules = {premise.module for premise in graph.premises.values() if not premise.generated}
        yield f"{trace.source}: {len(roots):,} theorems of {len(view.roots):,} forms"
        yield (
            f"they rest on {len(graph.premises):,} constants of {len(modules):,} modules of the "
            f"library and {len(graph.literals):,} literals; axioms: {', '.join(axioms) or 'none'}"
        )
        shown: set[str] = set()
        labels = {entry.label for entry in view.roots}
        for entry in view.roots:
            yield ""
            yield from _root(entry, view, shown, labels)
    for failed in trace.failed:
        yield ""
        yield from _failure(failed)


def _root(entry: Entry, view: View, shown: set[str], labels: set[str]) -> Iterator[str]:
    first = entry.names[0]
    more = f" and {len(entry.names) - 1:,} more" if len(entry.names) > 1 else ""
    yield f"{entry.label} ({first}{more})"
    axioms = ", ".join(view.graph.axioms(first)) or "none"
    yield f"{_LINE}axioms: {axioms}; definitions: {len(view.graph.definitions(first)):,}"
    yield from _branches(entry.lemmas, view, shown, labels, "")


def _branches(
    lemmas: Sequence[str], view: View, shown: set[str], labels: set[str], indent: str
) -> Iterator[str]:
    for lemma in lemmas:
        last = lemma == lemmas[-1]
        head = indent + (_LAST if last else _BRANCH)
        entry = view.lemmas.get(lemma)
        if entry is None:
            yield f"{head}{lemma}" + (" (a theorem above or below)" if lemma in labels else "")
            continue
        again = lemma in shown and bool(entry.lemmas)
        shown.add(lemma)
        axiom = "axiom " if entry.kind == "axiom" else ""
        yield f"{head}{axiom}{lemma}  {entry.module}" + ("  (as above)" if again else "")
        if not again:
            inner = indent + (_SPACE if last else _LINE)
            yield from _branches(entry.lemmas, view, shown, labels, inner)


def _failure(failed: FailedProof) -> Iterator[str]:
    yield f"NOT PROVED {failed.name}"
    if failed.statement:
        yield f"   to be proved {failed.statement}"
    yield from (f"   {line}" for line in failed.words.splitlines())
    if failed.goals:
        yield f"   goals left: {len(failed.goals)}"
