"""Declarations as the reader sees them, against sources whose meaning is known."""

from __future__ import annotations

import struct
from collections.abc import Callable
from pathlib import Path

import pytest

from quantcert.errors import OleanError
from quantcert.lean import Library, Limits, Outcome
from quantcert.lean.olean.layout import HEADER, read_header
from quantcert.lean.olean.module import CompiledModule, Constant, Kind
from quantcert.lean.olean.objects import ObjectGraph
from quantcert.lean.process.runners import RunnerPool

Declare = Callable[[str], dict[str, Constant]]


@pytest.fixture
def declare(library: Library, tmp_path: Path) -> Declare:
    def declare(text: str) -> dict[str, Constant]:
        source = tmp_path / "M.lean"
        source.write_text(f"prelude\nimport QuantCert.Core\n{text}\n")
        olean = tmp_path / "M.olean"
        with RunnerPool(library.toolchain, 1) as pool:
            run = pool.compile(source, olean, tmp_path, [library.path], Limits())
        assert run.outcome is Outcome.OK, run.reason
        module = CompiledModule.open(olean)
        assert module.imports == ("QuantCert.Core",)
        return module.constants

    return declare


def test_kinds_and_uses(declare: Declare) -> None:
    found = declare(
        "inductive T : Type where\n  | a : Nat → T\n  | b : T\n"
        "def f (n : Nat) : T := T.a n\n"
        "theorem t : f 0 = T.a 0 := Eq.refl (T.a 0)\n"
        "axiom x : T\nopaque o : Nat\n"
    )
    kinds = {name: found[name].kind for name in ("T", "T.a", "T.rec", "f", "t", "x", "o")}
    assert kinds == {
        "T": Kind.INDUCTIVE,
        "T.a": Kind.CONSTRUCTOR,
        "T.rec": Kind.RECURSOR,
        "f": Kind.DEFINITION,
        "t": Kind.THEOREM,
        "x": Kind.AXIOM,
        "o": Kind.OPAQUE,
    }
    assert found["f"].type_uses == {"Nat", "T"}
    assert found["f"].value_uses == {"Nat", "T.a"}
    assert {"Eq", "f", "T.a"} <= found["t"].type_uses
    assert "Eq.refl" in found["t"].value_uses
    assert {"T.a", "T.b"} <= found["T"].value_uses
    assert found["x"].value_uses == frozenset()


SAME = [
    ("theorem t (a b : Nat) : a = a := rfl", "theorem t (x y : Nat) : x = x := rfl"),
    ("theorem t {a : Nat} : a = a := rfl", "theorem t (a : Nat) : a = a := rfl"),
    ("theorem t : ∀ a : Nat, a = a := fun _ => rfl", "theorem t (a : Nat) : a = a := rfl"),
    ("theorem t : 0 = 0 := rfl", "theorem t : (0 : Nat) = 0 := Eq.refl 0"),
]
DIFFERENT = [
    ("theorem t (a b : Nat) : a = a := rfl", "theorem t (a b : Nat) : b = b := rfl"),
    ("theorem t : 2 = 2 := rfl", "theorem t : 3 = 3 := rfl"),
    (f"theorem t : {2**70} = {2**70} := rfl", f"theorem t : {2**70 + 1} = {2**70 + 1} := rfl"),
    ("theorem t (a : Nat) : a = a := rfl", "theorem t (a : Bool) : a = a := rfl"),
    (
        "theorem t.{u} (A : Type u) (a : A) : a = a := rfl",
        "theorem t.{u} (A : Sort u) (a : A) : a = a := rfl",
    ),
    (
        "theorem t (f : Nat → Nat) : (fun x => f x) = f := rfl",
        "theorem t (f : Nat → Nat) : f = (fun x => f x) := rfl",
    ),
]


@pytest.mark.parametrize(("first", "second"), SAME)
def test_equal_statements(declare: Declare, first: str, second: str) -> None:
    """Names and kinds of binders, and the proof, make no difference."""
    assert declare(first)["t"].digest == declare(second)["t"].digest


@pytest.mark.parametrize(("first", "second"), DIFFERENT)
def test_different_statements(declare: Declare, first: str, second: str) -> None:
    assert declare(first)["t"].type_digest != declare(second)["t"].type_digest


def test_definition_digest_covers_the_value(declare: Declare) -> None:
    first, second = declare("def f : Nat := 1")["f"], declare("def f : Nat := 2")["f"]
    assert first.type_digest == second.type_digest
    assert first.digest != second.digest


def test_every_constant_of_the_library_is_read(library: Library) -> None:
    assert library.index["Nat.add"].kind is Kind.DEFINITION
    assert library.index["propext"].kind is Kind.AXIOM
    assert library.index["Quot.sound"].axioms == {"Quot.sound"}


@pytest.mark.parametrize(
    ("position", "value", "problem"),
    [
        (0, b"Olean", "not a compiled module"),
        (5, b"\3", "not a compiled module of version 2"),
        (6, b"\0", "with GMP numbers"),
        (7, b"4.34.0", r"compiled by Lean 4\.34\.0"),
        (40, b"0000", r"compiled by Lean 4\.35\.0 \(0000"),
    ],
)
def test_foreign_header(library: Library, position: int, value: bytes, problem: str) -> None:
    data = bytearray((library.path / "QuantCert" / "Core.olean").read_bytes())
    data[position : position + len(value)] = value
    with pytest.raises(OleanError, match=problem):
        read_header(bytes(data))


@pytest.mark.parametrize("root", [0, 1, 4, 0x58, 1 << 62])
def test_pointer_that_leads_nowhere(library: Library, root: int) -> None:
    data = bytearray((library.path / "QuantCert" / "Core.olean").read_bytes())
    struct.pack_into("<Q", data, HEADER.size - 8, root)
    with pytest.raises(OleanError):
        CompiledModule(ObjectGraph(bytes(data)))


def test_truncated_file(tmp_path: Path) -> None:
    path = tmp_path / "M.olean"
    path.write_bytes(b"olean")
    with pytest.raises(OleanError, match="5 bytes are too few"):
        ObjectGraph.open(path)
    path.write_bytes(b"")
    with pytest.raises(OleanError, match="cannot read the compiled module"):
        ObjectGraph.open(path)
