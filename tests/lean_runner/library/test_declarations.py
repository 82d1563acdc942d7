from __future__ import annotations

import pytest

from quantcert.lean.library.declarations import (
    SourceDeclaration,
    blank_comments,
    public_declarations,
)


def only(text: str) -> SourceDeclaration:
    (declaration,) = public_declarations(text)
    return declaration


@pytest.mark.parametrize(
    "text",
    [
        "/-- Doc. -/\ntheorem a : p := h",
        "/-- Doc\nof two lines. -/\n@[simp] theorem a : p := h",
        "/-- Doc. -/\nnoncomputable def a : Nat := 1",
        "/-- A `/-` and a `-/` within. -/\nstructure a where\n  x : Nat",
        "open B in\n/-- Doc. -/\n@[simp]\nprotected theorem a : p := h",
    ],
)
def test_documented(text: str) -> None:
    assert only(text) == SourceDeclaration("a", True, ())


@pytest.mark.parametrize(
    "text",
    [
        "theorem a : p := h",
        "/- No docstring. -/\ntheorem a : p := h",
        "/-! # Title -/\ntheorem a : p := h",
        "/-- Doc. -/\nuniverse u\ntheorem a : p := h",
        "/-- Doc. -/\nexample : p := h\n\ndef a := 1",
        "-- a comment -/\nabbrev a := 1",
    ],
)
def test_undocumented(text: str) -> None:
    assert only(text) == SourceDeclaration("a", False, ())


def test_all_declarations_and_no_others() -> None:
    text = """
/-! title
theorem in_a_comment : p := h -/
inductive a where
  | b (x : Nat)
private theorem c : p := h
@[simp] private def d := 1
instance : e := f
theorem g.h (x : Nat) : p := h
  theorem within : p := h
class i (R : Type)
"""
    assert [d.name for d in public_declarations(text)] == ["a", "g.h", "i"]


@pytest.mark.parametrize(
    ("text", "binders"),
    [
        ("theorem a (h1 : p) {n m : Nat} [F R] ⦃x : R⦄ (hx : q) : r := h", "h1 n m x hx"),
        ("theorem a (h : p (R := R) x)\n    (h2 : q) : r := f (h3 : s)", "h h2"),
        ("theorem a : ∀ (n : Nat) (h1 : p n), q\n  | 0, (h2 : p 0) => h", "n h1"),
        ("structure a (n : Nat) where\n  (h1 : p)", "n"),
        ("theorem a (hn : ∀ k, (k : Int) < n → p) /- (h1 : q) -/ : r := h", "hn k"),
    ],
)
def test_binders_of_the_signature(text: str, binders: str) -> None:
    assert only(text).binders == tuple(binders.split())


def test_numbered_hypotheses() -> None:
    names = ("h", "h1", "h12'", "h₂", "hn", "h1n", "x1")
    assert SourceDeclaration("a", True, names).numbered == ["h1", "h12'", "h₂"]


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("a /- b /- c -/ d -/ e", "a e"),
        ("a -- b /- c\nd", "a d"),
        ('a "/- b" c', "a c"),
        ('a "x\\"y" b', "a b"),
        ('/- " -/ a /- " -/', "a"),
        ("/- -- -/ a", "a"),
        ("a /- b", "a"),
        ("a -/ b", "a -/ b"),
    ],
)
def test_blank_comments(text: str, kept: str) -> None:
    blank = blank_comments(text)
    assert blank.split() == kept.split()
    assert [len(line) for line in blank.split("\n")] == [len(line) for line in text.split("\n")]
