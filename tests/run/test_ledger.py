"""The ledger: what is entered, what is passed on to Lean, and what is left when it is closed."""

import hashlib
import json
from dataclasses import replace
from pathlib import Path

import pytest

from quantcert.certificate import Finding, Rule
from quantcert.lean import DataModule, write_data_module
from quantcert.run.ledger import Ledger, data_text, listing_sha256
from quantcert.run.literal_folder import LiteralFolder
from quantcert.run.steps import ModuleStep
from quantcert.run.weight_checks import weight_checks
from quantcert.statements.render import GeneratedModule
from tests.support.runs import plan_of, result_of
from tests.support.small_models import SmallModel

FIRST = Finding(Rule.LITERAL, "first", "a.weight", 1, 2)
SECOND = Finding(Rule.LITERAL, "second", "a.weight", 3, 4)


def module(name: str) -> GeneratedModule:
    return GeneratedModule(name, f"text of {name}", "", (), ())


@pytest.fixture
def data(tmp_path: Path) -> DataModule:
    literals = {"Data.A.x": bytes([5]), "Data.A.y": bytes(range(1, 10))}
    return write_data_module(tmp_path, "Data.A", ["QuantCert.Cert.Weights.Chunk"], literals)


def test_modules_are_passed_on_as_they_come(data: DataModule) -> None:
    ledger = Ledger()
    entry = ledger.open("Proofs.A")
    seen: list[int] = []

    def steps():
        yield data
        seen.append(len(entry.data))
        yield ModuleStep(module("Proofs.A.Part000"), (data,), keep=True, weights=7)
        yield FIRST
        yield SECOND
        yield ModuleStep(module("Proofs.A"))

    jobs = ledger.jobs("Proofs.A", steps())
    assert next(jobs).name == "Proofs.A.Part000"
    assert seen == [1]
    assert entry.mismatch is None
    assert [job.name for job in jobs] == ["Proofs.A"]
    assert [m.name for m in entry.modules] == ["Proofs.A.Part000", "Proofs.A"]
    assert entry.mismatch == FIRST
    assert ledger.weights == {"Proofs.A.Part000": 7, "Proofs.A": 0}
    assert ledger.sources == {name: f"text of {name}" for name in ledger.weights}


def test_data_is_kept_as_text_only_if_it_is_to_be_exported(data: DataModule) -> None:
    for export in (False, True):
        ledger = Ledger(export_data=export)
        ledger.open("a")
        assert [*ledger.jobs("a", [data])] == []
        assert ledger.sources == ({"Data.A": data_text(data)} if export else {})
    assert "def Data.A.y : Nat :=\n  0x90807060504030201" in data_text(data)


def test_literals_are_digested_by_module(data: DataModule) -> None:
    ledger = Ledger()
    entry = ledger.open("a")
    assert [*ledger.jobs("a", [data])] == []
    text = json.dumps(dict(data.literals), sort_keys=True, separators=(",", ":"))
    assert entry.literal_sha256 == {"Data.A": hashlib.sha256(text.encode()).hexdigest()}
    changed = replace(data, literals={**data.literals, "Data.A.x": "0" * 64})
    assert listing_sha256(changed) != entry.literal_sha256["Data.A"]


def test_results_find_their_subject() -> None:
    ledger = Ledger()
    for subject in ("a", "b"):
        ledger.open(subject)
        checks = [ModuleStep(module(f"Proofs.{subject}{k}")) for k in (0, 1)]
        assert len([*ledger.jobs(subject, checks)]) == 2
    first = replace(result_of(module("Proofs.b1"), seconds=2.0), peak_bytes=5, reused=True)
    second = replace(result_of(module("Proofs.b0"), seconds=0.5), peak_bytes=9)
    assert [ledger.record(first), ledger.record(second)] == ["b", "b"]
    assert ledger.entries["a"].results == {}
    assert [*ledger.entries["b"].results] == ["Proofs.b1", "Proofs.b0"]
    assert ledger.entries["b"].seconds == 2.5
    assert (ledger.peak_bytes, ledger.reused) == (9, 1)


def test_what_is_settled_leaves_its_modules_but_no_files() -> None:
    ledger, folders = Ledger(), [LiteralFolder(1), LiteralFolder(1)]
    for number, folder in enumerate(folders):
        ledger.open(f"l{number}", folder)
        assert len([*ledger.jobs(f"l{number}", [ModuleStep(module(f"Proofs.l{number}"))])]) == 1
        ledger.record(result_of(module(f"Proofs.l{number}")))
        assert folder.path.exists()
    ledger.settle("l0")
    assert [folder.path.exists() for folder in folders] == [False, True]
    assert (ledger.entries["l0"].results, len(ledger.entries["l0"].modules)) == ({}, 1)
    assert len(ledger.entries["l1"].results) == 1
    ledger.close()
    assert not folders[1].path.exists()


@pytest.mark.parametrize("mismatch", [False, True])
def test_norms_count_where_literals_agree(model: SmallModel, mismatch: bool) -> None:
    ledger, plan = Ledger(), plan_of(model)
    checks = weight_checks(plan, norms=True)
    entry = ledger.open(plan.layer.module, checks.own_folder)
    wrong = [FIRST] if mismatch else []
    assert len([*ledger.jobs(plan.layer.module, [*checks.steps(), *wrong])]) == 1
    ledger.close()
    assert ledger.proved() == ({} if mismatch else {"wide.weight": entry})
    assert entry.norms is not None
    assert entry.norms.theorem == f"{plan.layer.module}.weights_norms"


def test_entries_of_another_ledger_are_taken_over(tmp_path: Path) -> None:
    ledger, other = Ledger(), Ledger()
    ledger.open("b")
    other.open("a")
    list(other.jobs("a", [ModuleStep(module("Proofs.a"), weights=3)]))
    ledger.adopt(other)
    assert ledger.record(result_of(module("Proofs.a"))) == "a"
    assert (ledger.weights, ledger.sources) == ({"Proofs.a": 3}, {"Proofs.a": "text of Proofs.a"})
    ledger.reorder(["a", "not there", "b"])
    assert list(ledger.entries) == ["a", "b"]


def test_modules_that_nothing_needs_are_dropped() -> None:
    ledger = Ledger()
    entry = ledger.open("a")
    list(ledger.jobs("a", [ModuleStep(module("Proofs.a"))]))
    ledger.settle("a")
    assert len(entry.modules) == 1
    ledger.settle("a", needed=False)
    assert entry.modules == []
    assert ledger.entries == {}
    assert ledger.sources == {"Proofs.a": "text of Proofs.a"}


def test_modules_are_counted_once_however_often_they_are_entered() -> None:
    ledger = Ledger()
    for _ in range(2):
        other = Ledger()
        other.open("a")
        list(other.jobs("a", [ModuleStep(module(f"Proofs.a{k}")) for k in range(3)]))
        ledger.adopt(other)
    for _ in range(2):
        ledger.open("b")
        list(ledger.jobs("b", [ModuleStep(module("Proofs.b"))]))
    ledger.record_apart([result_of(module("Proofs.c"))])
    ledger.record_apart([result_of(module("Proofs.c"))])
    ledger.settle("b", needed=False)
    assert ledger.modules == 5
