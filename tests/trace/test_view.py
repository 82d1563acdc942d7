from quantcert.trace.view import View
from tests.support.premise_graphs import small_graph

GRAPH = small_graph()


def test_theorems_of_one_form_are_one_entry() -> None:
    view = View(GRAPH, GRAPH.roots, 2)
    assert [(entry.label, entry.names) for entry in view.roots] == [
        ("error", ("Proofs.L0.error", "Proofs.L1.error")),
        ("error (2)", ("Proofs.L2.error",)),
    ]
    assert view.roots[0].lemmas == ("part#", "sound")


def test_lemmas_are_followed_to_the_depth() -> None:
    assert list(View(GRAPH, GRAPH.roots, 1).lemmas) == ["decided", "sound"]
    assert View(GRAPH, GRAPH.roots, 1).lemmas["sound"].lemmas == ()
    deep = View(GRAPH, GRAPH.roots, 5).lemmas
    assert list(deep) == ["decided", "sound", "inner", "choice"]
    assert deep["inner"].lemmas == ("choice",)
    assert (deep["choice"].kind, deep["choice"].module) == ("axiom", "Lib.Core")
