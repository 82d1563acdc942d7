"""Data words against those that Lean has written."""

from __future__ import annotations

import pytest

from quantcert.lean import Library
from quantcert.lean.olean.module import CompiledModule
from quantcert.lean.paths import module_path
from tests.support.term_words import term_words


@pytest.mark.parametrize("module", ["QuantCert.Core.List.Defs", "QuantCert.Core.Int.DivMod"])
def test_words_of_all_terms(library: Library, module: str) -> None:
    graph = CompiledModule.open(module_path(library.path, module, ".olean")).graph
    words = list(term_words(graph))
    assert all(found == computed for _, found, computed in words)
    assert len(words) > 500
    assert {tag for tag, _, _ in words} >= {0, 3, 4, 5, 6, 7}
