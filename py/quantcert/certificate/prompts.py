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

    Encoders choose no tokens: no entry of the vector here differs by more than `output_error`,
    which is None for other networks, as all else is for encoders, and the verdict is PROVED.
    """

    position: int
    token: int
    original: int | None
    quantized: int | None
    original_lead: Fraction | None
    quantized_lead: Fraction | None
    logit_error: Fraction | None
    divergence: Fraction | None
    verdict: Verdict
    output_error: Fraction | None = None

    def __post_init__(self) -> None:
        """Refuse a verdict that the tokens contradict."""
        about_tokens = (self.original, self.quantized, self.original_lead, self.quantized_lead)
        bounds = (self.logit_error, self.divergence)
        if self.output_error is not None:
            contradicted = {*about_tokens, *bounds} != {None} or self.verdict is not Verdict.PROVED
        else:
            contradicted = None in bounds or self.verdict is not self._verdict
        if contradicted:
            raise ValueError(f"position {self.position}: {self.verdict} contradicts the tokens")

    @property
    def _verdict(self) -> Verdict:
        if None in (self.original, self.quantized):
            return Verdict.UNPROVED
        return Verdict.PROVED if self.original == self.quantized else Verdict.FAILED


@dataclass(frozen=True)
class PromptEvidence:
    """The evidence for one prompt.

    `line` is its line in the file of prompts, `text` None if tokens were given, `expected` the
    token that must follow the whole prompt, None if none is asked for. Boxes are in units of
    `2**-bits`. `positions` are empty if nothing is proved, and then the bounds are None. The
    quantized network's perplexity is at most `perplexity_ratio` times the original's, and that at
    most `inverse_perplexity_ratio` times the quantized one's. Of encoders no entry of a position's
    vector differs by more than `output_error`, and the embeddings of the prompt have a cosine of at
    least `cosine`, None if no bound is known. `literal_sha256` is as of layers;
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
    output_error: Fraction | None = None
    cosine: Fraction | None = None

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
    of any prompt. `encodes`: the networks are encoders, which choose no next tokens.
    """

    file: str
    sha256: str
    requirement: PromptRequirement
    rests_on: tuple[str, ...]
    vocabulary: dict[str, str]
    prompts: tuple[PromptEvidence, ...]
    finding: Finding | None = None
    encodes: bool = False

    @property
    def each(self) -> tuple[PromptEvidence, ...]:
        """What there is of each."""
        return self.prompts

    @property
    def least_cosine(self) -> Fraction | None:
        """The smallest cosine that is proved of any prompt."""
        known = [prompt.cosine for prompt in self.prompts if prompt.cosine is not None]
        return min(known, default=None)

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
