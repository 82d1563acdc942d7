"""Statements and definitions are found in a generated module, proofs are not."""

from quantcert.prompts.enclose import Encloser
from quantcert.statements.prompt_statements import (
    definitions,
    statement_preamble,
    theorem_statements,
    with_imports,
)
from tests.support.prompt_networks import NETWORKS
from tests.support.prompt_sources import module_sources

SOURCE = """prelude
import Library

open QuantCert

namespace M

noncomputable def n : Nat :=
  0x5

/-- A block. -/
theorem block : n = n := by
  decide +kernel

variable {R : Type u}

/-- All. -/
theorem all (a : R) :
    a = a ∧
      n = n :=
  ⟨rfl, block⟩

end M
"""


def test_statements_end_where_proofs_begin():
    found = theorem_statements("M", SOURCE)
    assert found == {"M.block": " : n = n", "M.all": " (a : R) :\n    a = a ∧\n      n = n"}


def test_definitions_hold_no_theorem():
    assert definitions(SOURCE) == ("noncomputable def n : Nat :=\n  0x5",)


def test_statements_are_read_in_their_namespace_with_its_variables():
    text = statement_preamble("M", SOURCE, {"L": ("def a := 1",), "M": definitions(SOURCE)})
    assert text.startswith("open QuantCert\n\nuniverse u")
    assert "namespace L\n\ndef a := 1\n\nend L\n\nnamespace M\n\nnoncomputable def n" in text
    assert text.endswith("end M\n\nnamespace M\n\nvariable {R : Type u}")


def test_imports_stand_at_the_head():
    assert with_imports(SOURCE, ["A.B"]).startswith("prelude\nimport A.B\nimport Library\n")


def test_every_theorem_of_a_module_is_found():
    known = NETWORKS["relu"]
    found = module_sources("P", known, Encloser(known, 24).all())
    for name, source in found.items():
        names = list(theorem_statements(name, source))
        steps = [n for n in names if n.startswith(f"{name}.step_")]
        assert steps == [f"{name}.step_{i}" for i in range(len(steps))]
        enclosed = [] if name == "P" else [f"{name}.enclosed"]
        assert [n for n in names if n not in steps] == [*enclosed, f"{name}.contained"]
        assert not any("theorem" in text for text in definitions(source))
