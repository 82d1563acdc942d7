"""A small certificate for tests of what is rendered from one."""

from dataclasses import replace
from fractions import Fraction

from quantcert.certificate import (
    Certificate,
    Evidence,
    FileDigest,
    LayerCertificate,
    Measurement,
    TheoremEvidence,
    ToolIdentity,
    Verdict,
    Witness,
)

SHA = "0123456789abcdef" * 4

THEOREM = TheoremEvidence(
    name="Gen.M.L0.row_error",
    kind="row error",
    statement="∀ x, |x| < 1 → e x ≤ 2",
    statement_sha256=SHA,
    definitions_sha256=SHA,
    axioms=("propext",),
    verdict=Verdict.PROVED,
)

PROVED = LayerCertificate(
    tensor="encoder.<0>.weight",
    rows=4,
    columns=6,
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
    witness=Witness("encoder.1.weight", 3, -1, "row 3 has bound 7/9, allowed: 2/3"),
)

CERTIFICATE = Certificate(
    tool=ToolIdentity("0.1.0", "4.35.0", "e" * 40, "embedded", SHA, SHA),
    model="sample",
    format="pair11",
    group_size=128,
    level="rows",
    scope="all inputs",
    files=(FileDigest("model.safetensors", SHA),),
    base_files=(FileDigest("model.safetensors", SHA),),
    requirements_source="default.toml",
    requirements_default=True,
    requirements_sha256=SHA,
    command=("verify-model", "sample", "--base", "original"),
    layers=(PROVED, FAILED),
    excluded={"bias": "1-D, copied"},
    measurement=Measurement(1.5, {PROVED.tensor: 0.25}, 90.0, 0),
)
