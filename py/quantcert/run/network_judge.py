"""From Lean's results on the network's modules to the evidence for the network."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from quantcert.certificate import (
    AfterNormEvidence,
    BlockEvidence,
    Finding,
    LayerCertificate,
    MatrixEvidence,
    NetworkEvidence,
    NormCertificate,
    NormEvidence,
    ObservedLogits,
    RegionSource,
    Rule,
    ScopeEvidence,
    TheoremEvidence,
    Verdict,
    bound_verdict,
)
from quantcert.exact.norms import Method
from quantcert.forward.measurement import BlockErrors
from quantcert.forward.region_file import RegionFile
from quantcert.models import certificates
from quantcert.models.assumption import Assumption
from quantcert.numbers import lower, upper
from quantcert.requirements import Requirements
from quantcert.run.layer_judge import theorem_evidence
from quantcert.run.ledger import LedgerEntry
from quantcert.run.network_hypotheses import hypotheses
from quantcert.run.network_plan import KnownMatrix, NetworkPlan
from quantcert.run.open import NetworkInputs
from quantcert.statements.checkpoint import after_norm_name, applied_names
from quantcert.statements.model import BlockTheorems, ModelTheorems

Theorems = dict[str, TheoremEvidence]


def network_evidence(
    network: NetworkInputs, plan: NetworkPlan, entry: LedgerEntry, requirements: Requirements
) -> NetworkEvidence:
    """The evidence, when every module has its result."""
    theorems: Theorems = {
        theorem.name: theorem
        for module in entry.modules
        for theorem in theorem_evidence(module, entry.results[module.name])
    }
    return NetworkEvidence(
        family=network.architecture.family,
        output=network.architecture.output,
        blocks=len(network.architecture.blocks),
        matrices=tuple(map(_matrix, plan.matrices)),
        hypotheses=hypotheses(network, plan, entry),
        scopes=tuple(
            _scope(network, plan, model, theorems, requirements.network.get(model.assumption.name))
            for model in plan.models
        ),
        after_norms=_after_norms(network, plan, theorems),
        observed_in=_region_source(network.region),
        observed_logits=_observed_logits(network.region),
    )


def with_observation(layer: LayerCertificate, network: NetworkInputs) -> LayerCertificate:
    """The layer with what was observed on the region's text, scaled to the assumed range.

    A layer's bound is of the matrix as the network uses it, and its outputs are those of all parts.
    """
    layers = () if network.region is None else network.region.observed.layers
    if not layers:
        return layer
    uses = network.architecture.matrices
    parts = {str(use) for use in uses if use.tensor == layer.tensor}
    seen = [found for found in layers if found.tensor in parts and found.input]
    if layer.input_abs_max is None or not seen:
        return layer
    gain = max(measured(found.error) / measured(found.input) for found in seen)
    return replace(layer, observed_error=gain * layer.input_abs_max)


def _scope(
    network: NetworkInputs,
    plan: NetworkPlan,
    model: ModelTheorems,
    theorems: Theorems,
    requirement: Fraction | None,
) -> ScopeEvidence:
    region = _source(network, model.assumption)
    applied = applied_names(model).values() if plan.linked else ()
    sizes = [vector.theorem for vector in plan.vectors]
    own = [theorems[name] for name in (*model.names, *applied, *sizes)]
    bound, trivial, ratio = model.bound.fraction, model.trivial.fraction, model.probability_ratio
    observed = _observed_blocks(network, model.assumption)
    blocks = tuple(_block(block, theorems, observed.get(block.name)) for block in model.blocks)
    return ScopeEvidence(
        scope=model.assumption.name,
        blocks=blocks,
        bound=bound,
        trivial=trivial,
        verdict=bound_verdict(bound, trivial, own),
        theorems=tuple(own),
        region=region,
        probability_ratio=ratio.fraction if ratio else None,
        observed=blocks[-1].observed_accumulated,
        requirement=requirement,
        finding=_finding(bound, trivial, own, requirement),
    )


def _source(network: NetworkInputs, assumption: Assumption) -> RegionSource | None:
    """The region's file, if the assumption is from it."""
    file = network.region
    return _region_source(file) if file and assumption.region is file.region else None


def _observed_blocks(network: NetworkInputs, assumption: Assumption) -> dict[str, BlockErrors]:
    """What was observed of each block, if the text that it was observed on is so as is assumed."""
    file = network.region
    if file is None or not (assumption.is_empty or assumption.region is file.region):
        return {}
    return {block.block: block for block in file.observed.blocks}


def _block(block: BlockTheorems, theorems: Theorems, observed: BlockErrors | None) -> BlockEvidence:
    own = tuple(theorems[name] for name in block.names)
    alone = block.alone
    return BlockEvidence(
        name=block.name,
        kind=block.name.rpartition(" ")[2],
        alone=alone,
        accumulated=block.accumulated,
        trivial=block.trivial,
        verdict_alone=None if alone is None else bound_verdict(alone, block.trivial, own),
        verdict_accumulated=bound_verdict(block.accumulated, block.trivial, own),
        theorems=own,
        observed_alone=None if observed is None else measured(observed.alone),
        observed_accumulated=None if observed is None else measured(observed.accumulated),
        finding=_finding(block.accumulated, block.trivial, own),
    )


def _finding(
    bound: Fraction,
    trivial: Fraction,
    theorems: Sequence[TheoremEvidence],
    requirement: Fraction | None = None,
) -> Finding | None:
    """Why the first refused theorem was, else what is wrong with the bound, if anything."""
    for theorem in theorems:
        if theorem.verdict is not Verdict.PROVED:
            return theorem.finding
    if requirement is not None and bound > requirement:
        allowed = f"the bound reaches {lower(bound)}, allowed: {upper(requirement)}"
        return Finding(Rule.NETWORK_ERROR, allowed)
    if bound < trivial:
        return None
    return Finding(Rule.NETWORK_VACUOUS, "an output of zeros would be as near to the original's")


def _after_norms(
    network: NetworkInputs, plan: NetworkPlan, theorems: Theorems
) -> tuple[AfterNormEvidence, ...]:
    """The linear layers after a norm: for all inputs, without data."""
    observed = (
        {} if network.region is None else {x.tensor: x for x in network.region.observed.layers}
    )
    found = []
    for layer, claim in plan.after_norms:
        tensor = str(network.architecture.matrices[layer.matrix])
        bound, trivial = claim.bound.fraction, claim.trivial.fraction
        theorem = theorems[after_norm_name(layer)]
        seen = observed.get(tensor)
        found.append(
            AfterNormEvidence(
                tensor=tensor,
                norm=layer.norm.name,
                bound=bound,
                trivial=trivial,
                verdict=bound_verdict(bound, trivial, [theorem]),
                theorem=theorem,
                observed=None if seen is None else measured(seen.error),
            )
        )
    return tuple(found)


def _matrix(matrix: KnownMatrix) -> MatrixEvidence:
    original, error = matrix.methods
    return MatrixEvidence(
        str(matrix.use), _norms(matrix.cert.original, original), _norms(matrix.cert.error, error)
    )


def _norms(norms: certificates.MatrixNorms, method: Method) -> NormEvidence:
    return NormEvidence(
        max_abs=norms.max_abs.fraction,
        row_sum=norms.row_sum.fraction,
        row_norm=norms.row_norm.fraction,
        head_norm=norms.head_norm.fraction,
        op_norm=norms.op_norm.fraction,
        op_norm_by=NormCertificate(method),
    )


def _region_source(region: RegionFile | None) -> RegionSource | None:
    if region is None:
        return None
    origin = region.origin
    return RegionSource(
        file=region.file,
        sha256=region.region.sha256,
        measured_on=str(origin),
        text_sha256=origin.input.sha256,
    )


def _observed_logits(region: RegionFile | None) -> ObservedLogits | None:
    logits = None if region is None else region.observed.logits
    if logits is None:
        return None
    return ObservedLogits(
        difference=measured(logits.difference),
        probability_ratio=Fraction(logits.probability_ratio),
        original_perplexity=Fraction(logits.original_perplexity),
        quantized_perplexity=Fraction(logits.quantized_perplexity),
    )


def measured(value: float) -> Fraction:
    """A measured number as the decimal text that the region's file has for it."""
    return Fraction(f"{value:.6g}")
