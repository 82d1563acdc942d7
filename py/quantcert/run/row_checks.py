"""A layer whose bounds rest on measured row sums; its theorems need no data."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from quantcert.certificate import Evidence, Finding
from quantcert.run.layer_plan import LayerPlan
from quantcert.run.ledger import LedgerEntry
from quantcert.run.literal_folder import LiteralFolder
from quantcert.run.steps import ModuleStep, Step
from quantcert.statements.catalogue import layer_module
from quantcert.statements.uses import MEASURED_IMPORTS, measured_theorems


@dataclass(frozen=True)
class RowChecks:
    """The check of one layer at the level of rows."""

    plan: LayerPlan

    @property
    def evidence(self) -> Evidence:
        """What the layer's theorems rest on."""
        return Evidence.ROWS

    @property
    def own_folder(self) -> LiteralFolder | None:
        """None: there is no data."""
        return None

    def steps(self) -> Iterator[Step]:
        """The layer's module. Raises ValueError for a layer planned without an original."""
        layer, claim = self.plan.layer, self.plan.claim
        if claim is None:
            raise ValueError(f"{layer.tensor} was planned without an original")
        theorems = [*measured_theorems(layer.module, claim), *self.plan.structure]
        module = layer_module(layer, MEASURED_IMPORTS + layer.structure_imports, theorems)
        yield ModuleStep(module, weights=layer.weights)

    def witness(self, entry: LedgerEntry) -> Finding | None:
        """None: a rejected module holds no number that could be shown."""
        return None
