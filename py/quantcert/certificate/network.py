"""The evidence for the network as a whole: how the layers' errors travel to its output.

Errors are those of exact real arithmetic. A bound or an observation of an activation is of the
largest entry of the difference between the original and the quantized network, over all positions.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from quantcert.certificate.findings import Finding, Judged
from quantcert.certificate.rules import Rule
from quantcert.certificate.theorem import TheoremEvidence, Verdict

REGION_ASSUMPTION = (
    "The activations of the original network are assumed to stay in the ranges of the region file. "
    "By the file's account they were measured on one text. The network is not run here: that a "
    "text stays in them, this one included, is a hypothesis."
)


ALL_INPUTS = "all inputs"
"""The scope of theorems that assume nothing of the inputs."""


class Discharge(StrEnum):
    """What stands behind a hypothesis of the theorems about the network."""

    KERNEL = "kernel"
    MEASURED = "measured"
    ASSUMED = "assumed"


class NormCertificate(StrEnum):
    """How an operator norm from Euclidean norm to Euclidean norm was bounded."""

    FROBENIUS = "Frobenius"
    SCHUR = "Schur"
    GRAM = "Gram"


@dataclass(frozen=True)
class HypothesisEvidence:
    """A hypothesis in words and what stands behind it.

    `id` is the same in every certificate. `by` names the kernel's theorem, or says how it was
    measured or why it is assumed. `scope` is None if the theorems of every scope rest on it.
    """

    id: str
    name: str
    statement: str
    discharged: Discharge
    by: str
    scope: str | None = None


@dataclass(frozen=True)
class NormEvidence:
    """Bounds of a matrix, as `NormEvidence` in the Lean library has them.

    The largest entry, absolute row sum, Euclidean norm of a row, operator norm of a head's rows and
    operator norm; `op_norm_by` is the way in which the last is bounded.
    """

    max_abs: Fraction
    row_sum: Fraction
    row_norm: Fraction
    head_norm: Fraction
    op_norm: Fraction
    op_norm_by: NormCertificate


@dataclass(frozen=True)
class MatrixEvidence:
    """What the theorems about the network use of one matrix: of the original, of its error."""

    tensor: str
    original: NormEvidence
    error: NormEvidence


@dataclass(frozen=True)
class RegionSource:
    """A region file with its digest, what it was measured on, and the digest of that text.

    `measured_on` says how many tokens (or vectors) of which file.
    """

    file: str
    sha256: str
    measured_on: str
    text_sha256: str
    statement: str = REGION_ASSUMPTION


@dataclass(frozen=True)
class ObservedLogits:
    """Predictions on a text, measured in float64: how far both networks' are from each other.

    The largest difference of logits, the largest factor by which a token's probability changed, and
    both perplexities of the text.
    """

    difference: Fraction
    probability_ratio: Fraction
    original_perplexity: Fraction
    quantized_perplexity: Fraction


@dataclass(frozen=True)
class BlockEvidence(Judged):
    """The evidence for one block of the network, in one scope.

    `alone` bounds the error of its output if both versions get the same input (None if that is not
    stated), `accumulated` if the error of all blocks before is carried. `trivial` is the proved
    range of the original output: a block whose output is zero errs by at most as much. The
    observations are measured on a text.

    Raises ValueError if a bound is called PROVED that is not below the trivial one.
    """

    name: str
    kind: str
    alone: Fraction | None
    accumulated: Fraction
    trivial: Fraction
    verdict_alone: Verdict | None
    verdict_accumulated: Verdict
    theorems: tuple[TheoremEvidence, ...]
    observed_alone: Fraction | None = None
    observed_accumulated: Fraction | None = None
    finding: Finding | None = None

    def __post_init__(self) -> None:
        """Refuse a verdict that the bounds contradict."""
        if (self.alone is None) != (self.verdict_alone is None):
            raise ValueError(f"{self.name}: a bound and its verdict go together")
        if self.alone is not None and self.verdict_alone is not None:
            _refuse_vacuous(self.name, self.alone, self.trivial, self.verdict_alone)
        _refuse_vacuous(self.name, self.accumulated, self.trivial, self.verdict_accumulated)

    @property
    def verdicts(self) -> tuple[Verdict, ...]:
        """The verdicts on the bounds of the block."""
        alone = () if self.verdict_alone is None else (self.verdict_alone,)
        return (*alone, self.verdict_accumulated)

    @property
    def observed_above(self) -> bool:
        """Whether an observed error is larger than its bound."""
        pairs = (
            (self.alone, self.observed_alone),
            (self.accumulated, self.observed_accumulated),
        )
        return any(b is not None and seen is not None and seen > b for b, seen in pairs)


@dataclass(frozen=True)
class AfterNormEvidence:
    """The evidence for a linear layer that reads the output of a norm: for every input, no data.

    `bound` is of the largest entry of (W - W_hat) x over all outputs x of `norm`, whatever the norm
    reads; `trivial` the same bound for a layer of zeros. `observed` is measured on a text.

    Raises ValueError if a bound is called PROVED that is not below the trivial one.
    """

    tensor: str
    norm: str
    bound: Fraction
    trivial: Fraction
    verdict: Verdict
    theorem: TheoremEvidence
    observed: Fraction | None = None

    def __post_init__(self) -> None:
        """Refuse a verdict that the bounds contradict."""
        _refuse_vacuous(self.tensor, self.bound, self.trivial, self.verdict)


@dataclass(frozen=True)
class ScopeEvidence(Judged):
    """The theorems about the network for one scope.

    `bound` is of the error of the network's output, `trivial` of the error of a network that
    outputs zero. `probability_ratio` is K if no probability of a next token changes by more than
    K-fold. `requirement` is the largest allowed bound, None if the requirements do not ask for one.

    Raises ValueError if a bound is called PROVED that is not below the trivial one, or if a region
    is stated for all inputs.
    """

    scope: str
    blocks: tuple[BlockEvidence, ...]
    bound: Fraction
    trivial: Fraction
    verdict: Verdict
    theorems: tuple[TheoremEvidence, ...]
    region: RegionSource | None = None
    probability_ratio: Fraction | None = None
    observed: Fraction | None = None
    requirement: Fraction | None = None
    finding: Finding | None = None

    def __post_init__(self) -> None:
        """Refuse a verdict or a region that the rest contradicts."""
        if self.scope == ALL_INPUTS and self.region is not None:
            raise ValueError(f"{self.scope}: nothing is assumed, no region either")
        _refuse_vacuous(self.scope, self.bound, self.trivial, self.verdict)

    @property
    def accepted(self) -> bool:
        """Whether the kernel accepted every theorem and the bound is what is required, if anything.

        A vacuous bound rejects only where there is a requirement; it is a pass nowhere. An observed
        error above its bound rejects: the observed text is not in the scope, or something is wrong.
        """
        theorems = [theorem for block in self.blocks for theorem in block.theorems]
        verdicts = [self.verdict, *(v for block in self.blocks for v in block.verdicts)]
        return (
            bool(self.theorems)
            and all(theorem.verdict is Verdict.PROVED for theorem in (*self.theorems, *theorems))
            and all(verdict.by_kernel for verdict in verdicts)
            and not any(block.observed_above for block in self.blocks)
            and (self.requirement is None or self.meets_requirement)
        )

    @property
    def meets_requirement(self) -> bool:
        """Whether the bound is PROVED and not above the requirement."""
        return self.verdict.accepted and (
            self.requirement is None or self.bound <= self.requirement
        )

    @property
    def first_vacuous(self) -> BlockEvidence | None:
        """The first block after which the carried error is no longer below the trivial one."""
        vacuous = Verdict.PROVED_VACUOUS
        return next((b for b in self.blocks if b.verdict_accumulated is vacuous), None)


@dataclass(frozen=True)
class NetworkEvidence(Judged):
    """The evidence for the whole network; a `finding` if no theorem speaks of it.

    `observed_in` is the file that observed errors of layers, blocks and network were read from;
    `observed_logits` what it says of predictions.

    Raises ValueError for a scope other than all inputs without a hypothesis that says what it is.
    """

    family: str
    output: str
    blocks: int
    matrices: tuple[MatrixEvidence, ...]
    hypotheses: tuple[HypothesisEvidence, ...]
    scopes: tuple[ScopeEvidence, ...]
    after_norms: tuple[AfterNormEvidence, ...] = ()
    finding: Finding | None = None
    observed_in: RegionSource | None = None
    observed_logits: ObservedLogits | None = None

    def __post_init__(self) -> None:
        """Refuse a scope that the hypotheses leave open."""
        stated = {ALL_INPUTS, *(hypothesis.scope for hypothesis in self.hypotheses)}
        for scope in self.scopes:
            if scope.scope not in stated:
                raise ValueError(f"{scope.scope}: no hypothesis says what is assumed")

    @classmethod
    def unsupported(cls, reason: str) -> NetworkEvidence:
        """No theorem, and why."""
        return cls("", "", 0, (), (), (), finding=Finding(Rule.NETWORK_UNSUPPORTED, reason))

    @property
    def accepted(self) -> bool:
        """Whether no scope, and no layer after a norm, rejects the run."""
        return self.after_norms_accepted and all(scope.accepted for scope in self.scopes)

    @property
    def after_norms_accepted(self) -> bool:
        """Whether the kernel accepted what is claimed of each layer after a norm."""
        return all(
            layer.verdict.by_kernel and layer.theorem.verdict is Verdict.PROVED
            for layer in self.after_norms
        )


def bound_verdict(
    bound: Fraction, trivial: Fraction, theorems: Sequence[TheoremEvidence]
) -> Verdict:
    """The verdict on a bound that `theorems` state, given a bound of an output of zeros."""
    refused = [theorem.verdict for theorem in theorems if theorem.verdict is not Verdict.PROVED]
    if refused or not theorems:
        return Verdict.FAILED if Verdict.FAILED in refused else Verdict.UNPROVED
    return Verdict.PROVED if bound < trivial else Verdict.PROVED_VACUOUS


def ratio(bound: Fraction | None, observed: Fraction | None) -> Fraction | None:
    """The bound over the observed error; None if one is not known or nothing was off."""
    return bound / observed if bound is not None and observed else None


def _refuse_vacuous(name: str, bound: Fraction, trivial: Fraction, verdict: Verdict) -> None:
    if verdict is Verdict.PROVED and bound >= trivial:
        raise ValueError(f"{name}: PROVED with a bound of {bound}, the trivial one is {trivial}")
