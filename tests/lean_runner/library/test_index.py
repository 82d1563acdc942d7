"""Digests of what a statement rests on."""

from __future__ import annotations

from dataclasses import replace

import pytest

from quantcert.errors import OleanError
from quantcert.lean.library.index import (
    Entry,
    Foundation,
    KeptIndex,
    Meaning,
    Scope,
    meaning,
    to_lines,
)
from quantcert.lean.olean.module import Kind

NONE: frozenset[str] = frozenset()


def definition(name: str, *uses: str) -> Entry:
    return Entry(Kind.DEFINITION, "M", "type", f"digest of {name}", NONE, frozenset(uses), NONE)


LIBRARY = {"deep": definition("deep"), "top": definition("top", "deep"), "far": definition("far")}
OTHERS = {"data": definition("data", "far")}
OWN = {"chunk": definition("chunk", "data", "top")}


def found(
    library: dict[str, Entry] = LIBRARY,
    others: dict[str, Entry] = OTHERS,
    own: dict[str, Entry] = OWN,
) -> Meaning:
    return meaning(["chunk"], own, Scope(Foundation(library), others))


def digest(**changed: dict[str, Entry]) -> str:
    return found(**changed).sha256


@pytest.mark.parametrize("name", ["deep", "top", "far"])
def test_every_definition_of_the_library_counts(name: str) -> None:
    changed = replace(LIBRARY[name], digest="another")
    assert digest(library={**LIBRARY, name: changed}) != digest()


def test_data_and_own_definitions_count() -> None:
    assert digest(others={"data": replace(OTHERS["data"], digest="another")}) != digest()
    assert digest(own={"chunk": replace(OWN["chunk"], digest="another")}) != digest()


def test_the_library_has_a_digest_of_its_own() -> None:
    """Numbers of a checkpoint do not change it, definitions of the library do."""
    other = found(own={"chunk": replace(OWN["chunk"], digest="another")})
    assert other.library_sha256 == found().library_sha256
    deeper = {**LIBRARY, "deep": replace(LIBRARY["deep"], digest="another")}
    assert found(library=deeper).library_sha256 != found().library_sha256


def test_what_is_not_used_does_not_count() -> None:
    assert digest(library={**LIBRARY, "new": definition("new")}) == digest()


def test_a_proof_is_no_part_of_the_meaning() -> None:
    fact = replace(definition("deep"), kind=Kind.THEOREM)
    other = replace(fact, digest="another")
    assert digest(library={**LIBRARY, "deep": fact}) == digest(library={**LIBRARY, "deep": other})


def test_a_constant_repeated_by_the_module() -> None:
    assert digest(own={**OWN, "top": LIBRARY["top"]}) == digest()


def test_digests_are_kept_for_each_set_of_roots() -> None:
    foundation = Foundation(LIBRARY)
    top, far = (foundation.meaning_digest(frozenset({name})) for name in ("top", "far"))
    assert top != far
    assert foundation.meaning_digest(frozenset({"top"})) == top


def test_undeclared_constant() -> None:
    with pytest.raises(OleanError, match="data is not declared"):
        digest(others={})


def test_entries_are_kept_as_they_are() -> None:
    used = Entry(
        Kind.THEOREM, "M.N", "type", "digest", frozenset({"a", "b"}), NONE, frozenset({"propext"})
    )
    index = {**LIBRARY, "Tiny.«ε₁»": used, "Tiny.luck": replace(used, kind=Kind.AXIOM)}
    kept = KeptIndex(to_lines(index))
    assert dict(kept) == index
    assert len(kept) == len(index)
    assert kept.get("Tiny.other") is None


@pytest.mark.parametrize("name", ["", "a b", "a\nb"])
def test_a_name_that_is_no_single_word_is_refused(name: str) -> None:
    with pytest.raises(OleanError, match="no name"):
        to_lines({name: LIBRARY["deep"]})
