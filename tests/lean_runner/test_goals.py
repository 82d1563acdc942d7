"""Goals are read from messages as Lean 4.35 writes them (recorded)."""

import pytest

from quantcert.lean.goals import Goal, failures, goals_of
from quantcert.lean.process.run import Message

TWO = """unsolved goals
case left
x y : Nat
h : x = y
⊢ y = x

case right
x y : Nat
h : x = y
⊢ x + 0 = y"""
RFL = """Tactic `rfl` failed: The left-hand side
  0 + y
is not definitionally equal to the right-hand side
  y

case zero
y : Nat
h : 0 = 2
⊢ 0 + y = y"""
LONG = """unsolved goals
h :
  checkRowShares x y =
    true
⊢ LayerErrorAtMost R 32
    (originalMatrix chunks)"""
DECIDE = """Tactic `decide` proved that the proposition
  2 + 2 = 5
is false"""
HYPOTHESES = ("x y : Nat", "h : x = y")


@pytest.mark.parametrize(
    ("text", "goals"),
    [
        (TWO, (Goal("left", HYPOTHESES, "y = x"), Goal("right", HYPOTHESES, "x + 0 = y"))),
        (RFL, (Goal("zero", ("y : Nat", "h : 0 = 2"), "0 + y = y"),)),
        ("Tactic `assumption` failed\n\n⊢ True", (Goal("", (), "True"),)),
        (
            LONG,
            (
                Goal(
                    "",
                    ("h :\n  checkRowShares x y =\n    true",),
                    "LayerErrorAtMost R 32\n    (originalMatrix chunks)",
                ),
            ),
        ),
        (DECIDE, ()),
        ("", ()),
    ],
)
def test_goals(text: str, goals: tuple[Goal, ...]) -> None:
    assert goals_of(text) == goals


def test_only_errors_are_failures() -> None:
    warning = Message("warning", "⊢ x", "k", 1, 2)
    (found,) = failures([warning, Message("error", RFL, "k", 15, 2)])
    assert (found.line, found.column, found.words) == (15, 2, RFL)
    assert [goal.case for goal in found.goals] == ["zero"]
