"""Lean files are compiled: premises of their theorems, goals of their failed proofs."""

from pathlib import Path

import pytest

from quantcert.errors import LeanError
from quantcert.lean import Library
from quantcert.trace.source import trace_file

HEAD = "prelude\nimport QuantCert.Core\n"
SOUND = "theorem sound (p : Prop) (h : p) : p ∧ True := And.intro h trivial\n"
OPEN = "theorem opened (p q : Prop) (h : p) : p ∧ q := by\n  constructor\n  exact h\n"


def written(folder: Path, text: str) -> Path:
    path = folder / "mine.lean"
    path.write_text(text)
    return path


def test_premises_of_a_sound_file(tmp_path: Path, library: Library) -> None:
    trace = trace_file(written(tmp_path, HEAD + SOUND), library)
    assert trace.graph.roots == ("sound",)
    assert trace.graph.lemmas("sound") == ("trivial",)
    assert "And.intro" in trace.graph.definitions("sound")
    assert trace.failed == ()


def test_goals_of_a_failed_proof(tmp_path: Path, library: Library) -> None:
    trace = trace_file(written(tmp_path, HEAD + SOUND + OPEN), library)
    (failed,) = trace.failed
    assert failed.name == "mine.lean:4:47"
    (goal,) = failed.goals
    assert (goal.case, goal.hypotheses, goal.target) == ("right", ("p q : Prop", "h : p"), "q")
    assert trace.graph.roots == ()


def test_sorry_is_no_proof(tmp_path: Path, library: Library) -> None:
    trace = trace_file(written(tmp_path, HEAD + "theorem t : True := sorry\n"), library)
    assert [failed.words for failed in trace.failed] == ["a declaration uses `sorry`"]


def test_files_that_cannot_be_traced(tmp_path: Path, library: Library) -> None:
    with pytest.raises(LeanError, match=r"mine\.lean: imports Mathlib, which is no module of"):
        trace_file(written(tmp_path, "import Mathlib\n"), library)
    with pytest.raises(LeanError, match="cannot be read"):
        trace_file(tmp_path / "none.lean", library)
