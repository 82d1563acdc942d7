"""The norms of a matrix as its weight certificate proves them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from numpy.typing import NDArray

from quantcert.formats.matrix import QuantizedMatrix
from quantcert.literals import (
    ChunkGrams,
    ChunkSizes,
    SizeUnits,
    chunk_entries,
    chunk_grams,
    chunk_sizes,
    size_units,
)
from quantcert.run.layer_plan import LayerPlan
from quantcert.statements.matrix import CertifiedMatrix, Chunk, ModuleExtras
from quantcert.statements.norms import NormClaims, layer_extras, norm_claims, part_extras

_WEIGHT_SQUARE_BITS = 10
_ERROR_SQUARE_BITS = 8  # errors have no outliers, so that fewer bits are as good
_TALLEST = 8
"""Rows for each column of a matrix whose Gram matrices are computed. The operator norm of taller
ones, such as embeddings, is of little use."""


@dataclass(frozen=True)
class ChunkNorms:
    """What is claimed of the norms of a chunk; there need be no Gram matrices."""

    sizes: ChunkSizes
    grams: ChunkGrams | None = None


@dataclass
class NormBuilder:
    """The claims about a matrix's norms, gathered chunk by chunk in the order of its rows.

    `units` are those of the weights and of the errors; Gram matrices are claimed `with_grams`.
    `taken` are the numbers of the chunks so far.
    """

    matrix: CertifiedMatrix
    units: tuple[SizeUnits, SizeUnits]
    with_grams: bool = False
    taken: list[ChunkNorms] = field(default_factory=list)

    @classmethod
    def start(cls, plan: LayerPlan, matrix: CertifiedMatrix, gram: bool = False) -> NormBuilder:
        """Choose the units; with `gram`, claim Gram matrices where they are of use.

        Raises ValueError for a layer that was planned without an original.
        """
        if plan.scan is None:
            raise ValueError(f"{plan.layer.tensor} was planned without an original")
        rows = max(chunk.rows for chunk in matrix.chunks)
        heaviest = 1 << max(0, plan.scan.weight_high + plan.scan.errors.p)
        units = (
            size_units(heaviest, rows, _WEIGHT_SQUARE_BITS),
            size_units(max(plan.scan.errors.max_abs), rows, _ERROR_SQUARE_BITS),
        )
        paired = matrix.layout.shape.block_columns % 2 == 0
        wide = plan.layer.rows <= _TALLEST * plan.layer.columns
        return cls(matrix, units, gram and paired and wide)

    def add(self, weights: NDArray[Any], stored: QuantizedMatrix) -> dict[str, memoryview]:
        """Take up the next chunk; returns the bytes of its claims' literals `cw` and `ce`."""
        matrix = self.matrix
        entries = chunk_entries(weights, stored, matrix.layout.shape)
        sizes = chunk_sizes(entries, matrix.layout, self.units)
        grams = chunk_grams(entries, matrix.layout) if self.with_grams else None
        self.take(ChunkNorms(sizes, grams))
        return {
            "cw": sizes.weights.literal(matrix.layout.width),
            "ce": sizes.errors.literal(matrix.layout.width),
        }

    def take(self, norms: ChunkNorms) -> None:
        """Take up the next chunk, whose numbers are known."""
        self.taken.append(norms)

    @property
    def _sizes(self) -> list[ChunkSizes]:
        return [norms.sizes for norms in self.taken]

    @property
    def _grams(self) -> list[ChunkGrams]:
        return [norms.grams for norms in self.taken if norms.grams is not None]

    def part(self, chunks: Sequence[Chunk]) -> ModuleExtras:
        """What the module of some chunks, the last that were taken up, says of norms."""
        count = len(chunks)
        return part_extras(chunks, self._sizes[-count:], self._grams[-count:])

    def layer(self) -> ModuleExtras:
        """What the layer's module says of norms, all chunks being taken up."""
        return layer_extras(self.matrix, self.claims)

    @cached_property
    def claims(self) -> NormClaims:
        """The norms of the matrix, all chunks being taken up."""
        layer = self.matrix.layer
        return norm_claims(layer.rows, layer.columns, self.matrix.claim.p, self._sizes, self._grams)
