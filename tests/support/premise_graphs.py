"""A small graph of premises, made by hand."""

from quantcert.lean.olean.module import Kind
from quantcert.lean.premises import Premise, PremiseGraph
from quantcert.trace.model import FailedProof, Trace


def premise(name: str, kind: Kind, module: str, *uses: str) -> Premise:
    return Premise(name, kind, module, uses, module.startswith("Proofs"))


def small_graph() -> PremiseGraph:
    """Two modules with a theorem of the same form each, one with another; lemmas and an axiom."""
    made = [
        premise("Proofs.L0.error", Kind.THEOREM, "Proofs.L0", "Proofs.L0.error._proof_1", "Nat"),
        premise("Proofs.L0.error._proof_1", Kind.THEOREM, "Proofs.L0", "sound", "Proofs.L0.chunk7"),
        premise("Proofs.L0.chunk7", Kind.DEFINITION, "Proofs.L0", "Data.c0", "Proofs.L0.part7"),
        premise("Proofs.L0.part7", Kind.THEOREM, "Proofs.L0", "decided"),
        premise("Proofs.L1.error", Kind.THEOREM, "Proofs.L1", "sound", "Proofs.L1.part12"),
        premise("Proofs.L1.part12", Kind.THEOREM, "Proofs.L1", "decided"),
        premise("Proofs.L2.error", Kind.THEOREM, "Proofs.L2", "decided", "sound"),
        premise("sound", Kind.THEOREM, "Lib.Cert", "inner", "table"),
        premise("inner", Kind.THEOREM, "Lib.Thm", "choice"),
        premise("table", Kind.DEFINITION, "Lib.Spec", "Nat", "choice"),
        premise("decided", Kind.THEOREM, "Lib.Core", "Nat"),
        premise("choice", Kind.AXIOM, "Lib.Core"),
        premise("Nat", Kind.INDUCTIVE, "Lib.Core", "Nat"),
    ]
    roots = ("Proofs.L0.error", "Proofs.L1.error", "Proofs.L2.error")
    return PremiseGraph(roots, {p.name: p for p in made}, frozenset({"Data.c0"}))


def small_trace(*failed: FailedProof) -> Trace:
    return Trace("proofs_gen/m", 64 * "a", small_graph(), failed)
