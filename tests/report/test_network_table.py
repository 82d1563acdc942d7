"""The printed whole model: a table for each scope, problems spelled out, the claim in a line."""

import io
from dataclasses import replace
from fractions import Fraction

import pytest
from rich.console import Console, Group

from quantcert.certificate import (
    BlockEvidence,
    Discharge,
    Finding,
    HypothesisEvidence,
    NetworkEvidence,
    Rule,
    ScopeEvidence,
    Verdict,
)
from quantcert.report.network_table import block_counts, network_part, scope_label
from tests.support.certificates import AFTER_NORM, ALL_INPUTS, BLOCKS, NETWORK, REGION


def printed(network: NetworkEvidence | None) -> str:
    buffer = io.StringIO()
    Console(file=buffer, width=160).print(Group(*network_part(network)))
    return buffer.getvalue()


def only(scope: ScopeEvidence) -> str:
    return printed(replace(NETWORK, scopes=(scope,)))


def with_block(block: BlockEvidence) -> ScopeEvidence:
    return replace(REGION, blocks=(BLOCKS[0], block, REGION.blocks[2]))


def row(text: str, name: str) -> list[str]:
    line = next(line for line in text.splitlines() if line.startswith(f"│ {name}"))
    return [cell.strip() for cell in line.strip("│").split("│")]


def test_a_row_shows_bounds_observations_and_verdicts() -> None:
    assert row(only(ALL_INPUTS), "layer 0 mlp") == [
        "layer 0 mlp", "2", "0.125", "16", "PROVED",
        "1.1·10^12", "0.25", "4.1·10^12", "PROVED-VACUOUS", "10",
    ]  # fmt: skip


def test_without_observations_there_are_no_columns_for_them() -> None:
    blocks = tuple(replace(b, observed_alone=None, observed_accumulated=None) for b in BLOCKS)
    text = only(replace(ALL_INPUTS, blocks=blocks, observed=None))
    assert "observed" not in text
    assert row(text, "embeddings") == ["embeddings", "0.5", "PROVED", "0.5", "PROVED", "10"]


def test_a_block_without_a_bound_alone_has_dashes() -> None:
    unstated = replace(BLOCKS[1], alone=None, verdict_alone=None)
    assert row(only(with_block(unstated)), "layer 0 <att")[1:5] == ["–", "0.125", "–", "–"]


def test_vacuous_bounds_are_counted_apart_from_proved_ones() -> None:
    assert block_counts(ALL_INPUTS) == (
        "blocks alone: 3 PROVED, 0 PROVED-VACUOUS of 3; "
        "accumulated: 2 PROVED, 1 PROVED-VACUOUS of 3"
    )
    unproved = with_block(replace(BLOCKS[1], verdict_accumulated=Verdict.UNPROVED))
    assert block_counts(unproved).endswith("2 PROVED, 0 PROVED-VACUOUS, 1 UNPROVED of 3")


def test_the_claim_names_bound_scope_and_verdict() -> None:
    text = printed(NETWORK)
    assert (
        "region: whole model: error of the logits at most 9, of an output of zeros at most 10, "
        "observed 0.25, probabilities change at most 3.1-fold: PROVED\n"
    ) in text
    assert "at most 1.1·10^12, of an output of zeros at most 10" in text
    words = " ".join(text.split())
    assert "PROVED-VACUOUS, first vacuous after layer 0 mlp; a network that outputs zero" in words


def test_a_requirement_is_shown() -> None:
    assert "required 8.5, probabilities" in only(replace(REGION, requirement=Fraction(17, 2)))


def test_each_scope_lists_what_it_assumes() -> None:
    assert "all inputs: assumed: GELU\n" in printed(NETWORK)
    assert "region: assumed: GELU, ranges\n" in printed(NETWORK)


def test_many_assumptions_are_counted() -> None:
    many = [HypothesisEvidence("h", f"h{i}", "", Discharge.ASSUMED, "") for i in range(9)]
    text = printed(replace(NETWORK, scopes=(ALL_INPUTS,), hypotheses=tuple(many)))
    assert "assumed: h0, h1, h2, h3, h4, h5 and 3 more\n" in text


@pytest.mark.parametrize("field", ["verdict_alone", "verdict_accumulated"])
def test_a_block_that_is_not_proved_is_spelled_out(field: str) -> None:
    limit = Finding(Rule.NO_PROOF, "time limit of 60 s")
    refused = replace(BLOCKS[1], finding=limit, **{field: Verdict.UNPROVED})
    assert "region: UNPROVED layer 0 <attention>: time limit of 60 s\n" in only(with_block(refused))
    assert "UNPROVED" not in only(REGION)


def test_an_observation_above_its_bound_is_spelled_out() -> None:
    above = replace(BLOCKS[1], observed_alone=Fraction(2))
    text = only(with_block(above))
    assert "region: layer 0 <attention>: an observed error is above its bound" in text
    assert row(text, "layer 0 <att")[3] == "0.5"
    assert "above its bound" not in printed(NETWORK)


def test_a_scope_is_named_with_its_region() -> None:
    assert scope_label(ALL_INPUTS) == "all inputs"
    assert scope_label(REGION) == "region ranges.json, 512 tokens of <news>.txt"


def test_why_there_is_no_theorem_is_told() -> None:
    text = printed(NetworkEvidence.unsupported("config.json: model_type is 'rwkv'"))
    assert text == "whole model: no theorem: config.json: model_type is 'rwkv'\n"
    assert network_part(None) == []


def test_layers_after_a_norm_are_counted_and_problems_spelled_out() -> None:
    refused = replace(
        AFTER_NORM,
        verdict=Verdict.FAILED,
        theorem=replace(AFTER_NORM.theorem, finding=Finding(Rule.AUDIT, "refused <so>")),
    )
    text = printed(replace(NETWORK, after_norms=(AFTER_NORM, refused)))
    assert "layers after a norm: 1 PROVED, 0 PROVED-VACUOUS, 1 FAILED of 2" in text
    assert "FAILED encoder.<0>.weight: refused <so>" in text
