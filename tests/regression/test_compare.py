"""Whatever gets weaker is found, by its rule and place, and what gets better is not."""

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

import pytest

from quantcert.certificate import (
    Certificate,
    Discharge,
    Evidence,
    HypothesisEvidence,
    LayerCertificate,
    TheoremEvidence,
    Verdict,
)
from quantcert.regression.baseline import Cost, Tolerance, baseline_of
from quantcert.regression.compare import Change, Factors, changes
from quantcert.regression.rules import RegressionRule as Rule
from quantcert.requirements import AccumulatorRequirement
from tests.support.certificates import (
    AFTER_NORM,
    ALL_INPUTS,
    BY_COLUMNS,
    HYPOTHESES,
    NETWORK,
    REGION,
    SHA,
    WHOLE,
)
from tests.support.machine_certificates import JUSTIFICATION
from tests.support.prompt_evidence import OTHER, PROMPTS, SAME

Edit = Callable[[Certificate], Certificate]

CERTIFICATE = replace(
    WHOLE,
    layers=(*WHOLE.layers, replace(BY_COLUMNS, tensor="columns.weight")),
    prompts=PROMPTS,
)


def layers(**changed: object) -> Edit:
    """Every layer changed so."""
    return lambda c: replace(c, layers=tuple(replace(layer, **changed) for layer in c.layers))


def theorems(**changed: object) -> Edit:
    """The theorems of every layer changed so."""

    def edit(layer: LayerCertificate) -> LayerCertificate:
        return replace(layer, theorems=tuple(replace(t, **changed) for t in layer.theorems))

    return lambda c: replace(c, layers=tuple(map(edit, c.layers)))


def network(**changed: object) -> Edit:
    return lambda c: replace(c, network=replace(NETWORK, **changed))


def scopes(**changed: object) -> Edit:
    """The region changed so."""
    return network(scopes=(ALL_INPUTS, replace(REGION, **changed)))


def last_block(**changed: object) -> Edit:
    *first, last = REGION.blocks
    return scopes(blocks=(*first, replace(last, **changed)))


def columns(**changed: object) -> Edit:
    """The use of the last layer, or its share, changed so."""
    (use,) = BY_COLUMNS.uses
    other = (
        replace(use, share=replace(use.share, **changed))
        if changed.keys() & {"allowed_share"}
        else replace(use, **changed)
    )
    last = replace(CERTIFICATE.layers[-1], uses=(other,))
    return lambda c: replace(c, layers=(*c.layers[:-1], last))


def found(edit: Edit, **options: object) -> list[Change]:
    """How the edited certificate differs from the one before."""
    return changes(baseline_of(CERTIFICATE), baseline_of(edit(CERTIFICATE)), **options)


def theorem(**changed: object) -> TheoremEvidence:
    return replace(REGION.theorems[0], **changed)


GELU = replace(HYPOTHESES[2], discharged=Discharge.KERNEL)
NEW = HypothesisEvidence("more", "more", "more is assumed", Discharge.ASSUMED, "so")
OTHER_REGION = replace(HYPOTHESES[3], statement="activations stay in other ranges")
THIRD = Fraction(1, 3)


def prompts(**changed: object) -> Edit:
    """The first prompt changed so."""
    first, *others = PROMPTS.prompts
    return lambda c: replace(
        c, prompts=replace(PROMPTS, prompts=(replace(first, **changed), *others))
    )


def asked(**changed: object) -> Edit:
    requirement = replace(PROMPTS.requirement, **changed)
    return lambda c: replace(c, prompts=replace(PROMPTS, requirement=requirement))


WEAKER: dict[str, tuple[Edit, Rule, str]] = {
    "an axiom": (theorems(axioms=("propext", "mine")), Rule.AXIOM, "layers/encoder.1.weight"),
    "a definition": (theorems(library_sha256=SHA[::-1]), Rule.DEFINITION, "layers/columns.weight"),
    "a statement": (
        theorems(statement="∀ x, |x| < 1 → e x ≤ 2 ∨ p"), Rule.STATEMENT, "layers/columns.weight",
    ),
    "a number of no known meaning": (
        theorems(statement="∀ x, |x| < 1 → e x ≤ 3"), Rule.STATEMENT, "layers/columns.weight",
    ),
    "a theorem of a layer": (layers(theorems=()), Rule.STATEMENT, "layers/columns.weight"),
    "a theorem that is not proved": (
        theorems(verdict=Verdict.UNPROVED), Rule.STATEMENT, "layers/columns.weight",
    ),
    "a theorem of the network": (scopes(theorems=()), Rule.STATEMENT, "scopes/region"),
    "a bound": (columns(bound=THIRD + Fraction(1, 10**30)), Rule.BOUND, "layers/columns.weight"),
    "no bound": (layers(uses=()), Rule.BOUND, "layers/columns.weight"),
    "an error of a weight": (
        layers(max_abs_error=Fraction(1, 8)), Rule.BOUND, "layers/encoder.1.weight",
    ),
    "a bound of a block": (last_block(accumulated=Fraction(19, 2)), Rule.BOUND,
        "blocks/layer 0 mlp (region)"),
    "a bound of a scope": (scopes(bound=Fraction(19, 2)), Rule.BOUND, "scopes/region"),
    "a factor": (scopes(probability_ratio=Fraction(32, 10)), Rule.BOUND, "scopes/region"),
    "a bound after a norm": (
        network(after_norms=(replace(AFTER_NORM, bound=Fraction(8, 5)),)), Rule.BOUND,
        "after_norms/encoder.<0>.weight after embeddings norm",
    ),
    "a norm": (
        network(matrices=(replace(
            NETWORK.matrices[0], error=replace(NETWORK.matrices[0].error, op_norm=Fraction(9, 2))
        ),)),
        Rule.BOUND, "layers/encoder.<0>.weight",
    ),
    "a verdict": (layers(verdict=Verdict.UNPROVED), Rule.VERDICT, "layers/columns.weight"),
    "a verdict of a block": (
        last_block(accumulated=Fraction(10), verdict_accumulated=Verdict.PROVED_VACUOUS),
        Rule.VERDICT, "blocks/layer 0 mlp (region)",
    ),
    "a layer": (lambda c: replace(c, layers=c.layers[:-1]), Rule.COVERAGE, "layers/columns.weight"),
    "a scope": (network(scopes=(ALL_INPUTS,)), Rule.COVERAGE, "scopes/region"),
    "a block": (scopes(blocks=REGION.blocks[:-1]), Rule.COVERAGE, "blocks/layer 0 mlp (region)"),
    "the network": (lambda c: replace(c, network=None), Rule.COVERAGE, "scopes/all inputs"),
    "weights": (layers(verdict=Verdict.FAILED), Rule.COVERAGE, "checkpoint/all"),
    "what is left out": (
        lambda c: replace(c, excluded={"w": "why"}, excluded_weights={"w": 1}), Rule.COVERAGE,
        "checkpoint/all",
    ),
    "a range of inputs": (
        layers(input_abs_max=Fraction(1, 2)), Rule.ASSUMPTION, "layers/columns.weight",
    ),
    "a hypothesis": (
        network(hypotheses=(*HYPOTHESES, NEW)), Rule.ASSUMPTION, "hypotheses/more",
    ),
    "what a hypothesis says": (
        network(hypotheses=(*HYPOTHESES[:3], OTHER_REGION)), Rule.ASSUMPTION,
        "hypotheses/assumption-region (region)",
    ),
    "an allowed share": (
        columns(allowed_share=Fraction(4, 5)), Rule.REQUIREMENT, "layers/columns.weight",
    ),
    "the accumulator": (
        lambda c: replace(c, accumulator=AccumulatorRequirement(33, -128, 127)),
        Rule.REQUIREMENT, "checkpoint/all",
    ),
    "the activations": (
        lambda c: replace(c, accumulator=AccumulatorRequirement(32, -127, 127)),
        Rule.REQUIREMENT, "checkpoint/all",
    ),
    "a prompt": (
        lambda c: replace(c, prompts=replace(PROMPTS, prompts=PROMPTS.prompts[:1])),
        Rule.COVERAGE, "prompts/the <cat> -> 5",
    ),
    "other tokens": (prompts(tokens=(3, 4)), Rule.COVERAGE, "prompts/the <cat>"),
    "all prompts": (lambda c: replace(c, prompts=None), Rule.COVERAGE, "prompts/the <cat>"),
    "a token": (
        prompts(positions=(SAME, replace(OTHER, position=1)), verdict=Verdict.FAILED),
        Rule.VERDICT, "prompts/the <cat>",
    ),
    "logits": (prompts(logit_error=Fraction(1, 2)), Rule.BOUND, "prompts/the <cat>"),
    "a theorem of a prompt": (
        prompts(theorems=PROMPTS.prompts[0].theorems[1:]), Rule.STATEMENT, "prompts/the <cat>",
    ),
    "an allowed divergence": (asked(max_kl=Fraction(1)), Rule.REQUIREMENT, "all prompts/required"),
    "no allowed divergence": (asked(max_kl=None), Rule.REQUIREMENT, "all prompts/required"),
    "a share of tokens": (
        asked(min_agreeing_share=Fraction(1, 2)), Rule.REQUIREMENT, "all prompts/required",
    ),
    "a justification": (
        lambda c: replace(c, justifications=(JUSTIFICATION,)), Rule.REQUIREMENT,
        "justifications/QC-ROW-ERROR for encoder.1.*",
    ),
    "the evidence": (
        layers(evidence=Evidence.STRUCTURE), Rule.EVIDENCE, "layers/columns.weight",
    ),
    "the level": (lambda c: replace(c, level="structure"), Rule.EVIDENCE, "checkpoint/all"),
    "the Lean": (
        lambda c: replace(c, tool=replace(c.tool, lean_trust="named")), Rule.EVIDENCE,
        "checkpoint/all",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", WEAKER)
def test_what_is_weaker_is_found_by_rule_and_place(case: str) -> None:
    edit, rule, place = WEAKER[case]
    weaker = [change for change in found(edit) if change.rule is not None]
    assert any(change.rule is rule and place in change.places for change in weaker), weaker


def test_a_hypothesis_with_less_behind_it() -> None:
    before = network(hypotheses=(*HYPOTHESES[:2], GELU, HYPOTHESES[3]))(CERTIFICATE)
    (change,) = changes(baseline_of(before), baseline_of(CERTIFICATE))
    assert change == Change(
        Rule.ASSUMPTION, ("hypotheses/gelu",), "discharged", "kernel", "assumed"
    )


def test_a_requirement_that_is_gone() -> None:
    before = scopes(requirement=Fraction(10))(CERTIFICATE)
    (change,) = changes(baseline_of(before), baseline_of(CERTIFICATE))
    assert (change.rule, change.before, change.after) == (Rule.REQUIREMENT, "10", None)


STRONGER: dict[str, Edit] = {
    "nothing": lambda c: c,
    "times": lambda c: replace(c, measurement=replace(c.measurement, seconds=1e6, peak_mib=1e6)),
    "a narrower bound": columns(bound=Fraction(1, 4)),
    "a wider range": layers(input_abs_max=Fraction(2)),
    "another format": layers(scheme=replace(BY_COLUMNS.scheme, format="alt43")),
    "a model of another name": lambda c: replace(c, model="elsewhere"),
    "fewer axioms": theorems(axioms=()),
    "one assumption less": network(
        hypotheses=(*HYPOTHESES[:2], HYPOTHESES[3]),
    ),
    "a better verdict": layers(evidence=Evidence.WEIGHTS),
    "a further layer": lambda c: replace(
        c, layers=(replace(c.layers[0], tensor="new.weight"), *c.layers)
    ),
    "more demanded": columns(allowed_share=Fraction(1, 2)),
    "a further theorem": scopes(theorems=(*REGION.theorems, theorem(kind="new kind"))),
}


@pytest.mark.parametrize("case", STRONGER)
def test_what_is_stronger_is_at_most_a_note(case: str) -> None:
    differences = found(STRONGER[case])
    assert [change for change in differences if change.rule is not None] == []
    assert bool(differences) == (case not in ("nothing", "times"))


def test_one_change_in_many_places_is_one_line() -> None:
    (change,) = (c for c in found(theorems(axioms=("propext", "mine"))) if c.rule is Rule.AXIOM)
    assert change.places == tuple(f"layers/{layer.tensor}" for layer in CERTIFICATE.layers)
    assert (change.before, change.after) == ("propext", "mine, propext")


def test_numbers_are_shown_with_as_many_digits_as_tell_them_apart() -> None:
    (change,) = (c for c in found(columns(bound=THIRD + Fraction(1, 10**6))) if c.rule)
    assert (change.what, change.before, change.after) == (
        "bound of x W",
        "0.33333334",
        "0.33333434",
    )


@pytest.mark.parametrize(
    ("tolerances", "weaker"),
    [
        ((), True),
        ((Tolerance("layers/*", Fraction(1, 10)),), False),
        ((Tolerance("layers/*", Fraction(99, 1000)),), True),
        ((Tolerance("layers/columns.*", Fraction(0)), Tolerance("*", Fraction(1))), True),
        ((Tolerance("scopes/*", Fraction(1)),), True),
    ],
)
def test_the_first_tolerance_that_matches_applies(
    tolerances: tuple[Tolerance, ...], weaker: bool
) -> None:
    before = baseline_of(CERTIFICATE, tolerances)
    after = baseline_of(columns(bound=THIRD * Fraction(11, 10))(CERTIFICATE))
    assert any(change.rule is Rule.BOUND for change in changes(before, after)) == weaker


def test_tolerances_are_for_bounds_alone() -> None:
    before = baseline_of(CERTIFICATE, (Tolerance("*", Fraction(10)),))
    after = baseline_of(columns(allowed_share=Fraction(7, 8))(CERTIFICATE))
    assert [change.rule for change in changes(before, after)] == [Rule.REQUIREMENT]


@pytest.mark.parametrize(
    ("factors", "rules"),
    [
        (Factors(), []),
        (Factors(time=Fraction(2)), []),
        (Factors(time=Fraction(199, 100)), [Rule.TIME]),
        (Factors(memory=Fraction(149, 100)), [Rule.MEMORY]),
    ],
)
def test_costs_are_compared_if_that_is_asked_for(factors: Factors, rules: list[Rule]) -> None:
    before = replace(baseline_of(CERTIFICATE), cost=Cost(10.0, 100.0))
    after = replace(before, cost=Cost(20.0, 150.0))
    assert [change.rule for change in changes(before, after, factors)] == rules
