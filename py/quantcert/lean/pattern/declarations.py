"""The declarations of a compiled module, their terms as nodes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from quantcert.lean.olean.module import Kind
from quantcert.lean.olean.objects import ObjectGraph
from quantcert.lean.pattern.terms import CONST, LITERAL, PROJECTION, TermTable, UnfitError

_FIELDS = {2: (Kind.THEOREM, 3), 1: (Kind.DEFINITION, 4), 0: (Kind.AXIOM, 1)}
"""Kind and number of fields of the declarations that a pattern may hold, by constructor."""


@dataclass(frozen=True)
class Uses:
    """Names of constants: those without holes, and the nodes of the others."""

    closed: frozenset[str]
    open: tuple[int, ...]

    def filled(self, texts: Sequence[str]) -> frozenset[str]:
        """All names, given the texts of all nodes."""
        return self.closed.union([texts[index] for index in self.open])


@dataclass(frozen=True)
class Declaration:
    """A declaration; `value` is -1 where there is none.

    `scalars` is the word behind its fields, `hints` a definition's: its height, boxed or a word.
    """

    kind: Kind
    name: int
    universes: tuple[int, ...]
    type: int
    value: int
    together: tuple[int, ...]
    hints: tuple[int, int]
    scalars: int
    type_uses: Uses
    value_uses: Uses


class Declarations:
    """Declarations and imports of a compiled module, with the nodes that they consist of."""

    def __init__(
        self, graph: ObjectGraph, number_holes: Mapping[int, int], name_holes: Mapping[str, int]
    ) -> None:
        """Read the module. Raises UnfitError for what a pattern may not hold."""
        self.table = TermTable(graph, dict(number_holes), dict(name_holes))
        self._graph = graph
        imports, _, infos, _, _ = graph.fields(graph.root, 0, 5)
        self.imports = [
            self.table.name(graph.fields(item, 0, 1)[0]) for item in graph.array(imports)
        ]
        self.declarations = [self._declaration(info) for info in graph.array(infos)]

    def _declaration(self, info: int) -> Declaration:
        graph, table = self._graph, self.table
        tag = graph.tag(info)
        if tag not in _FIELDS:
            raise UnfitError(f"a pattern may not hold a declaration of kind {tag}")
        kind, count = _FIELDS[tag]
        (at,) = graph.fields(info, tag, 1)
        record = graph.fields(at, 0, count)
        name, universes, of_type = graph.fields(record[0], 0, 3)
        kind_node = table.term(of_type)
        value = table.term(record[1]) if count > 1 else -1
        together = tuple(map(table.name, graph.list(record[-1]))) if count > 1 else ()
        return Declaration(
            kind,
            table.name(name),
            tuple(map(table.name, graph.list(universes))),
            kind_node,
            value,
            together,
            self._hints(record[2]) if kind is Kind.DEFINITION else (0, 0),
            graph.scalar_word(at) if kind is Kind.DEFINITION else 0,
            self._uses(kind_node),
            self._uses(value) if count > 1 else Uses(frozenset(), ()),
        )

    def _hints(self, value: int) -> tuple[int, int]:
        """A boxed value and 0, or 0 and the word of a height."""
        return (value, 0) if value & 1 else (0, self._graph.scalar_word(value))

    def _uses(self, root: int) -> Uses:
        names: set[int] = set()
        literals: set[str] = set()
        terms = self.table.terms
        seen, stack = {root}, [root]
        while stack:
            node = terms[stack.pop()]
            if node.tag in (CONST, PROJECTION):
                names.add(node.names[0])
            elif node.tag == LITERAL:
                literals.add("Nat" if node.text is None else "String")
            fresh = [term for term in node.terms if term not in seen]
            seen.update(fresh)
            stack += fresh
        is_open = [index for index in sorted(names) if self.table.names[index].is_open]
        closed = self.closed_names(names.difference(is_open))
        return Uses(frozenset(literals | closed), tuple(is_open))

    def closed_names(self, nodes: Iterable[int]) -> set[str]:
        """Texts of names without holes."""
        return {self.table.text(node) for node in nodes}
