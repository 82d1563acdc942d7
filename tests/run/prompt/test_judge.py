"""Every requirement about prompts: met, missed with the witness, or not shown."""

from dataclasses import replace
from fractions import Fraction

import pytest

from quantcert.certificate import Rule, Verdict
from quantcert.prompts.boxes import Box
from quantcert.prompts.cells import Claim
from quantcert.requirements import PromptRequirement
from quantcert.run.prompt.judge import refusals
from quantcert.run.prompt.result import Position, PromptResult, Proved

NOTHING = PromptRequirement(min_agreeing_share=None)
SAME = PromptRequirement()


def position(t: int, original: int | None, quantized: int | None, **changes) -> Position:
    lead = Fraction(1)
    plain = Position(t, 5, original, quantized, lead, lead, Fraction(1, 2), Fraction(1, 8), ())
    return replace(plain, **changes)


def logits(*rows: tuple[int, ...], radius: int = 1) -> Box:
    """Boxes in quarters."""
    return Box(2, tuple(tuple(Claim(mid, radius) for mid in row) for row in rows))


def result(*positions: Position, boxes: tuple[Box, Box] | None = None) -> PromptResult:
    pair = boxes or (logits(*[(9, 1)] * len(positions)), logits(*[(7, 1)] * len(positions)))
    difference = max(p.difference for p in positions)
    proved = Proved(positions, difference, Fraction(5, 4), Fraction(9, 10), pair)
    return PromptResult((5,) * len(positions), 2, proved, "", ())


def judged(found: PromptResult, requirement: PromptRequirement, expected: int | None = None):
    refused = refusals(found, requirement, expected, lambda token: f"<{token}>")
    return [(r.verdict, r.finding.rule, r.finding.message) for r in refused]


ALIKE = result(position(0, 3, 3), position(1, 4, 4))
MIXED = result(position(0, 3, 3), position(1, 4, 6), position(2, 4, None))


def test_what_is_met_is_not_refused():
    assert judged(ALIKE, SAME) == []
    assert judged(ALIKE, SAME, expected=4) == []
    assert judged(MIXED, NOTHING) == []


def test_another_next_token_is_a_witness():
    ((verdict, rule, message),) = judged(MIXED, SAME)
    assert (verdict, rule) == (Verdict.FAILED, Rule.PROMPT_TOKEN)
    assert message == (
        "the next tokens differ after 1 of 3 tokens, first after <5> at position 1: the original "
        "chooses <4>, the quantized network <6>"
    )


@pytest.mark.parametrize(
    ("share", "verdict"),
    [
        (Fraction(1, 3), None),
        (Fraction(34, 100), Verdict.UNPROVED),
        (Fraction(2, 3), Verdict.UNPROVED),
        (Fraction(67, 100), Verdict.FAILED),
    ],
)
def test_a_share_may_be_missed_or_open(share, verdict):
    found = judged(MIXED, PromptRequirement(min_agreeing_share=share))
    assert [verdict for verdict, _, _ in found] == ([] if verdict is None else [verdict])


def test_undecided_positions_say_how_many_bits_would_do():
    boxes = logits((9, 8), (9, 1), radius=8), logits((9, 1), (9, 1), radius=1)
    found = result(position(0, None, 0), position(1, 0, 0), boxes=boxes)
    ((verdict, rule, message),) = judged(found, SAME)
    assert (verdict, rule) == (Verdict.UNPROVED, Rule.PROMPT_UNDECIDED)
    assert message == "with 2 bits the next token is not decided after positions 0: 9 bits would do"


def test_equal_logits_are_decided_by_no_bits():
    boxes = logits((9, 9)), logits((9, 1))
    ((_, _, message),) = judged(result(position(0, None, 0), boxes=boxes), SAME)
    assert message.endswith("positions 0: logits are equal as far as is known")


def test_the_expected_token_is_that_of_the_quantized_network():
    ((verdict, rule, message),) = judged(ALIKE, SAME, expected=3)
    assert (verdict, rule) == (Verdict.FAILED, Rule.PROMPT_EXPECTED)
    assert message == "after the prompt the quantized network chooses <4>, expected: <3>"
    ((verdict, rule, _),) = judged(MIXED, NOTHING, expected=3)
    assert (verdict, rule) == (Verdict.UNPROVED, Rule.PROMPT_UNDECIDED)


@pytest.mark.parametrize(
    ("key", "allowed", "verdict"),
    [
        ("max_logit_error", Fraction(1, 2), None),
        ("max_logit_error", Fraction(49, 100), Verdict.UNPROVED),
        ("max_kl", Fraction(1, 8), None),
        ("max_kl", Fraction(1, 9), Verdict.UNPROVED),
        ("max_perplexity_ratio", Fraction(5, 4), None),
        ("max_perplexity_ratio", Fraction(6, 5), Verdict.UNPROVED),
        ("max_perplexity_ratio", Fraction(10, 9), Verdict.UNPROVED),
        ("max_perplexity_ratio", Fraction(11, 10), Verdict.FAILED),
    ],
)
def test_bounds_are_met_open_or_missed(key, allowed, verdict):
    found = judged(ALIKE, replace(NOTHING, **{key: allowed}))
    assert [verdict for verdict, _, _ in found] == ([] if verdict is None else [verdict])


def test_a_logit_that_differs_by_more_for_certain_is_a_failure():
    boxes = logits((9, 1)), logits((1, 1))  # 2 apart, give or take half
    found = result(position(0, 0, 0, difference=Fraction(5, 2)), boxes=boxes)
    ((verdict, rule, message),) = judged(found, replace(NOTHING, max_logit_error=Fraction(1)))
    assert (verdict, rule) == (Verdict.FAILED, Rule.PROMPT_BOUND)
    assert message == "at position 0 a logit differs by at least 1.5, allowed: 1"


def test_failures_come_first():
    requirement = PromptRequirement(max_kl=Fraction(0))
    verdicts = [verdict for verdict, _, _ in judged(MIXED, requirement)]
    assert verdicts == [Verdict.FAILED, Verdict.UNPROVED]
    verdicts = [v for v, _, _ in judged(ALIKE, requirement, expected=1)]
    assert verdicts == [Verdict.FAILED, Verdict.UNPROVED]


def test_without_proof_the_reason_is_told():
    found = judged(PromptResult((1, 2), 16, None, "too wide", ()), NOTHING)
    assert found == [(Verdict.UNPROVED, Rule.PROMPT_UNDECIDED, "too wide")]


def vectors(cosine: Fraction | None, *rows: tuple[int, ...], radius: int = 0) -> PromptResult:
    """Two encoders with these vectors, one position each."""
    bounded = Position(0, 5, None, None, None, None, Fraction(1, 2), None, ())
    pair = logits(rows[0], radius=radius), logits(rows[1], radius=radius)
    proved = Proved((bounded,), Fraction(1, 2), None, None, pair, cosine)
    return PromptResult((5,), 2, proved, "", ())


@pytest.mark.parametrize(
    ("key", "asked", "verdict"),
    [
        ("max_output_error", Fraction(1, 2), None),
        ("max_output_error", Fraction(49, 100), Verdict.UNPROVED),
        ("max_output_error", Fraction(24, 100), Verdict.FAILED),
        ("min_cosine", Fraction(95, 100), None),
        ("min_cosine", Fraction(955, 1000), Verdict.UNPROVED),
        ("min_cosine", Fraction(97, 100), Verdict.FAILED),
    ],
)
def test_encoders_are_judged_by_their_vectors(key, asked, verdict):
    found = judged(vectors(Fraction(95, 100), (3, 4), (4, 3)), replace(NOTHING, **{key: asked}))
    assert [verdict for verdict, _, _ in found] == ([] if verdict is None else [verdict])


def test_a_cosine_that_is_too_small_for_certain_is_a_failure():
    found = judged(vectors(None, (3, 4), (-4, 3)), replace(NOTHING, min_cosine=Fraction(1, 2)))
    ((verdict, rule, message),) = found
    assert (verdict, rule) == (Verdict.FAILED, Rule.PROMPT_BOUND)
    assert message == (
        "the cosine of both embeddings of the prompt is at most 9.0949471E-13, required: 0.5"
    )
    wide = vectors(None, (3, 4), (4, 3), radius=5)
    ((verdict, _, message),) = judged(wide, replace(NOTHING, min_cosine=Fraction(1, 2)))
    assert verdict is Verdict.UNPROVED
    assert "is not bounded from below" in message


def test_nothing_about_tokens_is_asked_of_encoders():
    assert judged(vectors(None, (3, 4), (4, 3)), SAME) == []
