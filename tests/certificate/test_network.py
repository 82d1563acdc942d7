"""What of the whole model rejects a run, what does not, and what can not be said at all."""

from dataclasses import replace
from fractions import Fraction

import pytest

from quantcert.certificate import (
    BlockEvidence,
    NetworkEvidence,
    ScopeEvidence,
    TheoremEvidence,
    Verdict,
    bound_verdict,
)
from tests.support.certificates import (
    AFTER_NORM,
    ALL_INPUTS,
    BLOCKS,
    CERTIFICATE,
    NETWORK,
    REGION,
    THEOREM,
    WHOLE,
)

REFUSED = (Verdict.FAILED, Verdict.UNPROVED, Verdict.MEASURED)


def with_block(scope: ScopeEvidence, block: BlockEvidence) -> ScopeEvidence:
    return replace(scope, blocks=(*scope.blocks[:1], block, *scope.blocks[2:]))


def with_theorem(block: BlockEvidence, verdict: Verdict) -> BlockEvidence:
    return replace(block, theorems=(replace(THEOREM, verdict=verdict),))


def test_a_vacuous_bound_neither_rejects_nor_passes() -> None:
    assert ALL_INPUTS.verdict is Verdict.PROVED_VACUOUS
    assert ALL_INPUTS.accepted
    assert not ALL_INPUTS.verdict.accepted
    assert not ALL_INPUTS.meets_requirement
    assert WHOLE.accepted


def test_a_vacuous_bound_rejects_where_a_bound_is_required() -> None:
    required = replace(ALL_INPUTS, requirement=Fraction(10**13))
    assert ALL_INPUTS.bound < 10**13
    assert not required.accepted
    assert not replace(WHOLE, network=replace(NETWORK, scopes=(required, REGION))).accepted


@pytest.mark.parametrize(("requirement", "accepted"), [(9, True), (Fraction(89, 10), False)])
def test_a_required_bound_is_compared(requirement: Fraction, accepted: bool) -> None:
    assert replace(REGION, requirement=Fraction(requirement)).accepted is accepted


@pytest.mark.parametrize("verdict", REFUSED)
@pytest.mark.parametrize("part", ["scope", "alone", "accumulated", "block theorem", "theorem"])
def test_what_the_kernel_did_not_accept_rejects(part: str, verdict: Verdict) -> None:
    spoiled = {
        "scope": replace(REGION, verdict=verdict),
        "alone": with_block(REGION, replace(BLOCKS[1], verdict_alone=verdict)),
        "accumulated": with_block(REGION, replace(BLOCKS[1], verdict_accumulated=verdict)),
        "block theorem": with_block(REGION, with_theorem(BLOCKS[1], verdict)),
        "theorem": replace(REGION, theorems=(replace(THEOREM, verdict=verdict),)),
    }[part]
    assert not spoiled.accepted
    assert not replace(WHOLE, network=replace(NETWORK, scopes=(ALL_INPUTS, spoiled))).accepted


def test_a_scope_without_theorems_rejects() -> None:
    assert not replace(REGION, theorems=()).accepted


def test_the_layers_decide_where_the_architecture_is_unknown() -> None:
    unsupported = NetworkEvidence.unsupported("config.json: model_type is 'rwkv'")
    assert replace(WHOLE, network=unsupported).accepted
    assert not replace(CERTIFICATE, network=unsupported).accepted


def test_a_good_network_does_not_save_a_failed_layer() -> None:
    assert not replace(CERTIFICATE, network=NETWORK).accepted


def test_a_verdict_that_the_bounds_contradict_is_refused() -> None:
    at_most = BLOCKS[1].trivial
    with pytest.raises(ValueError, match="layer 0 <attention>: PROVED with a bound of 10"):
        replace(BLOCKS[1], accumulated=at_most)
    with pytest.raises(ValueError, match="PROVED with a bound of 10"):
        replace(BLOCKS[1], alone=at_most)
    with pytest.raises(ValueError, match="region: PROVED with a bound of 11, the trivial one"):
        replace(REGION, bound=Fraction(11))


def test_a_bound_and_its_verdict_go_together() -> None:
    with pytest.raises(ValueError, match="go together"):
        replace(BLOCKS[0], alone=None)
    unstated = replace(BLOCKS[0], alone=None, verdict_alone=None)
    assert unstated.verdicts == (Verdict.PROVED,)


def test_what_is_assumed_is_said() -> None:
    with pytest.raises(ValueError, match="region: no hypothesis says what is assumed"):
        replace(NETWORK, hypotheses=NETWORK.hypotheses[:-1])
    assert replace(NETWORK, scopes=(ALL_INPUTS,), hypotheses=()).scopes == (ALL_INPUTS,)
    with pytest.raises(ValueError, match="all inputs"):
        replace(ALL_INPUTS, region=REGION.region)


def test_where_the_bound_becomes_vacuous() -> None:
    assert ALL_INPUTS.first_vacuous is BLOCKS[2]
    assert REGION.first_vacuous is None


def theorem(verdict: Verdict) -> TheoremEvidence:
    return replace(THEOREM, verdict=verdict)


@pytest.mark.parametrize(
    ("bound", "theorems", "verdict"),
    [
        (9, [Verdict.PROVED], Verdict.PROVED),
        (10, [Verdict.PROVED], Verdict.PROVED_VACUOUS),
        (9, [Verdict.PROVED, Verdict.UNPROVED], Verdict.UNPROVED),
        (11, [Verdict.UNPROVED, Verdict.FAILED], Verdict.FAILED),
        (9, [], Verdict.UNPROVED),
    ],
)
def test_the_verdict_on_a_bound(bound: int, theorems: list[Verdict], verdict: Verdict) -> None:
    evidence = [theorem(each) for each in theorems]
    assert bound_verdict(Fraction(bound), Fraction(10), evidence) is verdict


def test_bounds_are_compared_with_what_was_observed() -> None:
    near, unobserved = WHOLE.layers
    assert near.bound_over_observed == Fraction(4, 3)
    assert unobserved.bound_over_observed is None
    assert replace(near, observed_error=Fraction(0)).bound_over_observed is None


def test_a_layer_after_a_norm_that_is_refused_rejects_and_a_vacuous_one_is_no_pass() -> None:
    refused = replace(AFTER_NORM, verdict=Verdict.FAILED)
    assert not replace(NETWORK, after_norms=(refused,)).accepted
    with pytest.raises(ValueError, match="PROVED with a bound of 12"):
        replace(AFTER_NORM, bound=Fraction(12))


def test_an_observed_error_above_its_bound_rejects() -> None:
    above = replace(BLOCKS[1], observed_alone=BLOCKS[1].alone + Fraction(1, 1000))
    for scope in (ALL_INPUTS, REGION):
        assert scope.accepted
        assert not with_block(scope, above).accepted
