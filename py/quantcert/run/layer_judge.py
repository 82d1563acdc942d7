"""From Lean's result on a layer's module to the layer's verdict."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from functools import cache

from quantcert.certificate import (
    Evidence,
    Finding,
    LayerCertificate,
    LineShare,
    Rule,
    StorageScheme,
    TheoremEvidence,
    UseBound,
    Verdict,
)
from quantcert.lean import Cause, ModuleResult, ModuleVerdict, TheoremRecord
from quantcert.numbers import lower, upper
from quantcert.roles import Use
from quantcert.run.layer_plan import LayerPlan
from quantcert.run.ledger import LedgerEntry
from quantcert.statements.catalogue import Layer, accumulator_extremes, accumulator_fits
from quantcert.statements.layer import UseClaim
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
    verdict, found = _verdict(plan, entry, witness)
    known = tuple(_use_bound(use, claim.p) for use in claim.uses) if claim else ()
    chief = max(known, key=lambda use: use.bound, default=None)
    return LayerCertificate(
        tensor=plan.layer.tensor,
        rows=plan.layer.rows,
        columns=plan.layer.columns,
        scheme=_stored(scheme.format, scheme.group_size, tuple(scheme.layout.items())),
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
        bound=chief.bound if chief else None,
        trivial_bound=chief.trivial_bound if chief else None,
        requirement=chief.requirement if chief else None,
        max_abs_error=_in_units(max(scan.errors.max_abs), scan.errors.p) if scan else None,
        finding=found[0] if found else None,
        further=found[1:],
        roles=plan.layer.roles if claim else (),
        uses=known,
        rule=plan.rule,
        original_parts=plan.layer.original_parts,
    )


@cache
def _stored(name: str, group_size: int, layout: tuple[tuple[str, str], ...]) -> StorageScheme:
    """How matrices are stored: one object for all that are stored so."""
    return StorageScheme(name, group_size, dict(layout))


def _use_bound(claim: UseClaim, p: int) -> UseBound:
    share = claim.share
    return UseBound(
        use=claim.use,
        bound=claim.bound.fraction,
        trivial_bound=claim.trivial_bound.fraction,
        requirement=claim.required,
        share=None
        if share is None
        else LineShare(
            allowed_share=share.share,
            floor=_in_units(share.floor, p),
            lines=share.lines,
            failing=share.failing,
            worst=share.worst,
            error=_in_units(share.error, p),
            size=_in_units(share.size, p),
            allowed=share.allowed / (1 << p),
        ),
    )


def _in_units(integer: int, p: int) -> Fraction:
    return Fraction(integer, 1 << p)


def _verdict(
    plan: LayerPlan, entry: LedgerEntry, witness: Finding | None
) -> tuple[Verdict, tuple[Finding, ...]]:
    """The first of: a refuted literal or check, refuted requirements, vacuity; else PROVED."""
    if witness is not None:
        return Verdict.FAILED, (witness,)
    for module in entry.modules:
        result = entry.results[module.name]
        if result.verdict is not ModuleVerdict.ACCEPTED:
            return _LEAN_VERDICT[result.verdict], (_refusal(result, plan.layer.tensor),)
    return _requirements_verdict(plan)


def _requirements_verdict(plan: LayerPlan) -> tuple[Verdict, tuple[Finding, ...]]:
    """The verdict on a layer all of whose theorems are proved, and all that it misses."""
    missed, vacuous = tuple(_missed(plan)), tuple(_vacuous(plan))
    if missed:
        return Verdict.FAILED, (*missed, *vacuous)
    return (Verdict.PROVED_VACUOUS if vacuous else Verdict.PROVED), vacuous


def _missed(plan: LayerPlan) -> Iterator[Finding]:
    """The requirements that a layer misses."""
    if not accumulator_fits(plan.layer, plan.accumulator):
        low, high = accumulator_extremes(plan.layer, plan.accumulator)
        width = plan.accumulator.width_bits
        reached = f"dot products reach [{low}, {high}], allowed: a {width}-bit accumulator"
        yield Finding(Rule.ACCUMULATOR, reached, plan.layer.tensor)
    if plan.claim is None:
        return
    for use in plan.claim.uses:
        if not use.meets_requirement:
            broken = _bound_error(plan.layer, use) if not use.keeps_bound else None
            yield broken or _share_error(plan.layer, plan.claim.p, use)


def _vacuous(plan: LayerPlan) -> Iterator[Finding]:
    """The uses whose bound a layer of zeros would meet as well."""
    for use in plan.claim.uses if plan.claim else ():
        if use.is_vacuous:
            zeros = f"{use.use}: a layer of zeros would meet the bound as well"
            yield Finding(Rule.VACUOUS, zeros, plan.layer.tensor)


def _bound_error(layer: Layer, claim: UseClaim) -> Finding:
    """The line whose bound, which some input attains, exceeds the requirement."""
    assert claim.required is not None
    line, reached = claim.use.line, lower(claim.bound.fraction)
    if claim.use is Use.ENTRIES:
        error = f"an entry errs by {reached}"
    else:
        limit = upper(claim.input_abs_max.fraction)
        error = f"the output error reaches {reached} for an input with |x_i| <= {limit}"
    text = f"{line} {claim.worst_line}: {error}, allowed: {upper(claim.required)}"
    return _at_line(Rule.ROW_ERROR, text, layer, claim.use, claim.worst_line)


def _share_error(layer: Layer, p: int, claim: UseClaim) -> Finding:
    """How many lines exceed their own share, and the worst of them."""
    share, line = claim.share, claim.use.line
    assert share is not None
    size, error = _in_units(share.size, p), _in_units(share.error, p)
    text = (
        f"{share.failing} of {share.lines} {line}s err by more than {upper(share.share)} of their "
        f"own weights; worst is {line} {share.worst}: errors add up to {lower(error)}, weights to "
        f"{upper(size)}, allowed: {upper(share.allowed / (1 << p))}"
    )
    return _at_line(Rule.LINE_SHARE, text, layer, claim.use, share.worst)


def _at_line(rule: Rule, text: str, layer: Layer, use: Use, line: int) -> Finding:
    if use is Use.COLUMNS:
        return Finding(rule, text, layer.tensor, column=line)
    return Finding(rule, text, layer.tensor, row=line)


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
                library_sha256=(record.library_sha256 or None) if record else None,
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
