"""What the modules of a run state, and where their numbers stand; no Lean."""

import re

import pytest

from quantcert.integer import Program, build_program, greedy
from quantcert.integer.ranges import Ranges, program_ranges
from quantcert.integer.trace import Trace, trace
from quantcert.statements.integer_layer import layer_module
from quantcert.statements.integer_run import RunParts, run_module
from quantcert.statements.prompt_statements import theorem_statements
from tests.support.networks import small_network

TOKENS = (3, 5, 3)
PARTS = RunParts(("Proofs.L0", "Proofs.L1"), ("Proofs.H",))


@pytest.fixture(scope="module")
def program(tmp_path_factory) -> Program:
    return build_program(small_network(tmp_path_factory.mktemp("m"), "llama", "pair11").checkpoint)


@pytest.fixture(scope="module")
def claims(program) -> Trace:
    return trace(program, TOKENS)


@pytest.fixture(scope="module")
def ranges(program) -> Ranges:
    return program_ranges(program)


def test_the_statements_are_about_each_beginning_of_the_text_and_the_whole_program(
    program, ranges, claims
):
    module = run_module("Proofs.R", program, ranges, claims, PARTS)
    stated = theorem_statements("Proofs.R", module.source)
    for place, suffix in enumerate(("_after_1", "_after_2", "")):
        run = f"Program.logits mulParts program [{', '.join(map(str, TOKENS[: place + 1]))}]"
        assert stated[f"Proofs.R.logits{suffix}"] == f" : {run} = logits_{place}"
        token = greedy(claims.logits[place])
        assert stated[f"Proofs.R.next_token{suffix}"] == f" : argmax ({run}) = {token}"
    assert stated["Proofs.R.block_sums_fit"] == " : Program.BlockSumsFit 32 128 10 program"
    fits = f"8 16 {ranges.entry} {ranges.angle}"
    assert (
        stated["Proofs.R.never_overflows"] == f" : Program.NeverOverflows rowLists program {fits}"
    )
    assert "(Program.parts program)" in stated["Proofs.R.rows_fit"]
    (whole,) = (definition for definition in module.stated if "def program" in definition)
    assert "[Proofs.L0.layer, Proofs.L1.layer]" in whole
    assert "[Proofs.H.head_0_0.toColumns]" in whole


def test_a_layer_is_stated_by_its_streams(program, ranges, claims):
    module = layer_module("Proofs.L", program, ranges, 1, claims.layers[1])
    stated = theorem_statements("Proofs.L", module.source)
    passed = re.sub(r"\s+", " ", stated["Proofs.L.passed"])
    assert passed == (
        " : Layer.passAll mulParts sizes angles layer 0 (Kept.empty sizes.kvHeads) "
        "[given_0, given_1, given_2] = [outputs_0, outputs_1, outputs_2]"
    )
    assert "checked" not in "".join(module.stated)
    for place in range(len(TOKENS)):
        assert f"Proofs.L.attention_{place}" in stated
        assert f"Proofs.L.mlp_{place}" in stated


def test_numbers_stand_in_the_source_or_in_a_data_module(program, ranges, claims):
    inline = layer_module("Proofs.L", program, ranges, 0, claims.layers[0])
    apart = layer_module("Proofs.L", program, ranges, 0, claims.layers[0], "Data.L")
    assert not inline.literals
    kinds = r"^noncomputable def (\w+) : (?:Nat|QuantCert.Numbers) :=$"
    defined = set(re.findall(kinds, inline.source, re.M))
    assert {key.removeprefix("Proofs.L.") for key in apart.literals} == defined
    assert "import Data.L\n" in apart.source
    assert inline.stated == apart.stated


def test_a_token_that_comes_twice_has_one_row(program, ranges, claims):
    module = run_module("Proofs.R", program, ranges, claims, PARTS, "Data.R")
    (whole,) = (definition for definition in module.stated if "def program" in definition)
    assert whole.count("(3, (ints ") == 1
    assert whole.count("(5, (ints ") == 1
