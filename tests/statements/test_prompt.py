"""Lean accepts the claims about tiny networks of every operation, and none that is off by one."""

import dataclasses
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from quantcert.lean import Library, Limits, Outcome
from quantcert.lean.process.runners import RunnerPool
from quantcert.prompts.enclose import Encloser
from quantcert.prompts.precision import enclose_falling
from quantcert.statements import prompt_steps, prompt_terms
from quantcert.statements.prompt import prompt_module
from tests.support.prompt_networks import NETWORKS

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


def source(name: str) -> str:
    known = NETWORKS[name]
    return prompt_module("Prompt", known, Encloser(known, SCALE).all()).source


@pytest.mark.parametrize("name", NETWORKS)
def test_the_kernel_accepts_all_claims(library, runners, tmp_path, name):
    assert outcome(library, runners, source(name), tmp_path) is Outcome.OK


def test_the_kernel_accepts_bits_that_fall_from_net_to_net(library, runners, tmp_path):
    known = NETWORKS["llama"]
    traces = enclose_falling(known, 90)
    assert len({trace.out.scale for trace in traces}) > 2
    text = prompt_module("Prompt", known, traces).source
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
    text = source(name)
    last = re.findall(r"def (box_\d+_radii_2) : Nat", text.split("columns_")[0])
    known = dataclasses.replace(NETWORKS[name])
    end = Encloser(known, SCALE).all()[-1].out.radii()[2]
    number = next(n for n in last if int(re.search(rf"{n} : Nat :=\s+(\w+)", text)[1], 16) == end)
    assert outcome(library, runners, changed(text, number, -1), tmp_path) is not Outcome.OK


def test_a_column_that_is_off_by_one_is_refused(library, runners, tmp_path):
    text = changed(source("llama"), "columns_1_0_column_0", 1)
    assert outcome(library, runners, text, tmp_path) is not Outcome.OK


def test_numbers_can_be_left_to_a_data_module():
    known = NETWORKS["relu"]
    module = prompt_module("Prompt", known, Encloser(known, SCALE).all(), "Data")
    assert "import Data" in module.source
    assert ": Nat :=" not in module.source
    assert all(number.startswith("Prompt.") for number in module.numbers)
    assert len(module.numbers) > 20


def test_the_kernel_accepts_matrices_in_parts_and_positions_apart(
    library, runners, tmp_path, monkeypatch
):
    monkeypatch.setattr(prompt_terms, "PART_ROWS", 3)
    monkeypatch.setattr(prompt_steps, "_MOST_BITS", 0)
    text = source("llama")
    assert re.search(r"\[columns_\d_0, columns_\d_1", text)
    assert "allBelow_succ (" in text
    assert outcome(library, runners, text, tmp_path) is Outcome.OK
