"""What the modules of a run state, and where their numbers stand; no Lean."""

import re
from dataclasses import replace

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
    assert stated["Proofs.R.blocks_fit"] == " : Program.BlocksFit rowLists 4 10 0 program"
    assert stated["Proofs.R.never_overflows"] == " : Program.NeverOverflows rowLists program 16"
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


def test_tokens_and_positions_read_whole_tables(program, ranges, claims):
    module = run_module("Proofs.R", program, ranges, claims, PARTS)
    (whole,) = (definition for definition in module.stated if "def program" in definition)
    unit, exponent = program.sizes.unit, program.embedding.exponent
    assert f"lookup {unit} {exponent} [Proofs.H.head_0_0.toColumns]" in whole
    assert "anglesAt cosines.toColumns sines.toColumns" in whole
    (cosines,) = (
        found for found in module.stated if found.startswith("noncomputable def cosines ")
    )
    width, rows = re.search(r"⟨⟨(\d+), (\d+), 15, ", cosines).groups()
    assert int(rows) == program.sizes.positions > len(TOKENS)
    assert int(width) > ranges.angle.bit_length()


def test_an_embedding_that_is_not_the_head_has_columns_of_its_own(program, ranges, claims):
    other = replace(program, head=replace(program.head))
    parts = replace(PARTS, embeddings=("Proofs.E",))
    module = run_module("Proofs.R", other, ranges, claims, parts)
    (whole,) = (definition for definition in module.stated if "def program" in definition)
    assert "[Proofs.E.embedding_0.toColumns]" in whole
    assert "import Proofs.E\n" in module.source
    assert "tableWithin_append Proofs.E.entries_within" in module.source
