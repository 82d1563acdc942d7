"""Levels and expressions of a compiled module: canonical digests and the constants they use.

The digest of an expression is SHA-256 over its structure. Binder names, binder kinds and metadata
do not enter it: two terms have equal digests exactly when they are equal up to these, which the
kernel ignores as well.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from quantcert.errors import OleanError
from quantcert.lean.olean.objects import ObjectGraph

_BVAR, _SORT, _CONST, _APP, _LAMBDA, _FORALL, _LET, _LITERAL, _METADATA, _PROJECTION = (
    0,
    3,
    4,
    5,
    6,
    7,
    8,
    9,
    10,
    11,
)
# Number of object fields of each constructor, and which of them are subterms.
_SHAPE: dict[int, tuple[int, tuple[int, ...]]] = {
    _BVAR: (1, ()),
    _SORT: (1, ()),
    _CONST: (2, ()),
    _APP: (2, (0, 1)),
    _LAMBDA: (3, (1, 2)),
    _FORALL: (3, (1, 2)),
    _LET: (4, (1, 2, 3)),
    _LITERAL: (1, ()),
    _METADATA: (2, (1,)),
    _PROJECTION: (3, (2,)),
}
_LEVEL_FIELDS = {0: 0, 1: 1, 2: 2, 3: 2}
_LEVEL_PARAMETER = 4


class TermReader:
    """Digests and used constants of the terms of one module; both are memoized."""

    def __init__(self, graph: ObjectGraph) -> None:
        """Read terms of `graph`."""
        self.graph = graph
        self._levels: dict[int, bytes] = {}
        self._terms: dict[int, bytes] = {}
        self._opened: dict[int, tuple[int, tuple[int, ...], tuple[int, ...]]] = {}
        self._leaf: dict[int, Callable[[tuple[int, ...]], bytes]] = {
            _BVAR: lambda fields: str(graph.nat(fields[0])).encode(),
            _SORT: lambda fields: self.level_digest(fields[0]),
            _CONST: self._const_payload,
            _LITERAL: lambda fields: self._literal_payload(fields[0]),
        }

    def digest(self, term: int) -> bytes:
        """SHA-256 of the term `term`."""
        known = self._terms
        stack = [term]
        while stack:
            value = stack[-1]
            if value in known:
                stack.pop()
                continue
            tag, fields, children = self._open(value)
            missing = [child for child in children if child not in known]
            if missing:
                stack.extend(missing)
                continue
            known[value] = self._combine(tag, fields, [known[child] for child in children])
            stack.pop()
        return known[term]

    def constants(self, *terms: int) -> set[str]:
        """Names of all constants that occur in `terms`."""
        name = self.graph.name
        found: set[str] = set()
        seen: set[int] = set()
        stack = list(terms)
        while stack:
            value = stack.pop()
            if value in seen:
                continue
            seen.add(value)
            tag, fields, children = self._open(value)
            if tag in (_CONST, _PROJECTION):
                found.add(name(fields[0]))
            elif tag == _LITERAL:
                found.add("Nat" if self.graph.tag(fields[0]) == 0 else "String")
            stack.extend(children)
        return found

    def level_digest(self, level: int) -> bytes:
        """SHA-256 of a universe level."""
        known = self._levels.get(level)
        if known is None:
            tag = self.graph.tag(level)
            if tag == _LEVEL_PARAMETER:
                payload = self.graph.name(self.graph.fields(level, tag, 1)[0]).encode()
            elif tag in _LEVEL_FIELDS:
                parts = self.graph.fields(level, tag, _LEVEL_FIELDS[tag])
                payload = b"".join(self.level_digest(part) for part in parts)
            else:
                raise OleanError(f"object {level:#x} is not a closed universe level")
            known = hashlib.sha256(b"L%d:" % tag + payload).digest()
            self._levels[level] = known
        return known

    def _open(self, value: int) -> tuple[int, tuple[int, ...], tuple[int, ...]]:
        """Constructor number, fields and subterms of an expression."""
        opened = self._opened.get(value)
        if opened is None:
            tag, fields = self.graph.constructor(value)
            count, children = _SHAPE.get(tag, (-1, ()))
            if len(fields) != count:
                raise OleanError(f"object {value:#x} is not a closed expression")
            opened = tag, fields, tuple([fields[k] for k in children])
            self._opened[value] = opened
        return opened

    def _combine(self, tag: int, fields: tuple[int, ...], children: list[bytes]) -> bytes:
        """Digest of an expression from its constructor, own payload and subterms' digests."""
        if tag == _METADATA:
            return children[0]
        if tag == _PROJECTION:
            name, field = self.graph.name(fields[0]), self.graph.nat(fields[1])
            payload = f"{name}#{field}:".encode()
        else:
            payload = self._leaf[tag](fields) if tag in self._leaf else b""
        return hashlib.sha256(b"E%d:" % tag + payload + b"".join(children)).digest()

    def _const_payload(self, fields: tuple[int, ...]) -> bytes:
        levels = b"".join(self.level_digest(level) for level in self.graph.list(fields[1]))
        return self.graph.name(fields[0]).encode() + b":" + levels

    def _literal_payload(self, literal: int) -> bytes:
        tag = self.graph.tag(literal)
        (content,) = self.graph.fields(literal, tag, 1)
        if tag == 0:
            return b"n" + self.graph.nat_digest(content)
        return b"s" + self.graph.string(content).encode()
