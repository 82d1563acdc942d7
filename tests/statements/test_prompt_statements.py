"""Statements and definitions are found in a generated module, proofs are not."""

from quantcert.prompts.enclose import Encloser
from quantcert.statements.prompt import prompt_module
from quantcert.statements.prompt_statements import (
    definitions,
    statement_preamble,
    theorem_statements,
    with_imports,
)
from tests.support.prompt_networks import NETWORKS

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
    assert definitions("M", SOURCE) == (
        "namespace M\n\nnoncomputable def n : Nat :=\n  0x5\n\nend M"
    )


def test_statements_are_read_in_their_namespace_with_its_variables():
    text = statement_preamble("M", {"M": SOURCE})
    assert text.startswith("open QuantCert\n\nuniverse u")
    assert text.endswith("end M\n\nnamespace M\n\nvariable {R : Type u}")


def test_imports_stand_at_the_head():
    assert with_imports(SOURCE, ["A.B"]).startswith("prelude\nimport A.B\nimport Library\n")


def test_every_theorem_of_a_module_is_found():
    known = NETWORKS["relu"]
    source = prompt_module("P", known, Encloser(known, 24).all()).source
    names = [f"P.{name}" for name in ("enclosed_0", "enclosed_1", "enclosed_2")]
    found = list(theorem_statements("P", source))
    steps = [name for name in found if name.startswith("P.step_")]
    assert steps == [f"P.step_{i}" for i in range(len(steps))]
    assert [n for n in found if n not in steps] == [*names, "P.enclosed", "P.contained"]
    assert "theorem" not in definitions("P", source)
