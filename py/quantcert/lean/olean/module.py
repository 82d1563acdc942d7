"""The declarations of a compiled module: kind, type, value, what they use."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from pathlib import Path

from quantcert.errors import OleanError
from quantcert.lean.olean.objects import ObjectGraph
from quantcert.lean.olean.terms import TermReader


class Kind(StrEnum):
    """Kinds of declarations, in the order of Lean's `ConstantInfo`."""

    AXIOM = "axiom"
    DEFINITION = "definition"
    THEOREM = "theorem"
    OPAQUE = "opaque"
    QUOTIENT = "quotient"
    INDUCTIVE = "inductive"
    CONSTRUCTOR = "constructor"
    RECURSOR = "recursor"


_KINDS = tuple(Kind)
# Object fields of each kind's record: their number, and which of them are terms (the value).
_RECORDS: dict[Kind, tuple[int, tuple[int, ...]]] = {
    Kind.AXIOM: (1, ()),
    Kind.DEFINITION: (4, (1,)),
    Kind.THEOREM: (3, (1,)),
    Kind.OPAQUE: (3, (1,)),
    Kind.QUOTIENT: (1, ()),
    Kind.INDUCTIVE: (6, ()),
    Kind.CONSTRUCTOR: (5, ()),
    Kind.RECURSOR: (7, ()),
}


@dataclass(frozen=True)
class Constant:
    """A declaration.

    `type_digest` identifies the statement (universe parameters included), `digest` the whole
    definition except a theorem's proof. `type_uses` and `value_uses` name the constants that
    occur in the type and in the value (proof, constructors, recursor rules).
    """

    name: str
    kind: Kind
    type_digest: str
    digest: str
    type_uses: frozenset[str]
    value_uses: frozenset[str]


class CompiledModule:
    """The content of one compiled module."""

    def __init__(self, graph: ObjectGraph) -> None:
        """Read the module record of `graph`."""
        self.graph = graph
        self._terms = TermReader(graph)
        fields = graph.fields(graph.root, 0, 5)
        self._imports, self._names, self._infos, self._extra, self._entries = fields

    @classmethod
    def open(cls, path: Path) -> CompiledModule:
        """The compiled module in the file `path`."""
        return cls(ObjectGraph.open(path))

    @cached_property
    def imports(self) -> tuple[str, ...]:
        """Names of the modules that are imported."""
        graph = self.graph
        return tuple(graph.name(graph.fields(i, 0, 1)[0]) for i in graph.array(self._imports))

    @cached_property
    def constants(self) -> dict[str, Constant]:
        """All declarations by name."""
        graph = self.graph
        names = [graph.name(value) for value in graph.array(self._names)]
        infos = [self._constant(value) for value in graph.array(self._infos)]
        if [constant.name for constant in infos] != names or len(set(names)) != len(names):
            raise OleanError("the names of the declarations differ from the list of names")
        return dict(zip(names, infos, strict=True))

    def _constant(self, info: int) -> Constant:
        """Decode one `ConstantInfo`."""
        graph, terms = self.graph, self._terms
        tag = graph.tag(info)
        if tag >= len(_KINDS):
            raise OleanError(f"unknown kind of declaration {tag}")
        kind = _KINDS[tag]
        count, value_fields = _RECORDS[kind]
        record = graph.fields(graph.fields(info, tag, 1)[0], 0, count)
        name, parameters, term = graph.fields(record[0], 0, 3)
        universes = ",".join(graph.name(parameter) for parameter in graph.list(parameters))
        values = [record[k] for k in value_fields]
        structure: list[str] = []
        used = terms.constants(*values)
        if kind is Kind.INDUCTIVE:
            structure = [self._numbers(record[1:3]), *self._name_list(record[4])]
            used |= {*self._name_list(record[3]), *self._name_list(record[4])}
        elif kind is Kind.CONSTRUCTOR:
            structure = [graph.name(record[1]), self._numbers(record[2:5])]
            used.add(graph.name(record[1]))
        elif kind is Kind.RECURSOR:
            rules = [graph.fields(rule, 0, 3) for rule in graph.list(record[6])]
            structure = [self._numbers(record[2:6])]
            structure += [graph.name(r[0]) + terms.digest(r[2]).hex() for r in rules]
            used |= terms.constants(*(rule[2] for rule in rules))
            used |= {*self._name_list(record[1]), *(graph.name(rule[0]) for rule in rules)}
        elif kind in (Kind.DEFINITION, Kind.OPAQUE):
            structure = [terms.digest(value).hex() for value in values]
        text_name = graph.name(name)
        type_digest, digest = constant_digests(
            kind, text_name, universes, terms.digest(term), structure
        )
        return Constant(
            text_name,
            kind,
            type_digest,
            digest,
            frozenset(terms.constants(term)),
            frozenset(used),
        )

    def _numbers(self, values: tuple[int, ...]) -> str:
        return ",".join(str(self.graph.nat(value)) for value in values)

    def _name_list(self, value: int) -> list[str]:
        return [self.graph.name(name) for name in self.graph.list(value)]


def constant_digests(
    kind: Kind, name: str, universes: str, type_digest: bytes, structure: Sequence[str]
) -> tuple[str, str]:
    """`type_digest` and `digest` of a constant from the digests of its terms, in hexadecimal.

    `structure` is what its definition consists of; a theorem's proof is no part of it.
    """
    of_type = _digest("type", universes, type_digest.hex())
    return of_type, _digest(kind, name, of_type, *structure)


def _digest(*parts: str) -> str:
    """SHA-256 of text parts, unambiguous because each part is preceded by its length."""
    text = "".join(f"{len(part)}:{part}" for part in parts)
    return hashlib.sha256(text.encode()).hexdigest()
