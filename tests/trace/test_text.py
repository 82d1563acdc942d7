from quantcert.lean.goals import Goal
from quantcert.trace.model import FailedProof
from quantcert.trace.text import text_lines
from tests.support.premise_graphs import small_trace

TREE = """\
proofs_gen/m: 3 theorems of 2 forms
they rest on 13 constants of 4 modules of the library and 1 literals; axioms: choice

error (Proofs.L0.error and 1 more)
│  axioms: choice; definitions: 1
├─ part#
└─ sound  Lib.Cert
   └─ inner  Lib.Thm

error (2) (Proofs.L2.error)
│  axioms: choice; definitions: 0
├─ decided  Lib.Core
└─ sound  Lib.Cert  (as above)
"""


def shown(*failed: FailedProof) -> str:
    trace = small_trace(*failed)
    return "\n".join(text_lines(trace, trace.graph.roots, 2)) + "\n"


def test_the_tree() -> None:
    assert shown() == TREE


def test_failed_proofs_follow() -> None:
    failed = FailedProof("m.lean:3:2", ": p", "unsolved goals\n⊢ p", (Goal("", (), "p"),))
    told = """
NOT PROVED m.lean:3:2
   to be proved : p
   unsolved goals
   ⊢ p
   goals left: 1
"""
    assert shown(failed) == TREE + told
