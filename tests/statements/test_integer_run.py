"""What a module about a run states, and where its numbers stand; no Lean."""

import re

import pytest

from quantcert.integer import Program, build_program
from quantcert.integer.trace import Trace, trace
from quantcert.statements.integer_run import integer_module
from quantcert.statements.prompt_statements import theorem_statements
from tests.support.networks import small_network

TOKENS = (3, 5, 3)


@pytest.fixture(scope="module")
def program(tmp_path_factory) -> Program:
    return build_program(small_network(tmp_path_factory.mktemp("m"), "llama", "pair11").checkpoint)


@pytest.fixture(scope="module")
def claims(program) -> Trace:
    return trace(program, TOKENS)


def test_the_statements_are_about_the_text_and_the_whole_program(program, claims):
    module = integer_module("Proofs.R", program, claims)
    stated = theorem_statements("Proofs.R", module.source)
    run = "Program.logits mulParts program [3, 5, 3]"
    assert stated["Proofs.R.logits"] == f" : {run} = logits_claim"
    assert stated["Proofs.R.next_token"] == f" : argmax ({run}) = {module.next_token}"
    assert module.logits == tuple(claims.logits.tolist())
    for name in ("block_sums_fit", "rows_fit"):
        assert f"Proofs.R.{name}" in stated
    assert "checked" not in module.definitions
    layers = len(program.layers)
    for place in range(len(TOKENS)):
        assert f"Proofs.R.step_{place}" in stated
        for number in range(layers):
            assert f"Proofs.R.attention_{place}_{number}" in stated
            assert f"Proofs.R.mlp_{place}_{number}" in stated


def test_numbers_stand_in_the_source_or_in_a_data_module(program, claims):
    inline = integer_module("Proofs.R", program, claims)
    apart = integer_module("Proofs.R", program, claims, "Data.R")
    assert not inline.literals
    defined = set(re.findall(r"^noncomputable def (\w+) : Nat :=$", inline.source, re.M))
    assert {key.removeprefix("Proofs.R.") for key in apart.literals} == defined
    assert "import Data.R\n" in apart.source
    assert inline.definitions == apart.definitions


def test_a_token_that_comes_twice_has_one_row(program, claims):
    module = integer_module("Proofs.R", program, claims, "Data.R")
    assert module.definitions.count("(3, (ints ") == 1
    assert module.definitions.count("(5, (ints ") == 1
