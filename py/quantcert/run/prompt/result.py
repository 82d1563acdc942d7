"""What is known of two networks on a prompt after the kernel has seen the claims."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from quantcert.exact.dyadic import Dyadic
from quantcert.lean import CheckJob, ModuleResult, ModuleVerdict
from quantcert.prompts.boxes import Box
from quantcert.run.prompt.modules import PromptModules
from quantcert.statements.prompt_comparison import Comparison
from quantcert.statements.prompt_outputs import OutputComparison


class PositionVerdict(StrEnum):
    """What is proved of the next tokens after a position."""

    SAME = "SAME"
    OTHER = "OTHER"
    UNDECIDED = "UNDECIDED"
    BOUNDED = "BOUNDED"
    """Of an encoder, which chooses no tokens: how far its outputs are apart."""


class PromptVerdict(StrEnum):
    """The verdict on a prompt."""

    PROVED = "PROVED"
    FAILED = "FAILED"
    UNPROVED = "UNPROVED"


@dataclass(frozen=True)
class Position:
    """A position of the prompt and the token there, and what follows it.

    `original` and `quantized` are the next tokens, None where not decided. The logit of a next
    token exceeds all others by more than its lead. No logit differs by more than `difference`.
    `divergence` bounds that of the quantized distribution of the next token from the original's.
    Of encoders there are no tokens and no divergence, and `difference` is that of vectors' entries.
    """

    position: int
    token: int
    original: int | None
    quantized: int | None
    original_lead: Fraction | None
    quantized_lead: Fraction | None
    difference: Fraction
    divergence: Fraction | None
    theorems: tuple[str, ...]

    @property
    def encodes(self) -> bool:
        """Whether the networks are encoders."""
        return self.divergence is None

    @property
    def verdict(self) -> PositionVerdict:
        """What is proved of the next tokens."""
        if self.encodes:
            return PositionVerdict.BOUNDED
        if self.original is None or self.quantized is None:
            return PositionVerdict.UNDECIDED
        same = self.original == self.quantized
        return PositionVerdict.SAME if same else PositionVerdict.OTHER


@dataclass(frozen=True)
class Proved:
    """What theorems state that the kernel has accepted.

    The perplexity of the quantized network is at most `ratio` times that of the original, and that
    at most `inverse` times the quantized one's. `logits` are the boxes of the original's and of the
    quantized network's. Of encoders they are those of the output vectors, and there is no
    perplexity: the cosine of the texts' embeddings is at least `cosine`, None if that is not known.
    """

    positions: tuple[Position, ...]
    difference: Fraction
    ratio: Fraction | None
    inverse: Fraction | None
    logits: tuple[Box, Box]
    cosine: Fraction | None = None

    @property
    def encodes(self) -> bool:
        """Whether the networks are encoders."""
        return self.ratio is None


def told_differences(found: Position | Proved | None) -> tuple[Fraction | None, Fraction | None]:
    """What is told of the difference of logits, and of that of the vectors of encoders."""
    if found is None:
        return None, None
    return (None, found.difference) if found.encodes else (found.difference, None)


@dataclass(frozen=True)
class PromptResult:
    """The outcome of a run: `proved` is None, and `reason` says why, if nothing is.

    `modules` are the results of `jobs`, in the same order.
    """

    tokens: tuple[int, ...]
    bits: int
    proved: Proved | None
    reason: str
    modules: tuple[ModuleResult, ...]
    jobs: tuple[CheckJob, ...] = ()

    @property
    def verdict(self) -> PromptVerdict:
        """FAILED for another token at any position, PROVED for the same at all.

        Of encoders PROVED if bounds are.
        """
        positions = () if self.proved is None else self.proved.positions
        verdicts = {position.verdict for position in positions}
        if PositionVerdict.OTHER in verdicts:
            return PromptVerdict.FAILED
        whole = len(verdicts) == 1 and verdicts <= {PositionVerdict.SAME, PositionVerdict.BOUNDED}
        return PromptVerdict.PROVED if whole else PromptVerdict.UNPROVED

    @property
    def theorems(self) -> int:
        """How many theorems the kernel has accepted."""
        return sum(len(module.theorems) for module in self.modules) if self.proved else 0


def judged(modules: PromptModules, results: tuple[ModuleResult, ...]) -> PromptResult:
    """The result of the checks; where the kernel has refused a module, nothing is proved."""
    tokens, jobs = modules.tokens, tuple(modules.jobs)
    for result in results:
        if result.verdict is not ModuleVerdict.ACCEPTED:
            reason = f"{result.name}: {result.verdict}: {result.reason}"
            return PromptResult(tokens, modules.bits, None, reason, results, jobs)
    return PromptResult(tokens, modules.bits, _proved(modules), "", results, jobs)


def _proved(modules: PromptModules) -> Proved:
    comparison, (first, second) = modules.comparison, modules.logits
    tokens = enumerate(modules.tokens)
    difference, name = comparison.difference.fraction, modules.names.comparison
    if isinstance(comparison, OutputComparison):
        bounded = tuple(_bounded(comparison, name, t, token) for t, token in tokens)
        cosine = _fraction(comparison.cosine)
        return Proved(bounded, difference, None, None, (first, second), cosine)
    positions = tuple(_position(comparison, name, t, token) for t, token in tokens)
    ratio, inverse = comparison.ratio.fraction, comparison.inverse.fraction
    return Proved(positions, difference, ratio, inverse, (first, second))


def _position(comparison: Comparison, module: str, t: int, token: int) -> Position:
    first, second = comparison.original[t], comparison.quantized[t]
    stated = {
        "next_tokens": first is not None and second is not None,
        "original_leads": first is not None,
        "quantized_leads": second is not None,
        "logits_differ_at_most": True,
        "kl_at_most": True,
    }
    return Position(
        position=t,
        token=token,
        original=first,
        quantized=second,
        original_lead=_fraction(comparison.original_leads[t]),
        quantized_lead=_fraction(comparison.quantized_leads[t]),
        difference=comparison.differences[t].fraction,
        divergence=comparison.divergences[t].fraction,
        theorems=tuple(f"{module}.{name}_{t}" for name, holds in stated.items() if holds),
    )


def _bounded(comparison: OutputComparison, module: str, t: int, token: int) -> Position:
    difference = comparison.differences[t].fraction
    theorems = (f"{module}.outputs_differ_at_most_{t}",)
    return Position(t, token, None, None, None, None, difference, None, theorems)


def _fraction(number: Dyadic | None) -> Fraction | None:
    return None if number is None else number.fraction
