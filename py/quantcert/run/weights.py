"""The weight certificate of one matrix: literals written, checks asked for, literals deleted.

Parts of a matrix are streamed: a part's literals are built from a block of rows, written to a
data module, read back and compared with the tensors. They stay until the layer's theorem, which
speaks of all of them, is checked; so disk use is bounded by the largest matrix and memory by a
part.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import groupby
from typing import Any

from numpy.typing import NDArray

from quantcert.certificate import Evidence, Finding, Rule
from quantcert.containers import Checkpoint
from quantcert.errors import OleanError
from quantcert.formats import QuantizedCheckpoint
from quantcert.formats.matrix import QuantizedMatrix
from quantcert.formats.pair35.codes import FORMATS
from quantcert.lean import (
    CheckJob,
    DataModule,
    ModuleResult,
    Verdict,
    read_literals,
    write_data_module,
)
from quantcert.literals import (
    ChunkLiterals,
    chunk_literals,
    first_mismatch,
    first_offender,
    named_literals,
)
from quantcert.numbers import upper
from quantcert.run.cutting import certified_matrix
from quantcert.run.literals import LiteralFolder, data_text, listing_sha256
from quantcert.run.norms import NormWork
from quantcert.run.plan import LayerPlan
from quantcert.run.work import check_job
from quantcert.statements.catalogue import STRUCTURE_IMPORTS
from quantcert.statements.render import GeneratedModule
from quantcert.statements.weights import (
    CHUNK_IMPORT,
    Addition,
    Chunk,
    part_module,
    weight_module,
)

_LITERAL_BYTES = 12  # of a 64-bit digit's weight: the digit, its code, its share of the tables


def literal_bytes(weights: int) -> int:
    """About how many bytes the literals of so many weights take, with digits of 64 bits."""
    return weights * _LITERAL_BYTES


class WeightWork:
    """The checks of one matrix at weight level."""

    def __init__(
        self,
        plan: LayerPlan,
        quantized: QuantizedCheckpoint,
        base: Checkpoint,
        export_data: bool = False,
        *,
        norms: bool = False,
        gram: bool = False,
        shared: LiteralFolder | None = None,
    ) -> None:
        """Cut the matrix into chunks; nothing is written yet.

        With `norms` they are proved too, with `gram` also by Gram matrices. Literals in a `shared`
        folder are left there, and others may import the layer's module.
        """
        self.plan = plan
        self.evidence = Evidence.WEIGHTS
        self.modules: list[GeneratedModule] = []
        self.literal_sha256: dict[str, str] = {}
        self.data_sources: dict[str, str] = {}
        self.export_data = export_data
        self.quantized = quantized
        self.base = base
        self.matrix = certified_matrix(plan)
        self.norms = NormWork(plan, self.matrix, gram) if norms else None
        self.module_weights: dict[str, int] = Counter()
        for chunk in self.matrix.chunks:
            self.module_weights[chunk.module] += chunk.rows * plan.layer.columns
        self.data: list[DataModule] = []
        size = literal_bytes(plan.layer.weights) * self.matrix.width // 64
        self._folder = shared or LiteralFolder(size)
        self._shared = shared is not None
        self.mismatch: Finding | None = None

    def jobs(self) -> Iterator[CheckJob]:
        """The parts' checks, then the layer's module."""
        parts: list[GeneratedModule] = []
        single = len({chunk.data_module for chunk in self.matrix.chunks}) == 1
        for _, group in groupby(self.matrix.chunks, lambda chunk: chunk.data_module):
            chunks = list(group)
            data = self._write(chunks)
            if not single:
                addition = self.norms.part(chunks) if self.norms else Addition()
                parts.append(part_module(self.matrix, chunks, data.literals, addition))
                self.modules.append(parts[-1])
                yield check_job(parts[-1], [data], keep=True)
        literals = self.data[0].literals if single else {}
        layer = weight_module(
            self.matrix,
            self.plan.structure,
            STRUCTURE_IMPORTS,
            literals,
            self.norms.layer() if self.norms else Addition(),
        )
        self.modules.append(layer)
        yield check_job(layer, self.data, parts, keep=self._shared)

    def witness(self, results: Mapping[str, ModuleResult]) -> Finding | None:
        """A literal that differs from the tensors, or the first false claim of a refused chunk."""
        if self.mismatch is not None:
            return self.mismatch
        for chunk in self.matrix.chunks:
            result = results.get(chunk.module)
            if result is not None and result.verdict is Verdict.REJECTED:
                found = self._offender(chunk)
                if found is not None:
                    return found
        return None

    def close(self) -> None:
        """Delete the data modules, unless they are in a shared folder."""
        if not self._shared:
            self._folder.close()

    def _write(self, chunks: list[Chunk]) -> DataModule:
        """Write a part's literals and compare what was written with the tensors."""
        literals: dict[str, memoryview] = {}
        for chunk in chunks:
            rows = self._rows(chunk)
            made = self._literals(chunk, *rows).named()
            if self.norms:
                made |= self.norms.add(*rows)
            literals |= {chunk.literal(name): data for name, data in made.items()}
        name = chunks[0].data_module
        data = write_data_module(self._folder.path, name, [CHUNK_IMPORT], literals)
        self.data.append(data)
        self.literal_sha256[name] = listing_sha256(data)
        if self.export_data:
            self.data_sources[name] = data_text(data)
        self._compare(chunks, data)
        return data

    def _rows(self, chunk: Chunk) -> tuple[NDArray[Any], QuantizedMatrix]:
        """A chunk's original weights, and the same rows as they are stored."""
        name, first, last = self.plan.layer.tensor, chunk.first_row, chunk.first_row + chunk.rows
        return self.base.read_rows(name, first, last), self.quantized.read_rows(name, first, last)

    def _literals(
        self, chunk: Chunk, weights: NDArray[Any], stored: QuantizedMatrix
    ) -> ChunkLiterals:
        matrix = self.matrix
        return chunk_literals(
            weights,
            stored,
            self.sums[chunk.first_row : chunk.first_row + chunk.rows],
            matrix.shape,
            matrix.claim.p,
            matrix.width,
        )

    @property
    def sums(self) -> tuple[int, ...]:
        """Each row's sum of |w - w_hat|, units of 2^-p."""
        assert self.plan.scan is not None
        return self.plan.scan.errors.sum_abs

    def _compare(self, chunks: list[Chunk], data: DataModule) -> None:
        """Note the first number of a written literal that is not the tensors'."""
        written = read_literals(data.path, data.name, data.imports)
        for chunk in chunks:
            if self.mismatch is None:
                self.mismatch = self._mismatch(chunk, written)

    def _mismatch(self, chunk: Chunk, written: Mapping[str, memoryview]) -> Finding | None:
        """The first number of a chunk's written literals that is not the tensors'."""
        first = chunk.first_row
        name, matrix = self.plan.layer.tensor, self.matrix
        try:
            literals = self._named(chunk, written)
        except ValueError as error:
            return Finding(Rule.LITERAL, f"{name}, rows from {first}: {error}", name)
        found = first_mismatch(
            literals, *self._rows(chunk), matrix.shape, matrix.claim.p, matrix.width
        )
        if found is None:
            return None
        row = first + found.row
        text = f"{name}: row {row}, column {found.column}: the literal holds an {found.what}"
        return Finding(Rule.LITERAL, text, name, row, found.column)

    def _named(self, chunk: Chunk, written: Mapping[str, memoryview]) -> ChunkLiterals:
        prefix = chunk.literal("")
        own = {key[len(prefix) :]: data for key, data in written.items() if key.startswith(prefix)}
        lanes = FORMATS[self.plan.layer.format].lanes
        return named_literals(own, chunk.rows, lanes, self.matrix.shape, self.matrix.width)

    def _offender(self, chunk: Chunk) -> Finding | None:
        """The chunk's first false claim; None if its data module cannot be read any more."""
        data = next(data for data in self.data if data.name == chunk.data_module)
        try:
            literals = self._named(chunk, read_literals(data.path, data.name, data.imports))
        except (OleanError, ValueError):
            return None
        code_format = FORMATS[self.plan.layer.format]
        matrix, name = self.matrix, self.plan.layer.tensor
        found = first_offender(literals, code_format, matrix.shape, matrix.width, chunk.max_error)
        if found is None:
            return None
        row = chunk.first_row + found.row

        def shown(integer: int) -> str:
            return upper(Fraction(integer, 1 << matrix.claim.p), 9)

        where = f"{name}: row {row}"
        if found.column is None:
            text = f"{where}: error sum {shown(found.error)}, allowed: {shown(found.allowed)}"
            return Finding(Rule.ROW_SUM, text, name, row)
        text = (
            f"{where}, column {found.column}: code {found.code} decodes to "
            f"{shown(found.decoded)}, original {shown(found.original)}, error "
            f"{shown(found.error)}, allowed: {shown(found.allowed)}"
        )
        return Finding(Rule.WEIGHT_ERROR, text, name, row, found.column)
