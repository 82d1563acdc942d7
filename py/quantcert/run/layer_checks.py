"""What the checks of a layer are to a run, at whatever level of evidence."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from quantcert.certificate import Evidence, Finding
from quantcert.run.layer_plan import LayerPlan
from quantcert.run.ledger import LedgerEntry
from quantcert.run.literal_folder import LiteralFolder
from quantcert.run.steps import Step


class LayerChecks(Protocol):
    """The checks of one layer."""

    @property
    def plan(self) -> LayerPlan:
        """What was known before."""

    @property
    def evidence(self) -> Evidence:
        """What the layer's theorems rest on."""

    @property
    def own_folder(self) -> LiteralFolder | None:
        """Where its data modules lie, if no other checks need them."""

    def steps(self) -> Iterator[Step]:
        """Its data and modules, made one by one; the last is the layer's own module."""

    def witness(self, entry: LedgerEntry) -> Finding | None:
        """The first number that refutes a check that was rejected, if there is one."""
