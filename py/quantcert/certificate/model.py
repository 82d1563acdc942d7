"""What a certificate says, as frozen data. Numbers are exact: integers and fractions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction

from quantcert.certificate.exported import ExportEvidence
from quantcert.certificate.findings import Finding, Judged
from quantcert.certificate.justifications import Justification, justifying
from quantcert.certificate.measured import TextQuality
from quantcert.certificate.network import NetworkEvidence, ratio
from quantcert.certificate.prompts import PromptsEvidence
from quantcert.certificate.rotation import RotationEvidence
from quantcert.certificate.runs import RunsEvidence
from quantcert.certificate.theorem import TheoremEvidence, Verdict
from quantcert.requirements import AccumulatorRequirement, LayerRequirement
from quantcert.roles import Role, Use


class Evidence(StrEnum):
    """What a layer's theorems rest on."""

    WEIGHTS = "every weight checked by the kernel"
    ROWS = "from measured row sums"
    STRUCTURE = "structure only, no original given"
    NONE = "nothing: no theorem was stated"


@dataclass(frozen=True, slots=True)
class StorageScheme:
    """How a matrix is stored: `layout` describes the stored parts by name."""

    format: str
    group_size: int
    layout: dict[str, str]

    @property
    def label(self) -> str:
        """The format and its group size, short."""
        return f"{self.format}, groups of {self.group_size}"


@dataclass(frozen=True, slots=True)
class LineShare:
    """Each row (or column) against itself: its errors may add up to `allowed_share` of the sum of
    its own absolute weights, plus `floor`.

    Of `lines` lines `failing` do not keep this; `worst` is the line that is furthest above what it
    is allowed, or nearest to it: its errors add up to `error`, its weights to `size`; `allowed` is
    what it may err.
    """

    allowed_share: Fraction
    floor: Fraction
    lines: int
    failing: int
    worst: int
    error: Fraction
    size: Fraction
    allowed: Fraction

    @property
    def margin(self) -> Fraction | None:
        """The worst line's error over what it is allowed."""
        return ratio(self.error, self.allowed)


@dataclass(frozen=True, slots=True)
class UseBound:
    """What is known of one use of a matrix: of `W x`, of `x W`, or of `a row of W`.

    `bound` is the proved largest error of an output, `trivial_bound` what zeros in place of the
    matrix would cost. The tolerance is `requirement`, the largest allowed bound, or a `share` of
    each line.
    """

    use: Use
    bound: Fraction
    trivial_bound: Fraction
    requirement: Fraction | None
    share: LineShare | None

    @property
    def margin(self) -> Fraction | None:
        """How much of the tolerance is used, above 1 if it is missed."""
        return ratio(self.bound, self.requirement) if self.share is None else self.share.margin


@dataclass(frozen=True, slots=True)
class LayerCertificate(Judged):
    """The evidence for one quantized matrix [rows, columns].

    `roles` is what it does, `uses` what is known of each operation that it takes part in; `bound`,
    `trivial_bound` and `requirement` are those of the use with the largest bound. All of them are
    None without an original, as is `requirement` where each line has a share of its own; `rule` is
    the rule of the requirement file that applies. `original_parts` are the matrices of the original
    that it stands for, one below the other, unless that is the tensor of its own name.
    `further` is what else was found beside `finding`: other requirements that are missed, a known
    misreading that explains the errors.
    `observed_error` is the largest |((W - W_hat) x)_j| over the activations of a text, all scaled
    by the factor that brings the largest entry of them to `input_abs_max`: measured, not proved.
    `literal_sha256` digests the literals of each data module that the theorems speak of: the
    SHA-256 of the canonical JSON object {literal: SHA-256 of its little-endian bytes}.
    """

    tensor: str
    rows: int
    columns: int
    scheme: StorageScheme
    bits_per_weight: Fraction
    tensor_sha256: Mapping[str, str]
    evidence: Evidence
    verdict: Verdict
    theorems: Sequence[TheoremEvidence]
    literal_sha256: Mapping[str, str] = field(default_factory=dict)
    input_abs_max: Fraction | None = None
    bound: Fraction | None = None
    trivial_bound: Fraction | None = None
    requirement: Fraction | None = None
    max_abs_error: Fraction | None = None
    finding: Finding | None = None
    observed_error: Fraction | None = None
    roles: tuple[Role, ...] = ()
    uses: tuple[UseBound, ...] = ()
    rule: LayerRequirement | None = None
    original_parts: tuple[str, ...] = ()
    further: tuple[Finding, ...] = ()

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All that was found of the layer."""
        return () if self.finding is None else (self.finding, *self.further)

    @property
    def bound_over_observed(self) -> Fraction | None:
        """How far the bound is from what was observed; None if that is not known or zero."""
        return ratio(self.bound, self.observed_error)

    @property
    def margin(self) -> Fraction | None:
        """How much of the tolerance is used, above 1 if it is missed; None if that is not known."""
        margins = [use.margin for use in self.uses if use.margin is not None]
        return max(margins) if margins else ratio(self.bound, self.requirement)

    @property
    def required_share(self) -> Fraction | None:
        """The tolerance as a share of what dropping the layer, or each line of it, would cost."""
        shares = [use.share.allowed_share for use in self.uses if use.share is not None]
        return shares[0] if shares else ratio(self.requirement, self.trivial_bound)

    @property
    def weights(self) -> int:
        """Number of weights of the matrix."""
        return self.rows * self.columns


@dataclass(frozen=True)
class FileDigest:
    """A file of a checkpoint, named relative to the checkpoint folder."""

    file: str
    sha256: str


@dataclass(frozen=True)
class ToolIdentity:
    """What produced the certificate: every digest an independent party needs to run it again.

    `lean_trust` says why Lean's shared library was used: "pinned" by this package, "named" by the
    user, or the user's own "stock" installation.
    """

    version: str
    lean_version: str
    lean_commit: str
    lean_kind: str
    lean_sha256: str
    lean_trust: str
    library_sha256: str


@dataclass(frozen=True)
class HostRecord:
    """A machine whose kernel accepted `modules` modules about these matrices."""

    host: str
    modules: int
    tensors: tuple[str, ...]


@dataclass(frozen=True)
class KernelRecord:
    """Which machines' kernels accepted what, where it was not this machine's alone.

    Modules about `replayed_tensors` were accepted by the kernel of this machine as well; the share
    `recheck` of the matrices was chosen for that, by `seed`.
    """

    hosts: tuple[HostRecord, ...]
    replayed_modules: int
    replayed_tensors: tuple[str, ...]
    recheck: Fraction
    seed: int


@dataclass(frozen=True)
class RunMeasurement:
    """What differs between runs of the same inputs; outside the certificate's digest.

    Of `modules` checked, the results of `reused_modules` were those of an earlier run. `date` is
    when the run ended (UTC, ISO 8601), `host` the kind of machine, by no name of its own.
    `kernels` is None if all modules were checked by this machine, `quality` if nothing was measured
    on a text.
    """

    seconds: float
    layer_seconds: dict[str, float]
    peak_mib: float
    reused_modules: int
    modules: int
    date: str
    host: str
    kernels: KernelRecord | None = None
    quality: TextQuality | None = None


@dataclass(frozen=True)
class Certificate:
    """The evidence for one quantized checkpoint.

    `requirements_text` is the requirement file that applied, whose digest is `requirements_sha256`.
    `scope` is that of the layers; `network` is None if theorems about the whole model were not
    asked for, `prompts` if none were given. `findings` are failed checks of the checkpoint as a
    whole; `config_differences` are differences between the two config.json that are not known to
    change an output, `tensor_differences` differences between tensors that change none. `excluded`
    are the tensors that no theorem is about, and why; those of two or more dimensions have
    `excluded_weights`. `justifications` are those of the requirement file.
    `rotation` is None unless the base is said to be another original, rotated, `export` unless the
    checkpoint is said to be an export of another one, `runs` unless the integer program was run.
    """

    tool: ToolIdentity
    model: str
    level: str
    scope: str
    files: tuple[FileDigest, ...]
    base_files: tuple[FileDigest, ...]
    requirements_source: str
    requirements_default: bool
    requirements_sha256: str
    requirements_text: str
    accumulator: AccumulatorRequirement
    command: tuple[str, ...]
    layers: tuple[LayerCertificate, ...]
    excluded: dict[str, str]
    measurement: RunMeasurement
    network: NetworkEvidence | None = None
    prompts: PromptsEvidence | None = None
    findings: tuple[Finding, ...] = ()
    config_differences: tuple[str, ...] = ()
    tensor_differences: tuple[str, ...] = ()
    excluded_weights: dict[str, int] = field(default_factory=dict)
    justifications: tuple[Justification, ...] = ()
    rotation: RotationEvidence | None = None
    export: ExportEvidence | None = None
    runs: RunsEvidence | None = None

    @property
    def accepted(self) -> bool:
        """Whether there is a layer, every layer is borne and no other check rejects."""
        layers = bool(self.layers) and all(map(self.bears, self.layers))
        asked = (self.network, self.prompts, self.rotation, self.export, self.runs)
        parts = [part for part in asked if part is not None]
        return layers and not self.findings and all(part.accepted for part in parts)

    def bears(self, layer: LayerCertificate) -> bool:
        """Whether a layer does not reject the run: it is accepted, or justified."""
        return layer.verdict.accepted or bool(self.justified(layer))

    def justified(self, layer: LayerCertificate) -> tuple[Justification, ...]:
        """What justifies all that was found of a layer; nothing if it is not justified.

        Whatever was found, nothing is justified of a layer that has a theorem without a proof.
        """
        if layer.verdict is not Verdict.FAILED or not layer.theorems:
            return ()
        if any(theorem.verdict is not Verdict.PROVED for theorem in layer.theorems):
            return ()
        return justifying(self.justifications, layer.tensor, layer.findings)

    @property
    def schemes(self) -> tuple[str, ...]:
        """The formats and group sizes of the matrices, each once."""
        return tuple(dict.fromkeys(layer.scheme.label for layer in self.layers))

    @property
    def judges_shares(self) -> bool:
        """Whether some row or column is judged against its own weights."""
        return any(use.share is not None for layer in self.layers for use in layer.uses)

    @property
    def weights_total(self) -> int:
        """Weights of all matrices and stacks of matrices, quantized or not."""
        quantized = sum(layer.weights for layer in self.layers)
        return quantized + sum(self.excluded_weights.values())

    @property
    def weights_proved(self) -> int:
        """Weights of the matrices whose verdict is PROVED."""
        return sum(layer.weights for layer in self.layers if layer.verdict.accepted)
