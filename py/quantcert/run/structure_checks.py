"""Structure of a matrix without its original: the kernel reads every packed code and zero-point."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
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
from quantcert.statements.render import Theorem, render_module

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
        data, theorems = self._write()
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

    def _write(self) -> tuple[DataModule, list[Theorem]]:
        """The data module, and that its numbers are in range."""
        layer = self.plan.layer
        name = f"Data.{layer.module.partition('.')[2]}"
        literals: dict[str, bytes] = {}
        theorems: list[list[Theorem]] = []
        cuts = column_blocks(layer, _PART_WEIGHTS)
        for rows in row_blocks(layer, _PART_WEIGHTS):
            stored = self.quantized.read_rows(layer.tensor, *rows).stored
            for columns in cuts:
                part = len(theorems)
                names = {role: f"{name}.{role}{part}" for role in range_arrays(layer)}
                literals |= {
                    names[role]: self._bytes(role, stored[role], columns) for role in names
                }
                theorems.append(range_theorems(layer, part, rows, columns, names))
        data = write_data_module(self.folder.path, name, [STRUCTURE_IMPORT], literals)
        return data, list(chain.from_iterable(theorems))

    def _bytes(self, role: str, stored: NDArray[Any], columns: tuple[int, int]) -> bytes:
        """What some columns take of some rows of a stored array."""
        scheme = self.plan.layer.scheme
        first, end = (scheme.array_bits(role, count) for count in columns)
        return stored[:, first // 8 : -(-end // 8)].tobytes()
