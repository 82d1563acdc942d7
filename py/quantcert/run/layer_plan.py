"""What is known of a layer before Lean is asked: its numbers, its claim, its rule."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np

from quantcert.containers import Tensors
from quantcert.errors import RequirementError
from quantcert.exact.floats import scale_to_float64
from quantcert.formats import QuantizedCheckpoint
from quantcert.requirements import AccumulatorRequirement, LayerRequirement, Requirements
from quantcert.roles import Use
from quantcert.run.layer_scan import MatrixScan, scan_errors
from quantcert.run.matrix_rows import MatrixRows
from quantcert.statements.catalogue import Layer, structure_theorems
from quantcert.statements.layer import LayerClaim, layer_claim
from quantcert.statements.render import Theorem


@dataclass(frozen=True)
class LayerPlan:
    """A layer's numbers and the theorems about its structure.

    `claim`, `scan` and `lines` are None without an original; `heaviest_column` is where the
    heaviest row that is looked up has its largest entry; `rule` is the one that applies to the
    layer; `lines` are the rows of the matrix.
    """

    layer: Layer
    bits_per_weight: Fraction
    accumulator: AccumulatorRequirement
    structure: tuple[Theorem, ...]
    claim: LayerClaim | None = None
    scan: MatrixScan | None = None
    heaviest_column: int = 0
    rule: LayerRequirement | None = None
    lines: MatrixRows | None = None


def plan_layer(
    quantized: QuantizedCheckpoint,
    base: Tensors | None,
    layer: Layer,
    requirements: Requirements,
) -> LayerPlan:
    """Extract a layer's numbers, which takes reading its tensors where there is an original.

    Raises CheckpointError for a malformed tensor, RequirementError if no rule matches the layer.
    """
    bits = quantized.bits_per_weight(layer.tensor)
    if base is None:
        return layer_plan(layer, bits, requirements, None)
    _rule(requirements, layer)  # before the scan, which takes long
    lines = MatrixRows(base, quantized, layer.tensor)
    plan = layer_plan(layer, bits, requirements, scan_errors(lines, layer))
    assert plan.claim is not None
    return replace(plan, lines=lines, heaviest_column=_heaviest_column(base, layer, plan.claim))


def layer_plan(
    layer: Layer, bits_per_weight: Fraction, requirements: Requirements, scan: MatrixScan | None
) -> LayerPlan:
    """What follows from a layer's numbers alone; `scan` is None without an original.

    Raises RequirementError if no rule matches the layer.
    """
    accumulator = requirements.accumulator
    structure = tuple(structure_theorems(layer, accumulator))
    if scan is None:
        return LayerPlan(layer, bits_per_weight, accumulator, structure)
    rule = _rule(requirements, layer)
    claim = layer_claim((layer.rows, layer.columns), scan.errors, rule, layer.roles)
    return LayerPlan(layer, bits_per_weight, accumulator, structure, claim, scan, rule=rule)


def _heaviest_column(base: Tensors, layer: Layer, claim: LayerClaim) -> int:
    """Where the heaviest row that is looked up has its largest entry."""
    if Use.ENTRIES not in claim.by_use:
        return 0
    row = claim.by_use[Use.ENTRIES].heaviest_line
    entries = scale_to_float64(base.read_rows(layer.tensor, row, row + 1), 0)
    return int(np.abs(entries).argmax())


def _rule(requirements: Requirements, layer: Layer) -> LayerRequirement:
    """The rule that applies to a layer. Raises RequirementError if there is none."""
    rule = requirements.for_layer(layer.tensor)
    if rule is None:
        raise RequirementError(
            f"{requirements.source}: no [[layer]] pattern matches {layer.tensor}"
        )
    return rule
