"""Structure of a matrix without its original: the kernel reads every packed code and zero-point."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from quantcert.certificate import Evidence, Finding
from quantcert.formats import QuantizedCheckpoint
from quantcert.lean import CheckJob, ModuleResult, write_data_module
from quantcert.run.extract import row_blocks
from quantcert.run.literals import LiteralFolder, data_text, listing_sha256
from quantcert.run.plan import LayerPlan
from quantcert.run.work import check_job
from quantcert.statements.catalogue import PACKING_IMPORTS, STRUCTURE_IMPORTS, range_theorems
from quantcert.statements.render import GeneratedModule, render_module

_PART_WEIGHTS = 1 << 21  # below the kernel's limit of 2^24 bits a literal
_BYTES_PER_WEIGHT = 2
_DATA_IMPORT = PACKING_IMPORTS[0]


class StructureWork:
    """The checks of one matrix whose original is not given."""

    def __init__(
        self, plan: LayerPlan, quantized: QuantizedCheckpoint, export_data: bool = False
    ) -> None:
        """Nothing is written yet."""
        self.plan = plan
        self.evidence = Evidence.STRUCTURE
        self.modules: list[GeneratedModule] = []
        self.literal_sha256: dict[str, str] = {}
        self.module_weights = {plan.layer.module: plan.layer.weights}
        self.data_sources: dict[str, str] = {}
        self._export_data = export_data
        self._quantized = quantized
        self._folder = LiteralFolder(plan.layer.weights * _BYTES_PER_WEIGHT)

    def jobs(self) -> Iterator[CheckJob]:
        """The layer's module, with the packed codes and zero-points as data."""
        layer = self.plan.layer
        name = f"Data.{layer.module.partition('.')[2]}"
        literals: dict[str, bytes] = {}
        theorems = []
        for part, (start, stop) in enumerate(row_blocks(layer, _PART_WEIGHTS)):
            packed = self._quantized.read_rows(layer.tensor, start, stop).packed
            words, zeros = f"{name}.words{part}", f"{name}.zeros{part}"
            literals |= {words: packed.words.tobytes(), zeros: packed.zero_points.tobytes()}
            theorems += range_theorems(layer, part, (start, stop), words, zeros)
        data = write_data_module(self._folder.path, name, [_DATA_IMPORT], literals)
        self.literal_sha256[name] = listing_sha256(data)
        if self._export_data:
            self.data_sources[name] = data_text(data)
        module = render_module(
            layer.module,
            f"{layer.tensor} [{layer.rows}, {layer.columns}], {layer.format}, structure",
            {**layer.tensor_sha256, **data.literals},
            (*STRUCTURE_IMPORTS, *PACKING_IMPORTS, name),
            "",
            [*theorems, *self.plan.structure],
        )
        self.modules.append(module)
        yield check_job(module, [data])

    def witness(self, results: Mapping[str, ModuleResult]) -> Finding | None:
        """None: a word or zero-point out of range ends the run when it is read."""
        return None

    def close(self) -> None:
        """Delete the data module."""
        self._folder.close()
