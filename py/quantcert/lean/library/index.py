"""What is known of every constant: kind, digests, axioms over the transitive closure.

Axioms are computed from the compiled terms themselves, through types and values of everything
that a constant uses, and not from what Lean prints.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from quantcert.errors import OleanError
from quantcert.lean.olean.module import Constant, Kind

ALLOWED_AXIOMS = frozenset({"propext", "Quot.sound", "Classical.choice"})


@dataclass(frozen=True)
class Entry:
    """One constant.

    `type_uses` are the constants in its statement, `value_uses` those in its value (none for a
    theorem, whose proof is no part of its meaning). `axioms` are all that type and value (proof
    included) rest on.
    """

    kind: Kind
    module: str
    type_digest: str
    digest: str
    type_uses: frozenset[str]
    value_uses: frozenset[str]
    axioms: frozenset[str]


class KnownConstants(Protocol):
    """Constants by name."""

    def get(self, name: str, /) -> Entry | None:
        """The constant, or None if it is not declared."""


class Foundation:
    """The constants of a library: they never change, so digests of what they mean are kept."""

    def __init__(self, entries: Mapping[str, Entry]) -> None:
        """All constants of the library."""
        self.entries = entries
        self._digests: dict[frozenset[str], str] = {}

    def meaning_digest(self, roots: frozenset[str]) -> str:
        """SHA-256 of the definitions that some constants of the library rest on."""
        digest = self._digests.get(roots)
        if digest is None:
            closure, _ = _closure(roots, (), self.entries)
            digest = self._digests[roots] = _listing_digest(closure, "")
        return digest


@dataclass(frozen=True)
class Scope:
    """The constants that a module may use: those of the library, and those of `others`.

    `others` are constants of data modules and generated modules.
    """

    library: Foundation
    others: Mapping[str, Entry]

    def get(self, name: str, /) -> Entry | None:
        """The constant, or None if it is not declared."""
        return self.library.entries.get(name) or self.others.get(name)


def index_module(
    module: str, constants: Mapping[str, Constant], known: KnownConstants
) -> dict[str, Entry]:
    """Entries of the constants of one module, given the entries of all that it imports.

    Modules that do not import each other may declare the same auxiliary constant (`congr_simp` and
    the like), and Lean imports both. Raises OleanError if they are not the same, or if a constant
    uses one that is nowhere declared.
    """
    users: dict[str, set[str]] = defaultdict(set)
    axioms: dict[str, set[str]] = {name: set() for name in constants}
    for name, constant in constants.items():
        earlier = known.get(name)
        if earlier is not None:
            if not _same(constant, earlier):
                raise OleanError(f"{module} declares {name} again, after {earlier.module}")
            axioms[name] |= earlier.axioms
        if constant.kind is Kind.AXIOM:
            axioms[name].add(name)
        for used in constant.type_uses | constant.value_uses:
            if used in constants:
                users[used].add(name)
                continue
            entry = known.get(used)
            if entry is None:
                raise OleanError(f"{name} in {module} uses {used}, which is not declared")
            axioms[name] |= entry.axioms
    _propagate(axioms, users)
    return {
        name: Entry(
            constant.kind,
            module,
            constant.type_digest,
            constant.digest,
            constant.type_uses,
            frozenset() if constant.kind is Kind.THEOREM else constant.value_uses,
            frozenset(axioms[name]),
        )
        for name, constant in constants.items()
    }


def _same(constant: Constant, entry: Entry) -> bool:
    """Whether both are one definition, or theorems of one statement (`digest` covers no proof)."""
    return constant.kind is entry.kind and constant.digest == entry.digest


def _propagate(axioms: dict[str, set[str]], users: Mapping[str, set[str]]) -> None:
    """Hand the axioms of each constant on to all that use it, directly or not."""
    for axiom in set().union(*axioms.values()):
        reached = {name for name, found in axioms.items() if axiom in found}
        stack = list(reached)
        while stack:
            fresh = users.get(stack.pop(), set()) - reached
            reached |= fresh
            stack.extend(fresh)
        for name in reached:
            axioms[name].add(axiom)


@dataclass(frozen=True)
class Meaning:
    """SHA-256 of the definitions that something rests on, and of those in the library alone.

    The latter is the same for all checkpoints of which the same is said.
    """

    sha256: str
    library_sha256: str


def meaning(roots: Iterable[str], own: Mapping[str, Entry], scope: Scope) -> Meaning:
    """What `roots` rest on: digests over names and digests of their closure.

    `own` are the constants of the module that is looked at. What lies in the library enters as
    one digest, even where `own` repeats it (`index_module` has confirmed that it is the same).
    """
    library = scope.library
    closure, below = _closure(roots, library.entries, own, scope.others)
    in_library = library.meaning_digest(below)
    return Meaning(_listing_digest(closure, in_library), in_library)


def _closure(
    roots: Iterable[str], below: Container[str], *tables: Mapping[str, Entry]
) -> tuple[dict[str, str], frozenset[str]]:
    """What `roots` rest on: digests by name, and the constants in `below`, not looked into."""
    closure: dict[str, str] = {}
    reached: set[str] = set()
    stack = list(roots)
    while stack:
        name = stack.pop()
        if name in closure or name in reached:
            continue
        if name in below:
            reached.add(name)
            continue
        entry = next((table[name] for table in tables if name in table), None)
        if entry is None:
            raise OleanError(f"the constant {name} is not declared")
        closure[name] = entry.type_digest if entry.kind is Kind.THEOREM else entry.digest
        stack.extend(entry.type_uses | entry.value_uses)
    return closure, frozenset(reached)


def _listing_digest(closure: Mapping[str, str], head: str) -> str:
    """SHA-256 of a heading, names and digests."""
    lines = [head, *(f"{name} {digest}" for name, digest in sorted(closure.items()))]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def to_lines(index: Mapping[str, Entry]) -> bytes:
    """The index as lines of text. Raises OleanError for a name that is no single word."""
    for name in index:
        if len(name.split()) != 1:
            raise OleanError(f"{name!r} is no name of a constant")
    return "".join(f"{name} {json.dumps(_row(entry))}\n" for name, entry in index.items()).encode()


def _row(e: Entry) -> list[Any]:
    sets = [sorted(part) for part in (e.type_uses, e.value_uses, e.axioms)]
    return [e.kind, e.module, e.type_digest, e.digest, *sets]


class KeptIndex(Mapping[str, Entry]):
    """The index from what `to_lines` gave: an entry is read when it is asked for, as few are."""

    def __init__(self, lines: bytes) -> None:
        """The lines of all constants."""
        rows = lines.decode().split("\n")
        self._rows: dict[str, str] = dict(row.split(" ", 1) for row in rows if row)
        self._entries: dict[str, Entry] = {}

    def __getitem__(self, name: str) -> Entry:
        """The entry of a constant. Raises KeyError for one that is unknown."""
        found = self._entries.get(name)
        if found is None:
            kind, module, type_digest, digest, *sets = json.loads(self._rows[name])
            parts = map(frozenset, sets)
            found = Entry(Kind(kind), module, type_digest, digest, *parts)
            self._entries[name] = found
        return found

    def __iter__(self) -> Iterator[str]:
        """The names of all constants."""
        return iter(self._rows)

    def __len__(self) -> int:
        """How many constants there are."""
        return len(self._rows)
