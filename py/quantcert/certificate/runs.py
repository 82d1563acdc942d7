"""The evidence for runs of the integer program: its logits after given tokens, proved exactly.

Distances are from the logits of networks in exact real arithmetic. Divergences are in nats.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction

from quantcert.certificate.findings import Finding
from quantcert.certificate.theorem import TheoremEvidence, Verdict


@dataclass(frozen=True)
class RunDistance:
    """How far a run is from a `network`, "original" or "quantized", in real arithmetic.

    No logit differs by more than `logit_error`, no distribution of the next token diverges by more
    than `divergence`; after `agreeing` tokens both choose the same next one for certain. The
    program's perplexity is at most `perplexity_ratio` times the network's, and that at most
    `inverse_perplexity_ratio` times the program's.
    """

    network: str
    logit_error: Fraction
    divergence: Fraction
    agreeing: int
    perplexity_ratio: Fraction
    inverse_perplexity_ratio: Fraction


@dataclass(frozen=True)
class RunEvidence:
    """The evidence for a run of the integer program on one prompt.

    `line`, `text`, `expected` and `literal_sha256` are as of prompts. `next_tokens` are those that
    the program chooses after each token, `logits` the largest logit there, in units of `2**-unit`;
    both are empty if nothing is proved, and so are the `distances`, as they are if the prompt was
    not put to both networks. `golden_sha256` digests all logits as of prompts.
    """

    line: int
    text: str | None
    tokens: tuple[int, ...]
    expected: int | None
    verdict: Verdict
    next_tokens: tuple[int, ...] = ()
    logits: tuple[int, ...] = ()
    distances: tuple[RunDistance, ...] = ()
    theorems: tuple[TheoremEvidence, ...] = ()
    literal_sha256: dict[str, str] = field(default_factory=dict)
    golden_sha256: str | None = None
    findings: tuple[Finding, ...] = ()

    def __post_init__(self) -> None:
        """Refuse a pass without theorems, or with a reason against it."""
        proved = bool(self.theorems) and all(t.verdict is Verdict.PROVED for t in self.theorems)
        if self.verdict is Verdict.PROVED and (self.findings or not proved):
            raise ValueError(f"line {self.line}: PROVED without theorems or with a finding")

    def distance(self, network: str) -> RunDistance | None:
        """How far it is from a network, None if that is not known."""
        return next((found for found in self.distances if found.network == network), None)


@dataclass(frozen=True)
class RunsEvidence:
    """The evidence for all runs of a file of prompts.

    Activations have `activation_bits`, logits are in units of `2**-unit`. `rests_on` and
    `vocabulary` are as of prompts. A `finding` says why there is no run.
    """

    file: str
    sha256: str
    activation_bits: int
    unit: int
    rests_on: tuple[str, ...]
    vocabulary: dict[str, str]
    runs: tuple[RunEvidence, ...]
    finding: Finding | None = None

    @property
    def each(self) -> tuple[RunEvidence, ...]:
        """What there is of each."""
        return self.runs

    @property
    def accepted(self) -> bool:
        """Whether there is a run, and every one is PROVED."""
        verdicts = [run.verdict for run in self.runs]
        return bool(verdicts) and all(verdict.accepted for verdict in verdicts)
