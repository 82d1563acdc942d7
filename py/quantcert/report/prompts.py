"""What a report says of prompts: for someone who knows neither Lean nor logits."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from functools import partial

from quantcert.certificate import PositionEvidence, PromptEvidence, PromptsEvidence, Verdict
from quantcert.report.decimals import at_least, at_most
from quantcert.report.encoder_prompts import (
    ENCODER_COLUMNS,
    ENCODER_WHAT,
    encoder_cells,
    encoder_positions,
    encoder_required,
    encoder_summary,
)
from quantcert.report.model import (
    Cell,
    CellKind,
    Column,
    Item,
    Line,
    Listing,
    Plot,
    Row,
    Section,
    Table,
    Theorems,
)
from quantcert.report.prompt_picture import agreement_picture
from quantcert.report.prompt_sentences import theorem_sentence
from quantcert.report.tokens import TokenNames

_WHAT = (
    "A language model reads a text token by token and after each token gives every token that "
    "could come next a score (a logit); the one with the highest score is the one it chooses. Here "
    "both networks read the same texts. What stands below was proved for these very texts by the "
    "Lean kernel, which computed an interval around every number that the original and the "
    "quantized network compute, from the stored weights, assuming nothing of the numbers between."
)
_PICTURE = (
    "Each picture below is a prompt from left to right. Under each token: the token that the "
    "original chooses next, then the one that the quantized network chooses. Green: proved to be "
    "the same. Red: proved to be different. Amber: not decided. The bar shows by how much the "
    "chosen token is ahead of all others, in the network where that is less, beside the largest "
    "lead in the prompt."
)
_VERDICT_NOTE = (
    "verdict: PROVED, both choose the same token; FAILED, they choose different ones, which is "
    "proved as well; UNPROVED, not decided."
)
_MOST_SHOWN = 80  # characters of a prompt in a table


def prompts_sections(prompts: PromptsEvidence | None) -> Iterator[Section]:
    """The sections about prompts, nothing if none were given."""
    if prompts is None:
        return
    if prompts.finding is not None:
        told = Line(f"no theorem: {prompts.finding.message}", Verdict.UNPROVED)
        yield Section("Prompts", (told,))
        return
    yield Section("Prompts", tuple(_overview(prompts)), anchor="prompts")
    for prompt in prompts.prompts:
        yield _prompt(prompts, prompt)
    rests = Listing(tuple(map(Line, prompts.rests_on)), len(prompts.rests_on))
    yield Section("What the theorems about prompts rest on", (rests,), level=3, detail=True)


def prompt_theorem_sections(prompts: PromptsEvidence | None) -> Iterator[Section]:
    """All theorems about prompts, each after a sentence that says what it means."""
    for prompt in () if prompts is None else prompts.prompts:
        assert prompts is not None
        names = TokenNames(prompts.vocabulary)
        items: list[Item] = []
        for theorem in prompt.theorems:
            sentence = theorem_sentence(theorem, prompt, names)
            items += [Line(sentence, detail=True), Theorems((theorem,))]
        title = f"Prompt in line {prompt.line}"
        verdict = prompt.verdict
        yield Section(title, tuple(items), level=3, verdict=verdict, detail=True, closed=True)


def _overview(prompts: PromptsEvidence) -> Iterator[Item]:
    yield Line(ENCODER_WHAT if prompts.encodes else _WHAT, detail=True)
    yield Line(f"Required of each prompt: {_required(prompts)}.")
    columns = (
        Column("line", CellKind.NAME),
        Column("prompt", CellKind.TEXT, 3),
        Column("tokens", CellKind.TEXT, 2),
        *(ENCODER_COLUMNS if prompts.encodes else _token_columns()),
        Column("verdict", CellKind.VERDICT),
    )
    rows = tuple(_prompt_row(prompts, prompt) for prompt in prompts.prompts)
    yield Table("prompt", columns, rows)
    if not prompts.encodes and any(prompt.positions for prompt in prompts.prompts):
        yield Line(_PICTURE, detail=True)


def _token_columns() -> tuple[Column, ...]:
    return (
        Column("same next token", CellKind.TEXT),
        Column("score differs ≤", CellKind.AT_MOST, 1),
        Column("KL ≤", CellKind.AT_MOST, 1, _KL_NOTE),
        Column("perplexity grows ≤", CellKind.TEXT, 4),
    )


_KL_NOTE = (
    "KL: how far the quantized network's probabilities of the next token are from the original's "
    "(Kullback-Leibler divergence, in nats); 0 if they are the same."
)


def _required(prompts: PromptsEvidence) -> str:
    need = prompts.requirement
    if prompts.encodes:
        return "; ".join(encoder_required(need)) or "nothing"
    share = need.min_agreeing_share
    parts = []
    if share == 1:
        parts.append("the same next token after every token")
    elif share is not None:
        parts.append(f"the same next token after {at_most(100 * share)} % of its tokens")
    bounds = {
        "no score differs by more than {}": need.max_logit_error,
        "KL at most {}": need.max_kl,
        "perplexity grows at most {}-fold": need.max_perplexity_ratio,
    }
    told = [words.format(at_least(bound)) for words, bound in bounds.items() if bound is not None]
    if any(prompt.expected is not None for prompt in prompts.prompts):
        told.append("the expected token after the prompt, where the file names one")
    return "; ".join([*parts, *told]) or "nothing"


def _prompt_row(prompts: PromptsEvidence, prompt: PromptEvidence) -> Row:
    cells: tuple[Cell, ...] = (
        str(prompt.line),
        _shortened(_text(prompts, prompt)),
        str(len(prompt.tokens)),
        *(encoder_cells(prompt) if prompts.encodes else _token_cells(prompt)),
        prompt.verdict,
    )
    notes = tuple(
        Line(f"{finding.message} [{finding.rule}]", prompt.verdict) for finding in prompt.findings
    )
    return Row(cells, notes, _anchor(prompt))


def _token_cells(prompt: PromptEvidence) -> tuple[Cell, ...]:
    divergences = [p.divergence for p in prompt.positions if p.divergence is not None]
    return (
        f"{prompt.agreeing} of {len(prompt.tokens)}",
        prompt.logit_error,
        max(divergences, default=None),
        _fold(prompt.perplexity_ratio),
    )


def _prompt(prompts: PromptsEvidence, prompt: PromptEvidence) -> Section:
    names = TokenNames(prompts.vocabulary)
    items: list[Item] = [Line(f"“{_text(prompts, prompt)}”", detail=True)]
    items += _expected(prompt, names)
    for finding in prompt.findings:
        items.append(Line(f"{finding.message} [{finding.rule}]", prompt.verdict, detail=True))
    if prompt.positions:
        items += _encoded(prompt, names) if prompts.encodes else _proved(prompt, names)
    return Section(
        f"Prompt in line {prompt.line}",
        tuple(items),
        level=3,
        anchor=_anchor(prompt),
        detail=True,
    )


def _expected(prompt: PromptEvidence, names: TokenNames) -> Iterator[Item]:
    if prompt.expected is None:
        return
    told = f"Required after the prompt: {names.named(prompt.expected)}"
    last = prompt.positions[-1].quantized if prompt.positions else None
    found = "not decided" if last is None else names.named(last)
    yield Line(f"{told}; the quantized network chooses: {found}.", detail=True)


def _proved(prompt: PromptEvidence, names: TokenNames) -> list[Item]:
    lines = tuple(Line(sentence) for sentence in _summary(prompt))
    return [
        Listing(lines, len(lines), detail=True),
        Plot(partial(agreement_picture, prompt, names)),
        _positions(prompt, names),
    ]


def _encoded(prompt: PromptEvidence, names: TokenNames) -> list[Item]:
    lines = tuple(map(Line, encoder_summary(prompt)))
    return [Listing(lines, len(lines), detail=True), encoder_positions(prompt, names)]


def _summary(prompt: PromptEvidence) -> Iterator[str]:
    count = len(prompt.tokens)
    different = sum(position.verdict is Verdict.FAILED for position in prompt.positions)
    if prompt.agreeing == count:
        yield f"After each of the {count} tokens both networks choose the same next token."
    else:
        yield f"Both networks choose the same next token after {prompt.agreeing} of {count} tokens."
    if different:
        yield f"After {different} of them they choose different ones."
    if prompt.logit_error is not None:
        yield f"No score of any token differs by more than {at_most(prompt.logit_error)}."
    if prompt.perplexity_ratio is not None and prompt.inverse_perplexity_ratio is not None:
        low = at_least(1 / prompt.inverse_perplexity_ratio)
        yield (
            f"The quantized network's perplexity of this text is between {low} and "
            f"{at_most(prompt.perplexity_ratio)} times the original's: how surprised it is by the "
            "tokens that do come next, on average."
        )


def _positions(prompt: PromptEvidence, names: TokenNames) -> Table:
    columns = (
        Column("position", CellKind.NAME),
        Column("token", CellKind.TEXT),
        Column("original chooses", CellKind.TEXT),
        Column("lead >", CellKind.AT_LEAST, 0, _LEAD_NOTE),
        Column("quantized chooses", CellKind.TEXT),
        Column("lead >", CellKind.AT_LEAST),
        Column("score differs ≤", CellKind.AT_MOST),
        Column("KL ≤", CellKind.AT_MOST),
        Column("verdict", CellKind.VERDICT, 0, _VERDICT_NOTE),
    )
    rows = tuple(_position(position, names) for position in prompt.positions)
    return Table("position", columns, rows, detail=True)


_LEAD_NOTE = "lead: by how much the score of the chosen token is above that of any other."


def _position(position: PositionEvidence, names: TokenNames) -> Row:
    chosen = [
        "not decided" if token is None else names.shown(token)
        for token in (position.original, position.quantized)
    ]
    return Row(
        (
            str(position.position),
            names.shown(position.token),
            chosen[0],
            position.original_lead,
            chosen[1],
            position.quantized_lead,
            position.logit_error,
            position.divergence,
            position.verdict,
        )
    )


def _fold(ratio: Fraction | None) -> str | None:
    return None if ratio is None else f"{at_most(ratio)}-fold"


def _text(prompts: PromptsEvidence, prompt: PromptEvidence) -> str:
    """The prompt's text, as far as it is known."""
    if prompt.text is not None:
        return prompt.text
    return TokenNames(prompts.vocabulary).joined(prompt.tokens)


def _shortened(text: str) -> str:
    return text if len(text) <= _MOST_SHOWN else f"{text[: _MOST_SHOWN - 1]}…"


def _anchor(prompt: PromptEvidence) -> str:
    return f"prompt-{prompt.line}"
