"""From Lean's result on a layer's module to the layer's verdict."""

from __future__ import annotations

from fractions import Fraction

from quantcert.certificate import (
    Evidence,
    Finding,
    LayerCertificate,
    Rule,
    StorageScheme,
    TheoremEvidence,
    Verdict,
)
from quantcert.lean import Cause, ModuleResult, ModuleVerdict, TheoremRecord
from quantcert.numbers import lower, upper
from quantcert.run.layer_plan import LayerPlan
from quantcert.run.ledger import LedgerEntry
from quantcert.statements.catalogue import Layer, accumulator_extremes, accumulator_fits
from quantcert.statements.layer import LayerClaim
from quantcert.statements.render import GeneratedModule

_LEAN_VERDICT = {
    ModuleVerdict.ACCEPTED: Verdict.PROVED,
    ModuleVerdict.REJECTED: Verdict.FAILED,
    ModuleVerdict.UNPROVED: Verdict.UNPROVED,
}

_RULE = {
    Cause.REFUSED: Rule.KERNEL_REFUSED,
    Cause.AUDIT: Rule.AUDIT,
    Cause.SOURCE: Rule.SOURCE,
    Cause.ALTERED: Rule.ALTERED,
    Cause.STOPPED: Rule.NO_PROOF,
    Cause.REQUIRED: Rule.REQUIRED,
}


def layer_certificate(
    plan: LayerPlan, evidence: Evidence, entry: LedgerEntry, witness: Finding | None = None
) -> LayerCertificate:
    """The evidence for a layer all of whose modules have their results.

    `evidence` is what its theorems rest on, `witness` a number that refutes one of them.
    """
    claim, scan, scheme = plan.claim, plan.scan, plan.layer.scheme
    verdict, finding = _verdict(plan, entry, witness)
    return LayerCertificate(
        tensor=plan.layer.tensor,
        rows=plan.layer.rows,
        columns=plan.layer.columns,
        scheme=StorageScheme(scheme.format, scheme.group_size, dict(scheme.layout)),
        bits_per_weight=plan.bits_per_weight,
        tensor_sha256=dict(plan.layer.tensor_sha256),
        literal_sha256=entry.literal_sha256,
        evidence=evidence,
        verdict=verdict,
        theorems=tuple(
            theorem
            for module in reversed(entry.modules)
            for theorem in theorem_evidence(module, entry.results[module.name], plan.layer.tensor)
        ),
        input_abs_max=claim.input_abs_max.fraction if claim else None,
        bound=claim.bound.fraction if claim else None,
        trivial_bound=claim.trivial_bound.fraction if claim else None,
        requirement=claim.required if claim else None,
        max_abs_error=_in_units(max(scan.errors.max_abs), scan.errors.p) if scan else None,
        finding=finding,
    )


def _in_units(integer: int, p: int) -> Fraction:
    return Fraction(integer, 1 << p)


def _verdict(
    plan: LayerPlan, entry: LedgerEntry, witness: Finding | None
) -> tuple[Verdict, Finding | None]:
    """The first of: a refuted literal or check, a refuted requirement, vacuity; else PROVED."""
    if witness is not None:
        return Verdict.FAILED, witness
    for module in entry.modules:
        result = entry.results[module.name]
        if result.verdict is not ModuleVerdict.ACCEPTED:
            return _LEAN_VERDICT[result.verdict], _refusal(result, plan.layer.tensor)
    return _requirements_verdict(plan)


def _requirements_verdict(plan: LayerPlan) -> tuple[Verdict, Finding | None]:
    """The verdict on a layer all of whose theorems are proved."""
    if not accumulator_fits(plan.layer, plan.accumulator):
        low, high = accumulator_extremes(plan.layer, plan.accumulator)
        width = plan.accumulator.width_bits
        reached = f"dot products reach [{low}, {high}], allowed: a {width}-bit accumulator"
        return Verdict.FAILED, Finding(Rule.ACCUMULATOR, reached, plan.layer.tensor)
    claim = plan.claim
    if claim is None:
        return Verdict.PROVED, None
    if not claim.meets_requirement:
        return Verdict.FAILED, _row_error(plan.layer, claim)
    if claim.is_vacuous:
        zeros = "a layer of zeros would meet the bound as well"
        return Verdict.PROVED_VACUOUS, Finding(Rule.VACUOUS, zeros, plan.layer.tensor)
    return Verdict.PROVED, None


def _row_error(layer: Layer, claim: LayerClaim) -> Finding:
    """The row whose bound, which some input attains, exceeds the requirement."""
    text = (
        f"row {claim.worst_row}: the output error reaches {lower(claim.bound.fraction)} "
        f"for an input with |x_i| <= {upper(claim.input_abs_max.fraction)}, "
        f"allowed: {upper(claim.required)}"
    )
    return Finding(Rule.ROW_ERROR, text, layer.tensor, claim.worst_row)


def theorem_evidence(
    module: GeneratedModule, result: ModuleResult, tensor: str | None = None
) -> tuple[TheoremEvidence, ...]:
    """What became of a module's theorems; `tensor` is what they are about, if it is one."""
    records = {record.name: record for record in result.theorems}
    evidence = []
    for theorem in module.theorems:
        record = records.get(theorem.name)
        accepted = result.verdict is ModuleVerdict.ACCEPTED and record is not None
        evidence.append(
            TheoremEvidence(
                name=theorem.name,
                kind=theorem.kind,
                statement=theorem.statement,
                statement_sha256=(record.statement_sha256 or None) if record else None,
                definitions_sha256=(record.definitions_sha256 or None) if record else None,
                axioms=record.axioms if record else (),
                verdict=Verdict.PROVED if accepted else _refused(result),
                finding=None if accepted else _refusal(result, tensor, record),
            )
        )
    return tuple(evidence)


def _refusal(
    result: ModuleResult, tensor: str | None, record: TheoremRecord | None = None
) -> Finding:
    """Why a module, or one theorem of it, was not accepted."""
    if record is not None and record.problem:
        return Finding(Rule.AUDIT, record.problem, tensor)
    return Finding(_RULE[result.cause or Cause.STOPPED], result.reason, tensor)


def _refused(result: ModuleResult) -> Verdict:
    """The verdict on a theorem of a module that was not accepted."""
    return Verdict.FAILED if result.verdict is ModuleVerdict.REJECTED else Verdict.UNPROVED
