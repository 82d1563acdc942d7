"""The checks of a matrix whose literals were made elsewhere, from what came back of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

from quantcert.certificate import Finding
from quantcert.cluster.left import take
from quantcert.cluster.messages import LayerOutcome, Numbers, WrittenData
from quantcert.formats import QuantizedCheckpoint
from quantcert.lean import DataModule
from quantcert.requirements import Requirements
from quantcert.run.layer_checks import LayerChecks
from quantcert.run.layer_plan import LayerPlan, layer_plan
from quantcert.run.ledger import LedgerEntry
from quantcert.run.make_checks import Wanted, make_checks
from quantcert.run.norm_builder import NormBuilder
from quantcert.run.structure_checks import StructureChecks
from quantcert.run.weight_checks import WeightChecks
from quantcert.statements.catalogue import STRUCTURE_IMPORT, Layer
from quantcert.statements.matrix import Chunk
from quantcert.statements.uses import CHUNK_IMPORT

_ELSEWHERE = Path("elsewhere")


def returned_plan(
    layer: Layer,
    quantized: QuantizedCheckpoint,
    requirements: Requirements,
    numbers: Numbers | None,
) -> LayerPlan:
    """The plan that follows from the numbers of another machine.

    Raises ValueError if they are not those of such a matrix.
    """
    bits = quantized.bits_per_weight(layer.tensor)
    if numbers is None:
        return layer_plan(layer, bits, requirements, None)
    if not 0 <= numbers.heaviest_column < layer.columns:
        raise ValueError(f"{layer.tensor}: there is no column {numbers.heaviest_column}")
    plan = layer_plan(layer, bits, requirements, numbers.scan(layer))
    return replace(plan, heaviest_column=numbers.heaviest_column)


def returned_checks(
    plan: LayerPlan,
    quantized: QuantizedCheckpoint,
    wanted: Wanted,
    outcome: LayerOutcome,
    left: Path | None = None,
) -> LayerChecks:
    """The checks that were made elsewhere, to be stated again here.

    `left` is the folder in which its data modules were left, if they are on this machine.

    Raises ValueError or StopIteration in its steps if something is missing.
    """
    checks = make_checks(plan, quantized, wanted)
    if isinstance(checks, WeightChecks):
        return ReturnedWeightChecks(**_fields(checks), outcome=outcome, left=left)
    if isinstance(checks, StructureChecks):
        return ReturnedStructureChecks(**_fields(checks), outcome=outcome)
    return checks


def _fields(checks: WeightChecks | StructureChecks) -> dict[str, Any]:
    return {field.name: getattr(checks, field.name) for field in fields(checks)}


def _data(outcome: LayerOutcome, name: str, imported: str) -> DataModule:
    """The data module of this name on the other machine. Raises ValueError if there is none.

    What it imports is what this machine writes into such a module.
    """
    literals = _written(outcome, name).literals
    return DataModule(name, _ELSEWHERE / outcome.tensor, (imported,), literals)


def _written(outcome: LayerOutcome, name: str) -> WrittenData:
    for data in outcome.data:
        if data.name == name:
            return data
    raise ValueError(f"{outcome.tensor}: the data module {name} is missing")


@dataclass(frozen=True, kw_only=True)
class ReturnedWeightChecks(WeightChecks):
    """Weight checks that were made elsewhere; data modules that were `left` are on this machine."""

    outcome: LayerOutcome
    left: Path | None = None

    def write_part(self, chunks: list[Chunk], norms: NormBuilder | None) -> DataModule:
        """What is known of a part's literals. Raises ValueError if they are not what was left."""
        if norms is not None:
            for chunk in chunks:
                norms.take(self.outcome.norms[chunk.index])
        data = _data(self.outcome, chunks[0].data_module, CHUNK_IMPORT)
        if self.left is None:
            return data
        here = replace(data, root=self.folder.path)
        return take(here, self.left, _written(self.outcome, data.name).left)

    def mismatches(self, chunks: list[Chunk], data: DataModule) -> Iterator[Finding]:
        """None: what is refuted elsewhere is checked again here."""
        return iter(())

    def witness(self, entry: LedgerEntry) -> Finding | None:
        """None, for the same reason."""
        return None


@dataclass(frozen=True, kw_only=True)
class ReturnedStructureChecks(StructureChecks):
    """Structure checks that were made elsewhere."""

    outcome: LayerOutcome

    def write(self) -> DataModule:
        """What is known of the literals. Raises ValueError unless there is one data module."""
        if len(self.outcome.data) != 1:
            count = len(self.outcome.data)
            raise ValueError(f"{self.outcome.tensor}: {count} data modules, must be one")
        return _data(self.outcome, self.data_name, STRUCTURE_IMPORT)
