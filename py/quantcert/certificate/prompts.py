"""The evidence for prompts: what both networks do on given tokens, nothing being assumed.

Logits and distributions are those of exact real arithmetic. Divergences are in nats.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction

from quantcert.certificate.findings import Finding
from quantcert.certificate.theorem import TheoremEvidence, Verdict
from quantcert.requirements import PromptRequirement


@dataclass(frozen=True)
class PositionEvidence:
    """A token of a prompt, and what is proved of the one that the networks choose next.

    `original` and `quantized` are these next tokens, None where not decided; the logit of each
    exceeds all others by more than its lead. No logit here differs by more than `logit_error`;
    `divergence` bounds that of the quantized network's distribution from the original's. The
    verdict is PROVED if both tokens are the same, FAILED if they are not, else UNPROVED.
    """

    position: int
    token: int
    original: int | None
    quantized: int | None
    original_lead: Fraction | None
    quantized_lead: Fraction | None
    logit_error: Fraction
    divergence: Fraction
    verdict: Verdict

    def __post_init__(self) -> None:
        """Refuse a verdict that the tokens contradict."""
        known = None not in (self.original, self.quantized)
        same = known and self.original == self.quantized
        if self.verdict is not (
            Verdict.PROVED if same else Verdict.FAILED if known else Verdict.UNPROVED
        ):
            raise ValueError(f"position {self.position}: {self.verdict} contradicts the tokens")


@dataclass(frozen=True)
class PromptEvidence:
    """The evidence for one prompt.

    `line` is its line in the file of prompts, `text` None if tokens were given, `expected` the
    token that must follow the whole prompt, None if none is asked for. Boxes are in units of
    `2**-bits`. `positions` are empty if nothing is proved, and then the bounds are None. The
    quantized network's perplexity is at most `perplexity_ratio` times the original's, and that at
    most `inverse_perplexity_ratio` times the quantized one's. `literal_sha256` is as of layers;
    `golden_sha256` digests the certified logits: the SHA-256 of the canonical JSON object
    {tensor: SHA-256 of its little-endian bytes} of the file of golden logits.
    """

    line: int
    text: str | None
    tokens: tuple[int, ...]
    expected: int | None
    bits: int
    verdict: Verdict
    positions: tuple[PositionEvidence, ...] = ()
    logit_error: Fraction | None = None
    perplexity_ratio: Fraction | None = None
    inverse_perplexity_ratio: Fraction | None = None
    theorems: tuple[TheoremEvidence, ...] = ()
    literal_sha256: dict[str, str] = field(default_factory=dict)
    golden_sha256: str | None = None
    findings: tuple[Finding, ...] = ()

    def __post_init__(self) -> None:
        """Refuse a pass without theorems, or with a reason against it."""
        proved = bool(self.theorems) and all(t.verdict is Verdict.PROVED for t in self.theorems)
        if self.verdict is Verdict.PROVED and (self.findings or not proved):
            raise ValueError(f"line {self.line}: PROVED without theorems or with a finding")

    @property
    def agreeing(self) -> int:
        """After how many positions both networks choose the same token."""
        return sum(position.verdict is Verdict.PROVED for position in self.positions)


@dataclass(frozen=True)
class PromptsEvidence:
    """The evidence for all prompts of a file.

    `rests_on` says what the theorems take from outside the kernel, `vocabulary` how the tokenizer
    writes the tokens that are mentioned, by their numbers. A `finding` says why no theorem speaks
    of any prompt.
    """

    file: str
    sha256: str
    requirement: PromptRequirement
    rests_on: tuple[str, ...]
    vocabulary: dict[str, str]
    prompts: tuple[PromptEvidence, ...]
    finding: Finding | None = None

    @property
    def accepted(self) -> bool:
        """Whether there is a prompt, and every one is PROVED."""
        verdicts = [prompt.verdict for prompt in self.prompts]
        return bool(verdicts) and all(verdict.accepted for verdict in verdicts)

    @property
    def positions(self) -> int:
        """The tokens of all prompts."""
        return sum(len(prompt.tokens) for prompt in self.prompts)

    @property
    def agreeing(self) -> int:
        """After how many tokens both networks choose the same one."""
        return sum(prompt.agreeing for prompt in self.prompts)
