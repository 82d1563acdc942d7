"""What constants rest on: in a graph made by hand, and in compiled modules."""

from dataclasses import replace
from pathlib import Path

import pytest

from quantcert.errors import OleanError
from quantcert.lean import Library, Limits
from quantcert.lean.olean.module import CompiledModule, Kind
from quantcert.lean.premises import premise_graph
from quantcert.lean.process.runners import RunnerPool
from tests.support.premise_graphs import small_graph

SOURCE = """prelude
import QuantCert.Core
theorem Mine.both (p q : Prop) (hp : p) (hq : q) : q ∧ p := And.intro hq hp
theorem Mine.turned (a b : Prop) : (a = b) = (b = a) :=
  propext (Iff.intro (fun h => Eq.symm h) (fun h => Eq.symm h))
noncomputable def Mine.pair : Nat := 2
theorem Mine.user : Mine.pair = 2 ∧ True := Mine.both True (Mine.pair = 2) trivial rfl
"""


def test_lemmas_are_found_through_what_is_auxiliary() -> None:
    graph = small_graph()
    assert graph.lemmas("Proofs.L0.error") == ("Proofs.L0.part7", "sound")
    assert graph.definitions("Proofs.L0.error") == ("Nat",)
    assert graph.lemmas("sound") == ("inner",)
    assert graph.definitions("sound") == ("table",)


def test_axioms_are_those_of_everything_beneath() -> None:
    graph = small_graph()
    assert graph.axioms("Proofs.L0.error") == ("choice",)
    assert graph.axioms("table") == ("choice",), "of a definition"
    assert graph.axioms("decided") == ()
    assert graph.axioms("choice") == ("choice",)


@pytest.fixture(scope="module")
def compiled(library: Library, tmp_path_factory: pytest.TempPathFactory) -> CompiledModule:
    folder: Path = tmp_path_factory.mktemp("mine")
    (folder / "Mine.lean").write_text(SOURCE)
    with RunnerPool(library.toolchain, 1) as runners:
        run = runners.compile(
            folder / "Mine.lean", folder / "Mine.olean", folder, [library.path], Limits()
        )
    assert run.reason == ""
    return CompiledModule.open(folder / "Mine.olean")


def test_compiled_modules_are_read(library: Library, compiled: CompiledModule) -> None:
    graph = premise_graph(["Mine.user", "Mine.turned"], library, {"Mine": compiled})
    assert graph.lemmas("Mine.user") == ("Mine.both", "trivial")
    assert {"propext", "Eq.symm"} <= set(graph.lemmas("Mine.turned"))
    assert graph.axioms("Mine.turned") == ("propext",)
    assert graph.axioms("Mine.user") == ()
    assert graph.premises["Eq.symm"].kind is Kind.THEOREM
    assert not graph.premises["Eq.symm"].generated
    assert graph.literals == frozenset()


def test_a_constant_that_is_nowhere_is_refused(library: Library, compiled: CompiledModule) -> None:
    without = replace(library, imports={"QuantCert.Core": ()})
    without.__dict__["index"] = {}
    with pytest.raises(OleanError, match="is not declared"):
        premise_graph(["Mine.user"], without, {"Mine": compiled})
