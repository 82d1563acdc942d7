"""Small certificates for tests of what is rendered: layers alone, and a model of three blocks."""

from dataclasses import replace
from fractions import Fraction

from quantcert.certificate import (
    AfterNormEvidence,
    BlockEvidence,
    Certificate,
    Discharge,
    Evidence,
    FileDigest,
    Finding,
    HypothesisEvidence,
    LayerCertificate,
    LineShare,
    MatrixEvidence,
    NetworkEvidence,
    NormCertificate,
    NormEvidence,
    RegionSource,
    Rule,
    RunMeasurement,
    ScopeEvidence,
    StorageScheme,
    TheoremEvidence,
    ToolIdentity,
    UseBound,
    Verdict,
)
from quantcert.requirements import AccumulatorRequirement
from quantcert.roles import Use

SHA = "0123456789abcdef" * 4

THEOREM = TheoremEvidence(
    name="Gen.M.L0.row_error",
    kind="row error",
    statement="∀ x, |x| < 1 → e x ≤ 2",
    statement_sha256=SHA,
    definitions_sha256=SHA,
    library_sha256=SHA,
    axioms=("propext",),
    verdict=Verdict.PROVED,
)

PROVED = LayerCertificate(
    tensor="encoder.<0>.weight",
    rows=4,
    columns=6,
    scheme=StorageScheme("pair11", 128, {"scales": "F16"}),
    bits_per_weight=Fraction(15, 4),
    tensor_sha256={"encoder.<0>.weight_packed": SHA},
    evidence=Evidence.ROWS,
    verdict=Verdict.PROVED,
    theorems=(THEOREM,),
    input_abs_max=Fraction(1),
    bound=Fraction(1, 3),
    trivial_bound=Fraction(4),
    requirement=Fraction(2, 3),
    max_abs_error=Fraction(1, 9),
)

FAILED = replace(
    PROVED,
    tensor="encoder.1.weight",
    verdict=Verdict.FAILED,
    bound=Fraction(7, 9),
    finding=Finding(Rule.ROW_ERROR, "row 3 has bound 7/9, allowed: 2/3", "encoder.1.weight", row=3),
)

SHARE = LineShare(
    allowed_share=Fraction(3, 4),
    floor=Fraction(0),
    lines=6,
    failing=0,
    worst=2,
    error=Fraction(1, 4),
    size=Fraction(2, 3),
    allowed=Fraction(1, 2),
)
BY_COLUMNS = replace(
    PROVED,
    requirement=None,
    uses=(UseBound(Use.COLUMNS, Fraction(1, 3), Fraction(4), None, SHARE),),
)
"""A layer each of whose columns is judged against itself."""

CERTIFICATE = Certificate(
    tool=ToolIdentity("0.1.0", "4.35.0", "e" * 40, "embedded", SHA, "pinned", SHA),
    model="sample",
    level="rows",
    scope="all inputs",
    files=(FileDigest("model.safetensors", SHA),),
    base_files=(FileDigest("model.safetensors", SHA),),
    requirements_source="default.toml",
    requirements_default=True,
    requirements_sha256=SHA,
    requirements_text="version = 1\n",
    accumulator=AccumulatorRequirement(32, -128, 127),
    command=("verify-model", "sample", "--base", "original"),
    layers=(PROVED, FAILED),
    excluded={"bias": "1-D, copied"},
    measurement=RunMeasurement(
        seconds=1.5,
        layer_seconds={PROVED.tensor: 0.25},
        peak_mib=90.0,
        reused_modules=0,
        modules=7,
        date="2026-11-26T09:30:00Z",
        host="Linux x86_64, 2 processors, Python 3.11.9",
    ),
)


VACUOUS = Verdict.PROVED_VACUOUS


def block(name: str, kind: str, alone: Fraction, accumulated: Fraction) -> BlockEvidence:
    """A block whose output of zeros would be off by 10; errors of 1/8 and 1/4 are observed."""

    def verdict(bound: Fraction) -> Verdict:
        return Verdict.PROVED if bound < 10 else VACUOUS

    return BlockEvidence(
        name=name,
        kind=kind,
        alone=alone,
        accumulated=accumulated,
        trivial=Fraction(10),
        verdict_alone=verdict(alone),
        verdict_accumulated=verdict(accumulated),
        theorems=(replace(THEOREM, name=f"Gen.M.Net.{kind}_propagates", kind="block-propagates"),),
        observed_alone=Fraction(1, 8),
        observed_accumulated=Fraction(1, 4),
    )


SOURCE = RegionSource("ranges.json", SHA, "512 tokens of <news>.txt", SHA[::-1])
MODEL_THEOREM = replace(
    THEOREM, name="Gen.M.Net.model_error", kind="model-error", statement="∀ t < n, Within d B"
)
BLOCKS = (
    block("embeddings", "embeddings", Fraction(1, 2), Fraction(1, 2)),
    block("layer 0 <attention>", "attention", Fraction(1), Fraction(7)),
    block("layer 0 mlp", "mlp", Fraction(2), Fraction(10**12 + 1)),
)
ALL_INPUTS = ScopeEvidence(
    scope="all inputs",
    blocks=BLOCKS,
    bound=Fraction(10**12 + 1),
    trivial=Fraction(10),
    verdict=VACUOUS,
    theorems=(MODEL_THEOREM,),
    observed=Fraction(1, 4),
    finding=Finding(
        Rule.NETWORK_VACUOUS, "a network that outputs zero would meet the bound as well"
    ),
)
REGION = ScopeEvidence(
    scope="region",
    blocks=(*BLOCKS[:2], block("layer 0 mlp", "mlp", Fraction(3, 2), Fraction(9))),
    bound=Fraction(9),
    trivial=Fraction(10),
    verdict=Verdict.PROVED,
    theorems=(replace(MODEL_THEOREM, name="Gen.M.Region.model_error"),),
    region=SOURCE,
    probability_ratio=Fraction(31, 10),
    observed=Fraction(1, 4),
)
HYPOTHESES = (
    HypothesisEvidence(
        "matrix-norms-proved",
        "error of encoder.<0>.weight",
        "its norms",
        Discharge.KERNEL,
        "Gen.M.L0.row_error",
    ),
    HypothesisEvidence(
        "matrix-norms-measured",
        "norm factors",
        "no factor is larger than 2",
        Discharge.MEASURED,
        "exactly, by Python",
    ),
    HypothesisEvidence("gelu", "GELU", "grows at most by 113/100", Discharge.ASSUMED, "GeluLaws"),
    HypothesisEvidence(
        "assumption-region",
        "ranges",
        "activations stay in them",
        Discharge.ASSUMED,
        "ranges.json",
        "region",
    ),
)


def norms(size: int, by: NormCertificate) -> NormEvidence:
    """Five different norms of a matrix."""
    one = Fraction(size)
    return NormEvidence(one, one * 5, one * 2, one * 3, one * 4, by)


AFTER_NORM = AfterNormEvidence(
    tensor="encoder.<0>.weight",
    norm="embeddings norm",
    bound=Fraction(3, 2),
    trivial=Fraction(12),
    verdict=Verdict.PROVED,
    theorem=replace(THEOREM, name="Gen.M.Net.after_norm_0", kind="after-norm"),
    observed=Fraction(1, 4),
)


NETWORK = NetworkEvidence(
    family="llama",
    output="logits",
    blocks=3,
    matrices=(
        MatrixEvidence(
            "encoder.<0>.weight",
            norms(1000, NormCertificate.FROBENIUS),
            norms(1, NormCertificate.GRAM),
        ),
    ),
    hypotheses=HYPOTHESES,
    scopes=(ALL_INPUTS, REGION),
    after_norms=(AFTER_NORM,),
    observed_in=SOURCE,
)

WHOLE = replace(
    CERTIFICATE,
    layers=(
        replace(PROVED, observed_error=Fraction(1, 4)),
        replace(PROVED, tensor="encoder.1.weight"),
    ),
    network=NETWORK,
)
