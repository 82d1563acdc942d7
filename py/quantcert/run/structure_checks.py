"""Structure of a matrix without its original: the kernel reads every packed code and zero-point."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from typing import Any

from numpy.typing import NDArray

from quantcert.certificate import Evidence, Finding
from quantcert.formats import QuantizedCheckpoint
from quantcert.lean import DataModule, write_data_module
from quantcert.run.layer_plan import LayerPlan
from quantcert.run.layer_scan import row_blocks
from quantcert.run.ledger import LedgerEntry
from quantcert.run.literal_folder import LiteralFolder
from quantcert.run.segments import column_blocks
from quantcert.run.steps import ModuleStep, Step
from quantcert.statements.catalogue import STRUCTURE_IMPORT, range_arrays, range_theorems
from quantcert.statements.render import render_module

_PART_WEIGHTS = 1 << 21  # below the kernel's limit of 2^24 bits a literal
_BYTES_PER_WEIGHT = 2


def structure_checks(plan: LayerPlan, quantized: QuantizedCheckpoint) -> StructureChecks:
    """The check of a matrix, with a folder for its packed codes and zero-points."""
    folder = LiteralFolder(plan.layer.weights * _BYTES_PER_WEIGHT)
    return StructureChecks(plan, quantized, folder)


@dataclass(frozen=True)
class StructureChecks:
    """The check of one matrix whose original is not given; its data module goes to `folder`."""

    plan: LayerPlan
    quantized: QuantizedCheckpoint
    folder: LiteralFolder

    @property
    def evidence(self) -> Evidence:
        """What the layer's theorems rest on."""
        return Evidence.STRUCTURE

    @property
    def own_folder(self) -> LiteralFolder | None:
        """The folder."""
        return self.folder

    def steps(self) -> Iterator[Step]:
        """The packed codes and zero-points as data, then the layer's module."""
        layer = self.plan.layer
        data = self.write()
        theorems = [
            theorem
            for part, (rows, columns) in enumerate(self._parts())
            for theorem in range_theorems(layer, part, rows, columns, self._names(part))
        ]
        yield data
        module = render_module(
            layer.module,
            f"{layer.title}, structure",
            {**layer.tensor_sha256, **data.literals},
            (*layer.structure_imports, *layer.range_imports, data.name),
            "",
            [*theorems, *self.plan.structure],
        )
        yield ModuleStep(module, (data,), weights=layer.weights)

    def witness(self, entry: LedgerEntry) -> Finding | None:
        """None: a word or zero-point out of range ends the run when it is read."""
        return None

    def write(self) -> DataModule:
        """Write the data module."""
        layer = self.plan.layer
        literals: dict[str, bytes] = {}
        for part, (rows, columns) in enumerate(self._parts()):
            if columns[0] == 0:
                stored = self.quantized.read_rows(layer.tensor, *rows).stored
            for role, name in self._names(part).items():
                literals[name] = self._bytes(role, stored[role], columns)
        return write_data_module(self.folder.path, self.data_name, [STRUCTURE_IMPORT], literals)

    @property
    def data_name(self) -> str:
        """Name of the data module."""
        return f"Data.{self.plan.layer.module.partition('.')[2]}"

    def _parts(self) -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:
        """Rows and columns of each part."""
        return product(
            row_blocks(self.plan.layer, _PART_WEIGHTS),
            column_blocks(self.plan.layer, _PART_WEIGHTS),
        )

    def _names(self, part: int) -> dict[str, str]:
        """The literal of each stored array of a part, by its role."""
        roles = range_arrays(self.plan.layer)
        return {role: f"{self.data_name}.{role}{part}" for role in roles}

    def _bytes(self, role: str, stored: NDArray[Any], columns: tuple[int, int]) -> bytes:
        """What some columns take of some rows of a stored array."""
        scheme = self.plan.layer.scheme
        first, end = (scheme.array_bits(role, count) for count in columns)
        return stored[:, first // 8 : -(-end // 8)].tobytes()
