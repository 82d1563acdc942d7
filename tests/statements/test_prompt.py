"""Lean accepts the claims about tiny networks of every operation, and none that is off by one."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from quantcert.lean import Library, Limits, Outcome
from quantcert.lean.process.runners import RunnerPool
from quantcert.prompts import activations, erf_gelu
from quantcert.prompts import network as networks
from quantcert.prompts.enclose import NOTHING, Encloser
from quantcert.prompts.precision import enclose_falling
from quantcert.statements import prompt_steps
from quantcert.statements.prompt import Given, block_module
from tests.support.prompt_networks import NETWORKS
from tests.support.prompt_sources import joined, module_sources

SCALE = 24


@pytest.fixture(scope="module")
def runners(library: Library) -> Iterator[RunnerPool]:
    with RunnerPool(library.toolchain, 1) as pool:
        yield pool


def outcome(library: Library, runners: RunnerPool, source: str, folder: Path) -> Outcome:
    file = folder / "Prompt.lean"
    file.write_text(source)
    limits = Limits(seconds=120.0)
    run = runners.compile(file, folder / "Prompt.olean", folder, [library.path], limits)
    return run.outcome


def sources(name: str) -> dict[str, str]:
    known = NETWORKS[name]
    return module_sources("Prompt", known, Encloser(known, SCALE).all())


@pytest.mark.parametrize("name", NETWORKS)
def test_the_kernel_accepts_all_claims(library, runners, tmp_path, name):
    assert outcome(library, runners, joined(sources(name)), tmp_path) is Outcome.OK


def test_the_kernel_accepts_bits_that_fall_from_net_to_net(library, runners, tmp_path):
    known = NETWORKS["llama"]
    traces = list(enclose_falling(known, 90))
    assert len({trace.out.scale for trace in traces}) > 2
    text = joined(module_sources("Prompt", known, traces))
    assert outcome(library, runners, text, tmp_path) is Outcome.OK


def changed(text: str, number: str, change: int) -> str:
    """The source with another value of a number."""
    pattern = rf"(def {number} : Nat :=\s+)(0x[0-9a-f]+)"
    new, count = re.subn(pattern, lambda m: f"{m[1]}{int(m[2], 16) + change:#x}", text)
    assert count == 1
    return new


@pytest.mark.parametrize("name", NETWORKS)
def test_a_radius_too_small_by_one_is_refused(library, runners, tmp_path, name):
    """The radii of the last box are the least that are accepted."""
    found = sources(name)
    block = f"PromptBlock{len(NETWORKS[name].nets) - 1}"
    end = Encloser(NETWORKS[name], SCALE).all()[-1].out.radii()[2]
    radii = re.findall(r"def (box_\d+_radii_2) : Nat :=\s+(\w+)", found[block])
    number = next(n for n, value in radii if int(value, 16) == end)
    found[block] = changed(found[block], number, -1)
    assert outcome(library, runners, joined(found), tmp_path) is not Outcome.OK


def test_a_column_that_is_off_by_one_is_refused(library, runners, tmp_path):
    found = sources("llama")
    first = r"(def columns_1_0_columns : QuantCert.Numbers :=\s+\(.cons \()(0x[0-9a-f]+)"
    text, count = re.subn(first, lambda m: f"{m[1]}{int(m[2], 16) + 1:#x}", found["PromptBlock1"])
    assert count == 1
    assert (
        outcome(library, runners, joined({**found, "PromptBlock1": text}), tmp_path)
        is not Outcome.OK
    )


def test_literals_can_be_left_to_data_modules():
    known, emitted = NETWORKS["relu"], {}
    trace = Encloser(known, SCALE).all()[0]
    module = block_module(
        "P", known, known.nets[0], trace, Given(NOTHING, 0), lambda part, all: emitted.update(all)
    )
    assert ": Nat :=" not in module.source
    assert ": QuantCert.Numbers :=" not in module.source
    assert all(name.startswith("P.box_") for name in module.literals)
    assert len(module.literals) > 10
    module = block_module(
        "P",
        known,
        known.nets[1],
        Encloser(known, SCALE).all()[1],
        Given(trace.out, 2),
        lambda part, all: emitted.update(all),
    )
    assert {name[-7:] for name in emitted} == {"columns", "0_sizes", "0_total"}
    assert all(name.startswith("P.columns_") for name in emitted)


def test_the_kernel_accepts_gelu_in_parts(library, runners, tmp_path, monkeypatch):
    monkeypatch.setattr(prompt_steps, "_MOST_BITS", 0)
    monkeypatch.setattr(erf_gelu, "_PART", 1)
    text = joined(sources("erf"))
    assert text.count("byParts_of (parts := 3) (len := 1)") == 3
    assert outcome(library, runners, text, tmp_path) is Outcome.OK
    wrong = text.replace("(parts := 3) (len := 1)", "(parts := 1) (len := 3)", 1)
    assert outcome(library, runners, wrong, tmp_path) is not Outcome.OK


def test_the_kernel_accepts_silu_in_parts(library, runners, tmp_path, monkeypatch):
    monkeypatch.setattr(prompt_steps, "_MOST_BITS", 0)
    monkeypatch.setattr(activations, "_PART_BITS", SCALE**2)
    text = joined(sources("llama"))
    assert "byParts_of (parts := 3) (len := 1)" in text
    assert outcome(library, runners, text, tmp_path) is Outcome.OK
    wrong = text.replace("(parts := 3) (len := 1)", "(parts := 1) (len := 3)", 1)
    assert outcome(library, runners, wrong, tmp_path) is not Outcome.OK


def test_the_kernel_accepts_matrices_in_parts_and_positions_apart(
    library, runners, tmp_path, monkeypatch
):
    monkeypatch.setattr(networks, "PART_ROWS", 3)
    monkeypatch.setattr(prompt_steps, "_MOST_BITS", 0)
    text = joined(sources("llama"))
    assert re.search(r"\[columns_\d_0, columns_\d_1", text)
    assert "allBelow_succ (" in text
    assert outcome(library, runners, text, tmp_path) is Outcome.OK
