"""What is proved of a prompt beside what is required of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from math import ceil

from quantcert.certificate import Finding, Rule, Verdict
from quantcert.numbers import lower, upper
from quantcert.prompts.compare import least_difference
from quantcert.prompts.embeddings import largest_cosine, mean_pool
from quantcert.requirements import PromptRequirement
from quantcert.run.prompt.deciding import bits_to_decide
from quantcert.run.prompt.result import Position, PositionVerdict, PromptResult, Proved

Named = Callable[[int], str]
"""How a token is called in a message."""

_SHOWN = 8
_COSINE_DIGITS = 8  # cosines are near one


@dataclass(frozen=True)
class Refusal:
    """A requirement that is missed (FAILED), or not shown to be met (UNPROVED), and why."""

    verdict: Verdict
    finding: Finding


def refusals(
    result: PromptResult, requirement: PromptRequirement, expected: int | None, named: Named
) -> list[Refusal]:
    """Every requirement that is not met, those first that are proved to be missed."""
    if result.proved is None:
        return [_undecided(result.reason)]
    if result.proved.encodes:
        found = [*_outputs(result.proved, requirement), *_cosine(result.proved, requirement)]
        return sorted(found, key=lambda refusal: refusal.verdict is not Verdict.FAILED)
    found = [
        *_tokens(result, result.proved, requirement, named),
        *_expected(result, result.proved, expected, named),
        *_logits(result.proved, requirement),
        *_divergence(result.proved, requirement),
        *_perplexity(result.proved, requirement),
    ]
    return sorted(found, key=lambda refusal: refusal.verdict is not Verdict.FAILED)


def _failed(rule: Rule, message: str) -> Refusal:
    return Refusal(Verdict.FAILED, Finding(rule, message))


def _undecided(message: str, rule: Rule = Rule.PROMPT_UNDECIDED) -> Refusal:
    return Refusal(Verdict.UNPROVED, Finding(rule, message))


def _tokens(
    result: PromptResult, proved: Proved, requirement: PromptRequirement, named: Named
) -> Iterator[Refusal]:
    """After how many positions the same token is chosen."""
    share, count = requirement.min_agreeing_share, len(proved.positions)
    if share is None:
        return
    needed = ceil(share * count)
    other = [p for p in proved.positions if p.verdict is PositionVerdict.OTHER]
    open_ones = [p for p in proved.positions if p.verdict is PositionVerdict.UNDECIDED]
    if count - len(other) < needed:
        told = f"the next tokens differ after {len(other)} of {count} tokens, first {{}}"
        yield _failed(Rule.PROMPT_TOKEN, told.format(_witness(other[0], named)))
    elif count - len(other) - len(open_ones) < needed:
        yield _undecided(_not_decided(result, proved, open_ones))


def _witness(position: Position, named: Named) -> str:
    assert position.original is not None
    assert position.quantized is not None
    return (
        f"after {named(position.token)} at position {position.position}: the original chooses "
        f"{named(position.original)}, the quantized network {named(position.quantized)}"
    )


def _not_decided(result: PromptResult, proved: Proved, positions: list[Position]) -> str:
    shown = ", ".join(str(p.position) for p in positions[:_SHOWN])
    more = f" and {len(positions) - _SHOWN} more" if len(positions) > _SHOWN else ""
    needed = bits_to_decide(proved.logits, [p.position for p in positions])
    enough = "logits are equal as far as is known" if needed is None else f"{needed} bits would do"
    return (
        f"with {result.bits} bits the next token is not decided after positions {shown}{more}: "
        f"{enough}"
    )


def _expected(
    result: PromptResult, proved: Proved, expected: int | None, named: Named
) -> Iterator[Refusal]:
    """The token after the whole prompt."""
    last = proved.positions[-1]
    if expected is None or last.quantized == expected:
        return
    if last.quantized is None:
        yield _undecided(_not_decided(result, proved, [last]))
        return
    yield _failed(
        Rule.PROMPT_EXPECTED,
        f"after the prompt the quantized network chooses {named(last.quantized)}, expected: "
        f"{named(expected)}",
    )


def _logits(proved: Proved, requirement: PromptRequirement) -> Iterator[Refusal]:
    yield from _differences(proved, requirement.max_logit_error, "a logit")


def _outputs(proved: Proved, requirement: PromptRequirement) -> Iterator[Refusal]:
    yield from _differences(proved, requirement.max_output_error, "an entry of the output")


def _differences(proved: Proved, allowed: Fraction | None, entry: str) -> Iterator[Refusal]:
    """The largest difference of what both networks compute."""
    if allowed is None or proved.difference <= allowed:
        return
    worst = max(proved.positions, key=lambda position: position.difference)
    least = least_difference(worst.position, *proved.logits).fraction
    told = f"at position {worst.position} {entry} differs by"
    if least > allowed:
        message = f"{told} at least {lower(least)}, allowed: {_shown(allowed)}"
        yield _failed(Rule.PROMPT_BOUND, message)
    else:
        message = f"{told} at most {upper(worst.difference)}, allowed: {_shown(allowed)}"
        yield _undecided(message)


def _divergence(proved: Proved, requirement: PromptRequirement) -> Iterator[Refusal]:
    """No lower bound of a divergence is proved, so that a larger one is not shown either."""
    allowed = requirement.max_kl
    known = [(p.divergence, p.position) for p in proved.positions if p.divergence is not None]
    largest, place = max(known, key=lambda pair: pair[0])
    if allowed is not None and largest > allowed:
        yield _undecided(
            f"at position {place} the divergence is proved to be at most {upper(largest)}, "
            f"allowed: {_shown(allowed)}",
            Rule.PROMPT_BOUND,
        )


def _perplexity(proved: Proved, requirement: PromptRequirement) -> Iterator[Refusal]:
    allowed = requirement.max_perplexity_ratio
    assert proved.ratio is not None
    assert proved.inverse is not None
    if allowed is None or proved.ratio <= allowed:
        return
    told = "the perplexity of the prompt grows"
    if proved.inverse * allowed < 1:
        message = f"{told} at least {lower(1 / proved.inverse)}-fold, allowed: {_shown(allowed)}"
        yield _failed(Rule.PROMPT_BOUND, message)
    else:
        message = f"{told} at most {upper(proved.ratio)}-fold, allowed: {_shown(allowed)}"
        yield _undecided(message)


def _cosine(proved: Proved, requirement: PromptRequirement) -> Iterator[Refusal]:
    needed, known = requirement.min_cosine, proved.cosine
    if needed is None or (known is not None and known >= needed):
        return
    largest = largest_cosine(*map(mean_pool, proved.logits))
    told = "the cosine of both embeddings of the prompt is"
    if largest < needed:
        message = f"{told} at most {upper(largest, _COSINE_DIGITS)}, required: {_shown(needed)}"
        yield _failed(Rule.PROMPT_BOUND, message)
    else:
        found = (
            "not bounded from below"
            if known is None
            else f"at least {lower(known, _COSINE_DIGITS)}"
        )
        yield _undecided(f"{told} {found}, required: {_shown(needed)}", Rule.PROMPT_BOUND)


def _shown(allowed: Fraction) -> str:
    return lower(allowed)
