"""The declarations of a compiled module as lists of nodes, each after those it consists of.

Names, levels and terms are numbered; a node is *open* if a marker occurs in it. Metadata is left
out: the kernel ignores it, and so do digests of terms.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from quantcert.errors import OleanError
from quantcert.lean.olean.data_words import LEVEL_ZERO
from quantcert.lean.olean.objects import ObjectGraph, name_part
from quantcert.lean.olean.terms import TermReader
from quantcert.lean.pattern.text import NAME_HOLE


class UnfitError(Exception):
    """A compiled module cannot be a pattern: it holds what depends on markers in another way."""


BVAR, SORT, CONST, APP, LAMBDA, FORALL, LET, LITERAL, METADATA, PROJECTION = (0, *range(3, 12))
"""Constructor numbers of `Expr`."""

_LARGEST_LITERAL = 1 << 16
"""Numbers that are no markers must be smaller: Lean has computed nothing with a marker."""


@dataclass(frozen=True)
class NameNode:
    """A name: the node of its prefix and its last part; `hole` is the marker's number, or -1.

    Node 0 is the anonymous name.
    """

    prefix: int
    part: str | int
    hole: int
    is_open: bool


@dataclass(frozen=True)
class LevelNode:
    """A level: constructor number, levels it consists of, its parameter's name (or -1)."""

    tag: int
    levels: tuple[int, ...]
    name: int
    word: int
    digest: bytes


@dataclass(frozen=True)
class TermNode:
    """A term.

    `names` are the nodes of a constant's or a structure's name, or of a binder's; `levels` a
    constant's or a sort's; `number` is a variable's index, a projection's field or a literal's
    value, `text` a literal's value; `hole` the class of a literal that is a marker, or -1. `info`
    is the byte behind the data word of a binder or a `let`.
    """

    tag: int
    terms: tuple[int, ...]
    names: tuple[int, ...]
    levels: tuple[int, ...]
    number: int
    text: str | None
    hole: int
    info: int
    is_open: bool


@dataclass
class TermTable:
    """The nodes of one module; numbers and name parts that are markers are holes."""

    graph: ObjectGraph
    number_holes: dict[int, int]
    name_holes: dict[str, int]
    names: list[NameNode] = field(default_factory=lambda: [NameNode(-1, "", -1, False)])
    levels: list[LevelNode] = field(default_factory=list)
    terms: list[TermNode] = field(default_factory=list)
    _name_at: dict[int, int] = field(default_factory=lambda: {1: 0})
    _level_at: dict[int, int] = field(default_factory=dict)
    _term_at: dict[int, int] = field(default_factory=dict)
    _name_known: dict[tuple[int, str | int], int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Digests of levels are those of the reader of terms."""
        self._reader = TermReader(self.graph)

    def name(self, value: int) -> int:
        """The node of a name."""
        known = self._name_at.get(value)
        if known is not None:
            return known
        graph, tag = self.graph, self.graph.tag(value)
        if tag not in (1, 2):
            raise OleanError(f"object {value:#x} is not a name")
        before, last = graph.fields(value, tag, 2)
        prefix = self.name(before)
        part: str | int = graph.string(last) if tag == 1 else graph.nat(last)
        key = prefix, part
        known = self._name_known.get(key)
        if known is None:
            hole = self._name_hole(part) if isinstance(part, str) else -1
            is_open = hole >= 0 or self.names[prefix].is_open
            known = self._name_known[key] = len(self.names)
            self.names.append(NameNode(prefix, part, hole, is_open))
        self._name_at[value] = known
        return known

    def text(self, node: int) -> str:
        """A name as text; markers stand as they are."""
        name = self.names[node]
        part = name_part(name.part) if isinstance(name.part, str) else str(name.part)
        before = self.text(name.prefix) if name.prefix else ""
        return f"{before}.{part}" if before else part

    def level(self, value: int) -> int:
        """The node of a level."""
        known = self._level_at.get(value)
        if known is not None:
            return known
        graph, tag = self.graph, self.graph.tag(value)
        levels: tuple[int, ...] = ()
        name, word = -1, LEVEL_ZERO
        if not value & 1:
            _, fields = graph.constructor(value)
            word = graph.scalar_word(value)
            if tag == 4:
                name = self.name(fields[0])
            else:
                levels = tuple([self.level(part) for part in fields])
        digest = self._reader.level_digest(value)
        if name >= 0 and self.names[name].is_open:
            raise UnfitError("a marker stands in a level")
        self._level_at[value] = len(self.levels)
        self.levels.append(LevelNode(tag, levels, name, word, digest))
        return self._level_at[value]

    def term(self, value: int) -> int:
        """The node of a term."""
        known = self._term_at
        stack = [value]
        while stack:
            top = stack[-1]
            if top in known:
                stack.pop()
                continue
            tag, fields = self.graph.constructor(top)
            missing = [child for child in _children(tag, fields) if child not in known]
            if missing:
                stack.extend(missing)
                continue
            if tag == METADATA:
                known[top] = known[fields[1]]
            else:
                self.terms.append(self._node(top, tag, fields))
                known[top] = len(self.terms) - 1
            stack.pop()
        return known[value]

    def _node(self, value: int, tag: int, fields: tuple[int, ...]) -> TermNode:
        graph = self.graph
        terms = tuple([self._term_at[child] for child in _children(tag, fields)])
        names: tuple[int, ...] = ()
        levels: tuple[int, ...] = ()
        number, hole, info, text = 0, -1, 0, None
        if tag == BVAR:
            number = graph.nat(fields[0])
        elif tag == SORT:
            levels = (self.level(fields[0]),)
        elif tag == CONST:
            names = (self.name(fields[0]),)
            levels = tuple([self.level(level) for level in graph.list(fields[1])])
        elif tag in (LAMBDA, FORALL, LET):
            names, info = (self.name(fields[0]),), graph.scalar_word(value, 1) & 255
        elif tag == LITERAL:
            kind = graph.tag(fields[0])
            (content,) = graph.fields(fields[0], kind, 1)
            if kind:
                text = graph.string(content)
            else:
                number = graph.nat(content)
                hole = self._hole(number)
        elif tag == PROJECTION:
            names, number = (self.name(fields[0]),), graph.nat(fields[1])
        elif tag != APP:
            raise OleanError(f"object {value:#x} is not a closed expression")
        is_open = hole >= 0 or any(self.terms[term].is_open for term in terms)
        if tag in (CONST, PROJECTION):
            is_open = is_open or self.names[names[0]].is_open
        return TermNode(tag, terms, names, levels, number, text, hole, info, is_open)

    def _name_hole(self, part: str) -> int:
        hole = self.name_holes.get(part, -1)
        if hole < 0 and NAME_HOLE in part:
            raise UnfitError(f"the name part {part} is made from a marker")
        return hole

    def _hole(self, number: int) -> int:
        hole = self.number_holes.get(number, -1)
        if hole < 0 and number >= _LARGEST_LITERAL:
            raise UnfitError(f"a literal of {number.bit_length()} bits is no number of the text")
        return hole


def _children(tag: int, fields: tuple[int, ...]) -> tuple[int, ...]:
    """The fields of a term's constructor that are terms."""
    if tag == APP:
        return fields
    if tag in (LAMBDA, FORALL, LET):
        return fields[1:]
    if tag == METADATA:
        return fields[1:]
    return fields[2:] if tag == PROJECTION else ()
