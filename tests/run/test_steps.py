"""A module to check as Lean is asked about it."""

from pathlib import Path

from quantcert.lean import DataModule
from quantcert.run.steps import ModuleStep
from quantcert.statements.render import GeneratedModule, Theorem

DATA = DataModule("Data.L000.Part000", Path("folder"), (), {})
PART = GeneratedModule("Proofs.L000.Part000", "part", "def chunk0 := 1", ("Lib",), ())
BARE = GeneratedModule("Proofs.Vectors", "bare", "", ("Lib",), ())
THEOREM = Theorem("Proofs.L000.t", "row-error", "", ": True", "trivial")
MODULE = GeneratedModule(
    "Proofs.L000", "text", "def chunks := []", ("Lib", DATA.name, PART.name, BARE.name), (THEOREM,)
)


def test_what_was_generated_is_no_import_from_the_library() -> None:
    job = ModuleStep(MODULE, (DATA,), (PART, BARE)).job()
    assert (job.name, job.source, job.theorems) == ("Proofs.L000", "text", {THEOREM.name: ": True"})
    assert job.imports == ("Lib",)
    assert job.data == (DATA,)
    assert job.requires == (PART.name, BARE.name)


def test_statements_are_read_after_the_definitions_of_all_parts() -> None:
    lines = ModuleStep(MODULE, (DATA,), (PART, BARE)).job().preamble.splitlines()
    own, part = lines.index("def chunks := []"), lines.index("def chunk0 := 1")
    assert part < own
    assert lines[part - 1] == f"namespace {PART.name}"
    assert lines[own + 1 :] == [f"end {MODULE.name}", f"open {MODULE.name}"]
    assert not any(BARE.name in line for line in lines)


def test_a_module_without_definitions_opens_nothing() -> None:
    assert "open Proofs" not in ModuleStep(BARE).job().preamble


def test_only_what_others_import_is_kept() -> None:
    assert not ModuleStep(MODULE).job().keep
    assert ModuleStep(MODULE, keep=True).job().keep
