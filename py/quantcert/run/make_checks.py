"""Which checks a planned layer gets."""

from __future__ import annotations

from dataclasses import dataclass

from quantcert.formats import QuantizedCheckpoint
from quantcert.run.cutting import fits_literals
from quantcert.run.layer_checks import LayerChecks
from quantcert.run.layer_plan import LayerPlan
from quantcert.run.literal_folder import LiteralFolder
from quantcert.run.options import Level
from quantcert.run.row_checks import RowChecks
from quantcert.run.structure_checks import structure_checks
from quantcert.run.weight_checks import weight_checks


@dataclass(frozen=True)
class Wanted:
    """How deep the checks go, and whether norms and Gram matrices are asked for.

    Those with a `shared` folder are for others too.
    """

    level: Level
    norms: bool = False
    gram: bool = False
    shared: LiteralFolder | None = None


def make_checks(plan: LayerPlan, quantized: QuantizedCheckpoint, wanted: Wanted) -> LayerChecks:
    """The checks of a layer at the deepest level that it allows."""
    if plan.claim is None:
        return structure_checks(plan, quantized)
    if wanted.level is Level.ROWS or not fits_literals(plan):
        if plan.lines is not None:
            plan.lines.forget()
        return RowChecks(plan)
    return weight_checks(plan, norms=wanted.norms, gram=wanted.gram, shared=wanted.shared)
