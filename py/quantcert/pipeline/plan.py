"""From a stored matrix to the module of its theorems: everything before Lean is asked."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from quantcert.checkpoints import Checkpoint, QuantizedCheckpoint
from quantcert.errors import RequirementError
from quantcert.exact import RowErrors
from quantcert.lean import CheckJob
from quantcert.pipeline.extract import scan_errors, scan_structure
from quantcert.requirements import AccumulatorRequirement, LayerRequirement, Requirements
from quantcert.theorems.catalogue import (
    ROW_IMPORTS,
    STRUCTURE_IMPORTS,
    Layer,
    layer_module,
    row_theorems,
    structure_theorems,
)
from quantcert.theorems.layer import LayerClaim, layer_claim
from quantcert.theorems.render import GeneratedModule


@dataclass(frozen=True)
class LayerPlan:
    """Everything known of a layer before Lean has spoken; `claim` is None without an original."""

    layer: Layer
    bits_per_weight: Fraction
    accumulator: AccumulatorRequirement
    module: GeneratedModule
    claim: LayerClaim | None
    errors: RowErrors | None


def plan_layer(
    quantized: QuantizedCheckpoint,
    base: Checkpoint | None,
    layer: Layer,
    requirements: Requirements,
) -> LayerPlan:
    """Extract a layer's numbers and state its theorems.

    Raises CheckpointError for a malformed tensor, RequirementError if no rule matches the layer.
    """
    theorems = structure_theorems(layer, requirements.accumulator)
    imports: tuple[str, ...] = STRUCTURE_IMPORTS
    claim: LayerClaim | None = None
    errors: RowErrors | None = None
    if base is None:
        scan_structure(quantized, layer)
    else:
        rule = _rule(requirements, layer)
        errors = scan_errors(quantized, base, layer)
        shape = (layer.rows, layer.columns)
        claim = layer_claim(shape, errors.p, errors.sum_abs, errors.weight_sum_abs, rule)
        theorems = row_theorems(layer, claim) + theorems
        imports = ROW_IMPORTS + imports
    return LayerPlan(
        layer=layer,
        bits_per_weight=quantized.bits_per_weight(layer.tensor),
        accumulator=requirements.accumulator,
        module=layer_module(layer, imports, theorems),
        claim=claim,
        errors=errors,
    )


def check_job(module: GeneratedModule) -> CheckJob:
    """What Lean is asked about a generated module."""
    return CheckJob(
        name=module.name,
        source=module.source,
        theorems={theorem.name: theorem.statement for theorem in module.theorems},
        preamble=f"open QuantCert\n{module.preamble}",
        imports=module.imports,
    )


def _rule(requirements: Requirements, layer: Layer) -> LayerRequirement:
    rule = requirements.for_layer(layer.tensor)
    if rule is None:
        raise RequirementError(
            f"{requirements.source}: no [[layer]] pattern matches {layer.tensor}"
        )
    return rule
