"""The blocks of a report: rows, problems spelled out, the claim of the whole model in a line."""

from dataclasses import replace
from fractions import Fraction

import pytest

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
from quantcert.report.blocks import COMPARED, block_counts, blocks_section, scope_label
from quantcert.report.model import Line, Section, Toned
from tests.support.certificates import ALL_INPUTS, BLOCKS, NETWORK, REGION
from tests.support.reports import table_of


def section(scope: ScopeEvidence, network: NetworkEvidence = NETWORK) -> Section:
    return blocks_section(network, scope, "scope-1")


def told(scope: ScopeEvidence, network: NetworkEvidence = NETWORK) -> list[str]:
    """The sentences that are no details."""
    items = section(scope, network).items
    return [item.text for item in items if isinstance(item, Line) and not item.detail]


def with_block(block: BlockEvidence) -> ScopeEvidence:
    return replace(REGION, blocks=(BLOCKS[0], block, REGION.blocks[2]))


def test_a_row_shows_bounds_observations_and_verdicts() -> None:
    row = table_of(section(ALL_INPUTS)).rows[2]
    bound = Fraction(10**12 + 1)
    assert row.cells == (
        "layer 0 mlp", "mlp", 2, Fraction(1, 8), 16, Verdict.PROVED,
        bound, Fraction(1, 4), 4 * bound, Verdict.PROVED_VACUOUS, 10,
    )  # fmt: skip
    assert not row.settled
    assert table_of(section(ALL_INPUTS)).rows[1].settled


def test_without_observations_there_are_no_columns_for_them() -> None:
    blocks = tuple(replace(b, observed_alone=None, observed_accumulated=None) for b in BLOCKS)
    table = table_of(section(replace(ALL_INPUTS, blocks=blocks, observed=None)))
    half = Fraction(1, 2)
    assert table.rows[0].cells == (
        "embeddings", "embeddings", half, Verdict.PROVED, half, Verdict.PROVED, 10,
    )  # fmt: skip
    assert "observed" not in " ".join(column.title for column in table.columns)


def test_vacuous_bounds_are_counted_apart_from_proved_ones() -> None:
    assert block_counts(ALL_INPUTS) == (
        "blocks alone: 3 PROVED, 0 PROVED-VACUOUS of 3; "
        "accumulated: 2 PROVED, 1 PROVED-VACUOUS of 3"
    )
    unproved = with_block(replace(BLOCKS[1], verdict_accumulated=Verdict.UNPROVED))
    assert block_counts(unproved).endswith("2 PROVED, 0 PROVED-VACUOUS, 1 UNPROVED of 3")


def test_the_claim_names_bound_scope_and_verdict() -> None:
    assert told(REGION)[-1] == (
        "region: whole model: error of the logits at most 9, of an output of zeros at most 10, "
        "observed 0.25, probabilities change at most 3.1-fold: PROVED"
    )
    assert told(ALL_INPUTS)[-1] == (
        "all inputs: whole model: error of the logits at most 1.1·10^12, of an output of zeros at "
        "most 10, observed 0.25: PROVED-VACUOUS, first vacuous after layer 0 mlp; a network that "
        "outputs zero would meet the bound as well [QC-NETWORK-VACUOUS]"
    )


def test_the_comparison_is_said_to_be_one() -> None:
    assert COMPARED in told(REGION)
    assert "no theorem" in COMPARED


def test_a_requirement_is_shown() -> None:
    text = told(replace(REGION, requirement=Fraction(17, 2)))[-1]
    assert "required 8.5, probabilities" in text


def test_each_scope_lists_what_it_assumes() -> None:
    assert "all inputs: assumed: GELU" in told(ALL_INPUTS)
    assert "region: assumed: GELU, ranges" in told(REGION)


def test_many_assumptions_are_counted() -> None:
    many = tuple(HypothesisEvidence("h", f"h{i}", "", Discharge.ASSUMED, "") for i in range(9))
    network = replace(NETWORK, scopes=(ALL_INPUTS,), hypotheses=many)
    assert "all inputs: assumed: h0, h1, h2, h3, h4, h5 and 3 more" in told(ALL_INPUTS, network)


@pytest.mark.parametrize("field", ["verdict_alone", "verdict_accumulated"])
def test_a_block_that_is_not_proved_is_spelled_out(field: str) -> None:
    limit = Finding(Rule.NO_PROOF, "time limit of 60 s")
    refused = with_block(replace(BLOCKS[1], finding=limit, **{field: Verdict.UNPROVED}))
    assert "region: UNPROVED layer 0 <attention>: time limit of 60 s" in told(refused)
    assert [note.text for note in table_of(section(refused)).rows[1].notes] == [limit.message]
    assert not any("UNPROVED" in text for text in told(REGION))


def test_an_observation_above_its_bound_is_spelled_out() -> None:
    above = with_block(replace(BLOCKS[1], observed_alone=Fraction(2)))
    assert f"region: layer 0 <attention>: {Rule.OBSERVED_ABOVE.meaning}" in told(above)
    row = table_of(section(above)).rows[1]
    assert row.cells[4] == Toned(Fraction(1, 2), Verdict.FAILED)
    assert not row.settled


def test_a_scope_is_named_with_its_region() -> None:
    assert scope_label(ALL_INPUTS) == "all inputs"
    assert scope_label(REGION) == "region ranges.json, 512 tokens of <news>.txt"
