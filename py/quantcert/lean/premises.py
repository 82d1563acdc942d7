"""What a theorem rests on, read from compiled modules: lemmas, definitions, axioms.

Lean records no list of the lemmas that a proof uses: they are the constants of its compiled term.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from quantcert.errors import OleanError
from quantcert.lean.library.build import Library
from quantcert.lean.olean.module import CompiledModule, Constant, Kind
from quantcert.lean.paths import module_path


@dataclass(frozen=True)
class Premise:
    """A constant: its kind, its module, and the constants that its statement and value use.

    `generated` tells whether it is a generated module's, not the library's.
    """

    name: str
    kind: Kind
    module: str
    uses: tuple[str, ...]
    generated: bool

    @property
    def auxiliary(self) -> bool:
        """Whether it was made on the way to another: a definition of a generated module, or a part
        of a proof that Lean has put aside (`_proof_1`).
        """
        made = self.name.rpartition(".")[2].startswith("_")
        return made or (self.generated and self.kind is not Kind.THEOREM)


@dataclass(frozen=True)
class PremiseGraph:
    """Everything that the theorems `roots` rest on, by name.

    `literals` are numbers of data modules, which rest on nothing.
    """

    roots: tuple[str, ...]
    premises: Mapping[str, Premise]
    literals: frozenset[str]

    def lemmas(self, name: str) -> tuple[str, ...]:
        """Theorems and axioms that a constant uses itself, or by way of auxiliary constants."""
        found: set[str] = set()
        for premise in self._used(name):
            if premise.kind in (Kind.THEOREM, Kind.AXIOM):
                found.add(premise.name)
        return tuple(sorted(found))

    def definitions(self, name: str) -> tuple[str, ...]:
        """Likewise the definitions, types and constructors that it uses."""
        kinds = (Kind.THEOREM, Kind.AXIOM)
        return tuple(sorted(p.name for p in self._used(name) if p.kind not in kinds))

    def axioms(self, name: str) -> tuple[str, ...]:
        """The axioms among everything that a constant rests on."""
        return tuple(sorted(self._closures[name]))

    def _used(self, name: str) -> Iterator[Premise]:
        seen = {name}
        stack = list(self.premises[name].uses)
        while stack:
            used = stack.pop()
            if used in seen or used in self.literals:
                continue
            seen.add(used)
            premise = self.premises[used]
            if premise.auxiliary:
                stack.extend(premise.uses)
            else:
                yield premise

    @cached_property
    def _closures(self) -> dict[str, set[str]]:
        """The axioms of each constant: each axiom is handed on to all that use it."""
        users: dict[str, list[str]] = {name: [] for name in self.premises}
        for premise in self.premises.values():
            for used in premise.uses:
                if used in users:
                    users[used].append(premise.name)
        found: dict[str, set[str]] = {name: set() for name in self.premises}
        for axiom in (p.name for p in self.premises.values() if p.kind is Kind.AXIOM):
            stack = [axiom]
            while stack:
                name = stack.pop()
                if axiom not in found[name]:
                    found[name].add(axiom)
                    stack.extend(users[name])
        return found


def premise_graph(
    roots: Iterable[str], library: Library, generated: Mapping[str, CompiledModule]
) -> PremiseGraph:
    """All that the theorems `roots` of the generated modules rest on.

    Raises OleanError if a module is malformed, or a constant is declared nowhere and is no literal
    of a module that is imported.
    """
    named = tuple(roots)
    reader = _Reader(library, generated)
    premises: dict[str, Premise] = {}
    literals: set[str] = set()
    stack = list(reversed(named))
    while stack:
        name = stack.pop()
        if name in premises or name in literals:
            continue
        premise = reader.premise(name)
        if premise is None:
            literals.add(name)
        else:
            premises[name] = premise
            stack.extend(premise.uses)
    return PremiseGraph(named, premises, frozenset(literals))


class _Reader:
    """Constants by name; a module of the library is read when one of its constants is asked for."""

    def __init__(self, library: Library, generated: Mapping[str, CompiledModule]) -> None:
        self._library = library
        self._read: dict[str, Mapping[str, Constant]] = {}
        self._own = {name: (m, c) for m, module in generated.items() for name, c in _of(module)}
        self._data = {name for module in generated.values() for name in module.imports}

    def premise(self, name: str) -> Premise | None:
        """The constant, or None if it is a literal."""
        entry = self._library.index.get(name)
        if entry is not None:
            return _premise(self._module(entry.module)[name], entry.module, False)
        if name in self._own:
            module, constant = self._own[name]
            return _premise(constant, module, True)
        if name.rpartition(".")[0] not in self._data:
            raise OleanError(f"the constant {name} is not declared")
        return None

    def _module(self, name: str) -> Mapping[str, Constant]:
        if name not in self._read:
            path = module_path(self._library.path, name, ".olean")
            self._read[name] = CompiledModule.open(path).constants
        return self._read[name]


def _of(module: CompiledModule) -> Iterable[tuple[str, Constant]]:
    return module.constants.items()


def _premise(constant: Constant, module: str, generated: bool) -> Premise:
    uses = constant.type_uses | constant.value_uses
    return Premise(constant.name, constant.kind, module, tuple(sorted(uses)), generated)
