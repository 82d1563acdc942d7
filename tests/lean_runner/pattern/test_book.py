"""Modules made from patterns are those that Lean makes from their texts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from quantcert.errors import OleanError
from quantcert.lean import Library, Limits, Outcome, write_data_module
from quantcert.lean.olean.module import CompiledModule, Kind
from quantcert.lean.olean.objects import ObjectGraph
from quantcert.lean.paths import module_path
from quantcert.lean.pattern.book import PatternBook
from quantcert.lean.pattern.filled import Filled
from quantcert.lean.pattern.store import PatternStore
from quantcert.lean.pattern.text import name_marker
from quantcert.lean.process.calls import Replay
from quantcert.lean.process.run import Run
from quantcert.lean.process.runners import RunnerPool
from tests.support.term_words import term_words


def text(module: str, first: int, second: int, claim: int, name: str = "pair") -> str:
    return (
        f"prelude\nimport QuantCert.Core\nimport Data.{module}\nnamespace Proofs.{module}\n"
        f"universe u\n/-- {name}. -/\n"
        f"noncomputable def {name} : List Nat := [{first}, {second}, Data.{module}.w]\n"
        f"theorem {name}_small : {first} < {second} + {claim} := by decide +kernel\n"
        f"theorem {name}_same {{α : Type u}} (f : List Nat → Nat → α)\n"
        f"    (h : f Proofs.{module}.{name} {first} = f [] {second}) :\n"
        f"    f Proofs.{module}.{name} {first} = f [] {second} := h\n"
        f"end Proofs.{module}\n"
    )


def names(module: str) -> list[str]:
    return [f"Proofs.{module}", f"Data.{module}", f"Data.{module}.w"]


class Compiler:
    """Compiles with the kernel left out, and counts how often."""

    def __init__(self, library: Library, runners: RunnerPool, folder: Path) -> None:
        self.library, self.runners, self.folder, self.calls = library, runners, folder, 0

    def __call__(self, source: str, shown: Mapping[str, str], modules: object = ()) -> bytes | None:
        self.calls += 1
        module = next(name for name in shown if name.startswith("Proofs."))
        data = next(name for name in shown if name.startswith("Data."))
        return self.compiled(source, shown[module], shown[data], shown[f"{data}.w"])

    def compiled(self, source: str, module: str, data: str, literal: str) -> bytes | None:
        root = self.folder / f"{self.calls}"
        write_data_module(self.folder / "data", data, ["QuantCert.Core"], {literal: b"\2"})
        path = module_path(root, module, ".lean")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(source)
        olean = path.with_suffix(".olean")
        found = [self.library.path, self.folder / "data"]
        options = ["debug.skipKernelTC=true"]
        run = self.runners.compile(path, olean, root, found, Limits(), options=options)
        return olean.read_bytes() if run.outcome is Outcome.OK else None


@pytest.fixture
def runners(library: Library) -> Iterator[RunnerPool]:
    with RunnerPool(library.toolchain, 1) as pool:
        yield pool


@pytest.fixture
def compiler(library: Library, runners: RunnerPool, tmp_path: Path) -> Compiler:
    return Compiler(library, runners, tmp_path)


def filled(book: PatternBook, compiler: Compiler, module: str, *numbers: int) -> Filled:
    found = book.filled(text(module, *numbers), names(module), compiler, proofs=True)
    assert found is not None
    return found


def replayed(compiler: Compiler, filled: Filled, module: str) -> Run:
    """What the kernel says of the filled module."""
    olean = compiler.folder / f"{module}.olean"
    olean.write_bytes(filled.content())
    data = write_data_module(
        compiler.folder, f"Data.{module}", ["QuantCert.Core"], {f"Data.{module}.w": b"\1"}
    )
    base = compiler.library.closure(["QuantCert.Core"])
    return compiler.runners.replay(Replay((*base, data.path), (olean,)), Limits(seconds=20))


def test_filled_modules_are_what_lean_makes_of_their_texts(compiler: Compiler) -> None:
    book, large = PatternBook(), (1 << 70) + 3
    for module, numbers in [("A", (5, 2, 4)), ("L17_long_name", (large, 1 << 63, large))]:
        made = filled(book, compiler, module, *numbers)
        content = CompiledModule(ObjectGraph(made.content()))
        source = text(module, *numbers)
        plain = compiler.compiled(source, *names(module))
        assert plain is not None
        expected = CompiledModule(ObjectGraph(plain))
        assert all(found == computed for _, found, computed in term_words(content.graph))
        assert content.constants == made.constants
        assert content.imports == made.imports == expected.imports
        for name, constant in expected.constants.items():
            if constant.kind is Kind.DEFINITION or "_proof" not in name:
                assert made.constants[name].digest == constant.digest
                assert made.constants[name].type_uses == constant.type_uses
        assert expected.constants.keys() >= {f"Proofs.{module}.pair", f"Proofs.{module}.pair_same"}
    assert compiler.calls == 1


def test_numbers_that_differ_once_are_different_ones(compiler: Compiler) -> None:
    book = PatternBook()
    for calls, numbers in [(1, (5, 5, 5)), (2, (5, 2, 5)), (2, (9, 2, 9)), (3, (9, 2, 8))]:
        made = filled(book, compiler, "A", *numbers)
        assert compiler.calls == calls
        content = CompiledModule(ObjectGraph(made.content()))
        assert content.constants == made.constants


def test_patterns_of_earlier_runs_are_not_elaborated_again(
    compiler: Compiler, tmp_path: Path
) -> None:
    calls = []
    for numbers in [(5, 2, 4), (9, 2, 8), (5, 5, 5), (7, 7, 7)]:
        book = PatternBook(PatternStore(tmp_path / "patterns", "library"))
        made = filled(book, compiler, "A", *numbers)
        calls.append(compiler.calls)
        alone = filled(PatternBook(), compiler, "A", *numbers)
        assert made.constants["Proofs.A.pair"] == alone.constants["Proofs.A.pair"]
        assert (made.imports, made.holes) == (alone.imports, alone.holes)
        compiler.calls -= 1
    assert calls == [1, 1, 1, 1]
    other = PatternBook(PatternStore(tmp_path / "patterns", "another library"))
    filled(other, compiler, "A", 5, 2, 4)
    assert compiler.calls == 2


def test_a_kept_pattern_becomes_finer(compiler: Compiler, tmp_path: Path) -> None:
    for calls, numbers in [(1, (5, 5, 5)), (2, (5, 2, 5)), (2, (5, 5, 5)), (2, (9, 2, 9))]:
        book = PatternBook(PatternStore(tmp_path / "patterns", "library"))
        filled(book, compiler, "A", *numbers)
        assert compiler.calls == calls


def test_the_kernel_accepts_and_refuses_what_was_filled_in(compiler: Compiler) -> None:
    book = PatternBook()
    assert replayed(compiler, filled(book, compiler, "A", 5, 2, 4), "A").outcome is Outcome.OK
    false = replayed(compiler, filled(book, compiler, "B", 500, 20, 40), "B")
    assert false.outcome is Outcome.REJECTED
    assert false.seconds < 10
    assert compiler.calls == 1


def test_a_text_that_lean_refuses_has_no_pattern(compiler: Compiler) -> None:
    book = PatternBook()
    wrong = text("A", 1, 2, 3).replace("decide", "decode")
    assert book.filled(wrong, names("A"), compiler, proofs=True) is None
    assert book.filled(wrong, names("A"), compiler, proofs=True) is None
    assert compiler.calls == 1


def test_a_number_that_is_no_marker_must_be_small(compiler: Compiler) -> None:
    """What Lean has computed with a marker would not change with what is filled in."""

    def made(addition: str) -> Filled | None:
        def elaborate(source: str, shown: Mapping[str, str], _: object) -> bytes | None:
            return compiler(source.replace("theorem", f"{addition}\ntheorem", 1), shown)

        return PatternBook().filled(text("A", 1, 2, 3), names("A"), elaborate, proofs=True)

    assert made("noncomputable def more : Nat := 65535") is not None
    assert made("noncomputable def more : Nat := 65536") is None
    assert made(f"noncomputable def {name_marker(0)}_more : Nat := 1") is None
    assert made("inductive More : Type") is None


def test_malformed_content_is_not_a_pattern() -> None:
    with pytest.raises(OleanError):
        PatternBook().filled(
            text("A", 1, 2, 3), names("A"), lambda *_: b"olean" + bytes(90), proofs=True
        )
