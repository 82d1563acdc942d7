"""Re-import a compiled module and confirm each theorem: presence, statement, axioms.

Nothing that the generated module says about itself is believed. Its compiled form is parsed; the
expected statements are elaborated by a separate run of Lean in a module that imports the library
but not the generated module, so that no notation, instance or option of the generated module
takes part; the two statements must then have equal digests, and so must the definitions that they
rest on. Axioms are computed over the closure of everything that statement and proof use.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from quantcert.errors import OleanError
from quantcert.lean.library.index import ALLOWED_AXIOMS, Entry, Scope, index_module, meaning
from quantcert.lean.olean.literals import CHAIN, CHAIN_TYPE, DataModule
from quantcert.lean.olean.module import Constant, Kind

_EXPECTED = "QuantCertExpected"
_ALLOWED_KINDS = frozenset({Kind.THEOREM, Kind.DEFINITION})


class Declared(Protocol):
    """What a compiled module declares and imports."""

    @property
    def constants(self) -> Mapping[str, Constant]:
        """All declarations by name."""

    @property
    def imports(self) -> tuple[str, ...]:
        """Names of the modules that are imported."""


@dataclass(frozen=True)
class Statement:
    """Digests of a statement, of the definitions it rests on, and of the library's among these."""

    statement_sha256: str
    definitions_sha256: str
    library_sha256: str


@dataclass(frozen=True)
class TheoremRecord:
    """What the audit found for one expected theorem.

    `problem` is empty if the theorem is confirmed. Digests are empty if it is not present.
    """

    name: str
    present: bool
    statement_sha256: str
    definitions_sha256: str
    library_sha256: str
    axioms: tuple[str, ...]
    problem: str


Audited = tuple[dict[str, Entry], tuple[TheoremRecord, ...], str]
"""A module's own constants, a record of each expected theorem, what is wrong ("" if nothing is)."""


def expected_source(
    imports: Sequence[str], preamble: str, theorems: Mapping[str, str]
) -> tuple[str, dict[str, str]]:
    """Source of the module that states what is expected, and each theorem's name in it.

    A statement is given as it follows a theorem's name: binders, a colon, the proposition. The
    module states it without proof, as an axiom, and is never imported by anything.
    """
    names = {theorem: f"{_EXPECTED}.s{k}" for k, theorem in enumerate(theorems)}
    lines = ["prelude", *(f"import {module}" for module in imports), preamble]
    lines += [f"axiom _root_.{names[name]} {text}" for name, text in theorems.items()]
    return "\n".join(lines) + "\n", names


def expected_statements(
    module: Declared, names: Mapping[str, str], known: Scope
) -> dict[str, Statement]:
    """The digests of the expected statements, from the compiled form of `expected_source`."""
    own = index_module(_EXPECTED, module.constants, known)
    return {theorem: _statement(own[name], own, known) for theorem, name in names.items()}


def literal_entries(module: DataModule) -> dict[str, Entry]:
    """The constants of a data module whose content has been verified."""
    return {name: _literal_entry(module.name, d) for name, d in module.literals.items()}


def _literal_entry(module: str, digest: str) -> Entry:
    nat = frozenset({"Nat"})
    if not digest.startswith(CHAIN):
        return Entry(Kind.DEFINITION, module, "Nat", f"Nat:{digest}", nat, nat, frozenset())
    kind, value = frozenset({CHAIN_TYPE}), {f"{CHAIN_TYPE}.cons", f"{CHAIN_TYPE}.nil"}
    return Entry(Kind.DEFINITION, module, CHAIN_TYPE, digest, kind, nat | value, frozenset())


def audit_module(
    module: Declared,
    name: str,
    imports: Sequence[str],
    expected: Mapping[str, Statement],
    known: Scope,
) -> Audited:
    """Audit the compiled module `name`.

    `known` holds the constants of all that it may import. Returns the module's own constants, a
    record of each expected theorem, and what is wrong with the module ("" if nothing is).
    """
    try:
        own = index_module(name, module.constants, known)
    except OleanError as error:
        return {}, (), str(error)
    problem = _module_problem(module, imports)
    records = tuple(_record(theorem, own, known, want) for theorem, want in expected.items())
    return own, records, problem or next((r.problem for r in records if r.problem), "")


def _module_problem(module: Declared, imports: Sequence[str]) -> str:
    """What in the module is refused whatever the theorems say."""
    if set(module.imports) != set(imports):
        return f"the module imports {sorted(module.imports)}, expected {sorted(imports)}"
    for constant in module.constants.values():
        if constant.kind not in _ALLOWED_KINDS:
            return f"the module declares the {constant.kind} {constant.name}"
    return ""


def _record(name: str, own: Mapping[str, Entry], known: Scope, want: Statement) -> TheoremRecord:
    """Compare one theorem with what is expected."""
    entry = own.get(name)
    if entry is None:
        return TheoremRecord(name, False, "", "", "", (), f"the theorem {name} is missing")
    found = _statement(entry, own, known)
    foreign = sorted(entry.axioms - ALLOWED_AXIOMS)
    problem = ""
    if entry.kind is not Kind.THEOREM:
        problem = f"{name} is not a theorem but of kind {entry.kind}"
    elif foreign:
        problem = f"{name} rests on axioms that are not allowed: {', '.join(foreign)}"
    elif found.statement_sha256 != want.statement_sha256:
        problem = f"{name} does not have the expected statement"
    elif found.definitions_sha256 != want.definitions_sha256:
        problem = f"{name} rests on other definitions than the expected statement"
    return TheoremRecord(
        name,
        True,
        found.statement_sha256,
        found.definitions_sha256,
        found.library_sha256,
        tuple(sorted(entry.axioms)),
        problem,
    )


def _statement(entry: Entry, own: Mapping[str, Entry], known: Scope) -> Statement:
    """Digests of a constant's statement and of the definitions that it rests on."""
    rests_on = meaning(entry.type_uses, own, known)
    return Statement(entry.type_digest, rests_on.sha256, rests_on.library_sha256)
