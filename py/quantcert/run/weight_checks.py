"""The weight certificate of one matrix: literals written, checks asked for.

Parts of a matrix are streamed: a part's literals are built from a block of rows, written to a
data module, read back and compared with the tensors. They stay until the layer's theorem, which
speaks of all of them, is checked; so disk use is bounded by the largest matrix and memory by a
part.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import groupby
from typing import Any

from numpy.typing import NDArray

from quantcert.certificate import Evidence, Finding, Rule
from quantcert.errors import OleanError
from quantcert.exact import row_errors
from quantcert.formats.matrix import QuantizedMatrix
from quantcert.lean import DataModule, ModuleVerdict, read_numbers, write_data_module
from quantcert.literals import (
    ChunkLiterals,
    chunk_literals,
    column_literals,
    first_mismatch,
    first_offender,
    named_literals,
)
from quantcert.numbers import upper
from quantcert.run.cutting import certified_matrix
from quantcert.run.layer_plan import LayerPlan
from quantcert.run.ledger import LedgerEntry
from quantcert.run.literal_folder import LiteralFolder
from quantcert.run.matrix_rows import MatrixRows
from quantcert.run.norm_builder import NormBuilder
from quantcert.run.steps import ModuleStep, ProvedNorms, Step
from quantcert.statements.matrix import CertifiedMatrix, Chunk, ModuleExtras
from quantcert.statements.render import GeneratedModule
from quantcert.statements.uses import CHUNK_IMPORT
from quantcert.statements.weights import part_module, weight_module

_LITERAL_BYTES = 12  # of a 64-bit digit's weight: the digit, its code, its share of the tables


def literal_bytes(weights: int, width: int = 64) -> int:
    """About how many bytes the literals of so many weights take, with digits of `width` bits."""
    return weights * _LITERAL_BYTES * width // 64


def weight_checks(
    plan: LayerPlan,
    *,
    norms: bool = False,
    gram: bool = False,
    shared: LiteralFolder | None = None,
) -> WeightChecks:
    """The checks of a matrix, cut into chunks; those with a `shared` folder are for others too.

    There are no norms of a matrix whose rows are cut.

    Raises ValueError for a layer that was planned without an original.
    """
    matrix = certified_matrix(plan, norms)
    if matrix.is_wide:
        norms, shared = False, None
    folder = shared or LiteralFolder(literal_bytes(plan.layer.weights, matrix.layout.width))
    return WeightChecks(plan, matrix, folder, norms, gram, shared is not None)


@dataclass(frozen=True)
class WeightChecks:
    """The checks of one matrix at weight level; its data modules go to `folder`.

    With `norms` they are proved too, with `gram` also by Gram matrices. With `keep` others may
    import the layer's module.
    """

    plan: LayerPlan
    matrix: CertifiedMatrix
    folder: LiteralFolder
    norms: bool = False
    gram: bool = False
    keep: bool = False

    @property
    def evidence(self) -> Evidence:
        """What the layer's theorems rest on."""
        return Evidence.WEIGHTS

    @property
    def own_folder(self) -> LiteralFolder | None:
        """The folder, if no other checks need what is in it."""
        return None if self.keep else self.folder

    def steps(self) -> Iterator[Step]:
        """The parts' data and checks, then the layer's module."""
        norms = self.norm_builder
        parts: list[GeneratedModule] = []
        written: list[DataModule] = []
        for chunks in self.parts:
            for step in self.part_steps(chunks, norms):
                if isinstance(step, DataModule):
                    written.append(step)
                elif isinstance(step, ModuleStep):
                    parts.append(step.module)
                yield step
        if self.plan.lines is not None:
            self.plan.lines.forget()
        single = len(written) == 1
        layer = weight_module(
            self.matrix,
            self.plan.structure,
            self.plan.layer.structure_imports,
            written[0].literals if single else {},
            norms.layer() if norms else ModuleExtras(),
        )
        if norms:
            yield self._proved(norms)
        weights = self.plan.layer.weights if single else 0
        yield ModuleStep(layer, tuple(written), tuple(parts), self.keep, weights)

    @property
    def parts(self) -> list[list[Chunk]]:
        """The chunks of each data module; if there are several, each has a module of its own."""
        grouped = groupby(self.matrix.chunks, lambda chunk: chunk.data_module)
        return [list(group) for _, group in grouped]

    @cached_property
    def norm_builder(self) -> NormBuilder | None:
        """What gathers the norms, if they are to be proved."""
        return NormBuilder.start(self.plan, self.matrix, self.gram) if self.norms else None

    def part_steps(self, chunks: list[Chunk], norms: NormBuilder | None) -> Iterator[Step]:
        """A part's data and, if it is not the only one, its check; `norms` takes it up."""
        data = self.write_part(chunks, norms)
        yield data
        yield from self.mismatches(chunks, data)
        if chunks[0].module != self.plan.layer.module:
            extras = norms.part(chunks) if norms else ModuleExtras()
            module = part_module(self.matrix, chunks, data.literals, extras)
            weights = sum(chunk.rows * chunk.columns for chunk in chunks)
            yield ModuleStep(module, (data,), keep=True, weights=weights)

    def witness(self, entry: LedgerEntry) -> Finding | None:
        """The first false claim of a refused chunk, if there is one."""
        for chunk in self.matrix.chunks:
            result = entry.results.get(chunk.module)
            if result is not None and result.verdict is ModuleVerdict.REJECTED:
                data = next(data for data in entry.data if data.name == chunk.data_module)
                found = self._offender(chunk, data)
                if found is not None:
                    return found
        return None

    def _proved(self, norms: NormBuilder) -> ProvedNorms:
        layer = self.plan.layer
        theorem = f"{layer.module}.weights_norms"
        return ProvedNorms(layer.tensor, self.matrix.claim.p, norms.claims, theorem)

    def write_part(self, chunks: list[Chunk], norms: NormBuilder | None) -> DataModule:
        """Write a part's literals; `norms` takes up its chunks."""
        literals: dict[str, memoryview] = {}
        self._lines.read(chunks[0].first_row, chunks[-1].last_row + 1)
        for chunk in chunks:
            rows = self._rows(chunk)
            made = self._literals(chunk, *rows).named(self.matrix.layout_of(chunk))
            if self.matrix.has_columns:
                errors = row_errors(*rows, self.matrix.layout.p, columns=True)
                made |= column_literals(errors, self.matrix.layout)
            if norms:
                made |= norms.add(*rows)
            literals |= {chunk.literal(name): data for name, data in made.items()}
        return write_data_module(self.folder.path, chunks[0].data_module, [CHUNK_IMPORT], literals)

    def _rows(self, chunk: Chunk) -> tuple[NDArray[Any], QuantizedMatrix]:
        """A chunk's original weights, and the same rows as they are stored."""
        weights, stored = self._lines.read(chunk.first_row, chunk.last_row + 1)
        if not self.matrix.is_wide:
            return weights, stored
        start, stop = chunk.first_column, chunk.first_column + chunk.columns
        return weights[:, start:stop], stored.columns(start, stop)

    @property
    def _lines(self) -> MatrixRows:
        assert self.plan.lines is not None
        return self.plan.lines

    def _literals(
        self, chunk: Chunk, weights: NDArray[Any], stored: QuantizedMatrix
    ) -> ChunkLiterals:
        return chunk_literals(weights, stored, self._sums(chunk), self.matrix.layout_of(chunk))

    def _sums(self, chunk: Chunk) -> tuple[int, ...]:
        """The sum of |w - w_hat| of each row of a chunk, units of 2^-p."""
        assert self.plan.scan is not None
        first = chunk.index if self.matrix.is_wide else chunk.first_row
        return self.plan.scan.segments.sum_abs[first : first + chunk.rows]

    def mismatches(self, chunks: list[Chunk], data: DataModule) -> Iterator[Finding]:
        """The first number of the written literals that is not the tensors', if there is one."""
        written = read_numbers(data.path, data.name, data.imports)
        for chunk in chunks:
            found = self._mismatch(chunk, written)
            if found is not None:
                yield found
                return

    def _mismatch(self, chunk: Chunk, written: Mapping[str, memoryview]) -> Finding | None:
        """The first number of a chunk's written literals that is not the tensors'."""
        first = chunk.first_row
        name, matrix = self.plan.layer.tensor, self.matrix
        try:
            literals = self._named(chunk, written)
        except ValueError as error:
            return Finding(Rule.LITERAL, f"{name}, rows from {first}: {error}", name)
        found = first_mismatch(literals, *self._rows(chunk), matrix.layout_of(chunk))
        if found is None:
            return None
        row, column = first + found.row, chunk.first_column + found.column
        text = f"{name}: row {row}, column {column}: the literal holds an {found.what}"
        return Finding(Rule.LITERAL, text, name, row, column)

    def _named(self, chunk: Chunk, written: Mapping[str, memoryview]) -> ChunkLiterals:
        prefix = chunk.literal("")
        own = {key[len(prefix) :]: data for key, data in written.items() if key.startswith(prefix)}
        return named_literals(own, chunk.rows, self.matrix.layout_of(chunk))

    def _offender(self, chunk: Chunk, data: DataModule) -> Finding | None:
        """The chunk's first false claim; None if its data module cannot be read any more."""
        try:
            literals = self._named(chunk, read_numbers(data.path, data.name, data.imports))
        except (OleanError, ValueError):
            return None
        matrix, name = self.matrix, self.plan.layer.tensor
        found = first_offender(literals, matrix.layout_of(chunk), chunk.max_error)
        if found is None:
            return None
        row = chunk.first_row + found.row

        def shown(integer: int) -> str:
            return upper(Fraction(integer, 1 << matrix.claim.p), 9)

        where = f"{name}: row {row}"
        if found.column is None:
            if matrix.is_wide:
                where = f"{name}: {matrix.title_of(chunk)}"
            text = f"{where}: error sum {shown(found.error)}, allowed: {shown(found.allowed)}"
            return Finding(Rule.ROW_SUM, text, name, row)
        column = chunk.first_column + found.column
        text = (
            f"{where}, column {column}: code {found.code} decodes to "
            f"{shown(found.decoded)}, original {shown(found.original)}, error "
            f"{shown(found.error)}, allowed: {shown(found.allowed)}"
        )
        return Finding(Rule.WEIGHT_ERROR, text, name, row, column)
