"""Lean's hash functions, against the hashes in modules that Lean has compiled."""

from __future__ import annotations

from quantcert.lean import Library
from quantcert.lean.olean.hashing import constant_hash, literal_hash, name_hash, string_hash
from quantcert.lean.olean.objects import ObjectGraph
from quantcert.lean.paths import module_path


def test_names_and_terms_of_the_library(library: Library) -> None:
    names = terms = 0
    for module in library.modules:
        graph = ObjectGraph.open(module_path(library.path, module, ".olean"))
        for value in graph.array(graph.fields(graph.root, 0, 5)[2]):
            record = graph.fields(value, graph.tag(value), 1)[0]
            signature = graph.words[graph.locate(record) + 1]
            name, _, term = graph.fields(signature, 0, 3)
            text = graph.name(name)
            if "«" not in text and not any(part.isdigit() for part in text.split(".")):
                assert graph.scalar_word(name) == name_hash(text)
                names += 1
            if graph.tag(term) == 4 and graph.words[graph.locate(term) + 2] == 1:
                constant = graph.name(graph.words[graph.locate(term) + 1])
                assert graph.scalar_word(term) == constant_hash(constant)
                terms += 1
    assert names > 1000
    assert terms > 50


def test_literal_hash_of_the_toolchain() -> None:
    """The hash that Lean 4.35.0 stores with the literal 1."""
    assert literal_hash(1) == 0x11E99612


def test_string_hash_covers_all_remainders() -> None:
    assert len({string_hash("a" * length) for length in range(20)}) == 20
