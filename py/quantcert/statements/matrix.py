"""A matrix as its weight certificate sees it: chunks of whole rows, and what is claimed of them."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import groupby

from quantcert.literals import TABLE_LETTERS, ChunkLayout, bound_width, geometry
from quantcert.roles import Use
from quantcert.statements.catalogue import Layer
from quantcert.statements.layer import LayerClaim, ShareClaim
from quantcert.statements.render import Theorem

_TABLE_FIELDS = {
    "scales": "scales",
    "negative_scales": "negativeScales",
    "zeros": "zeros",
    "offsets": "offsets",
    "negative_offsets": "negativeOffsets",
}


@dataclass(frozen=True)
class ColumnBits:
    """Bits of the digits of a chunk's column sums, and low bits of a weight that count."""

    errors: int
    weights: int
    kept: int

    def __str__(self) -> str:
        """The Lean term."""
        return f"⟨{self.errors}, {self.weights}, {self.kept}⟩"


@dataclass(frozen=True)
class Chunk:
    """Rows `first_row .. first_row + rows - 1` of a matrix and what is claimed of them.

    They are whole rows, unless the matrix is cut by columns: then `first_column` and `columns` say
    which part of one row it is, and `size` is the sum of its |w|. `max_error` bounds |w - w_hat|,
    `row_bound_max` each row's sum of it, all in units of 2^-p; `module` defines the chunk and
    proves its check, `data_module` defines its literals.
    """

    index: int
    first_row: int
    rows: int
    columns: int
    max_error: int
    row_bound_max: int
    module: str
    data_module: str
    first_column: int = 0
    size: int = 0

    @property
    def last_row(self) -> int:
        """The last row."""
        return self.first_row + self.rows - 1

    @property
    def last_column(self) -> int:
        """The last column."""
        return self.first_column + self.columns - 1

    @property
    def short_name(self) -> str:
        """Name of the definition within its module's namespace."""
        return f"chunk{self.index}"

    @property
    def name(self) -> str:
        """Full name of the definition."""
        return f"{self.module}.{self.short_name}"

    def literal(self, part: str) -> str:
        """Full name of the literal `part` (`c0`, `w0`, `s0`, `z0`, `a`, ...)."""
        return f"{self.data_module}.c{self.index}_{part}"


@dataclass(frozen=True)
class ModuleExtras:
    """What a module holds besides its checks: modules to import, definitions and theorems."""

    imports: tuple[str, ...] = ()
    definitions: str = ""
    theorems: tuple[Theorem, ...] = ()


NOTHING_MORE = ModuleExtras()


@dataclass(frozen=True)
class CertifiedMatrix:
    """A matrix as its weight certificate sees it; `chunks` are in row order, from left to right.

    Every |w| is below 2**weight_bits units. `heaviest_column` is where the heaviest looked-up row
    has its largest entry.
    """

    layer: Layer
    claim: LayerClaim
    layout: ChunkLayout
    chunks: tuple[Chunk, ...]
    weight_bits: int
    column_bits: ColumnBits
    heaviest_column: int = 0

    @property
    def has_columns(self) -> bool:
        """Whether the sums of columns are claimed."""
        return Use.COLUMNS in self.claim.by_use

    @property
    def is_wide(self) -> bool:
        """Whether rows are cut."""
        return self.layout.shape.columns < self.layer.columns

    def layout_of(self, chunk: Chunk) -> ChunkLayout:
        """How the literals of a chunk are laid out: the last of a row may have fewer columns."""
        if chunk.columns == self.layout.shape.columns:
            return self.layout
        shape = geometry(chunk.columns, self.layer.scheme)
        return replace(self.layout, shape=shape, bound_width=bound_width(shape, self.layout.width))

    def title_of(self, chunk: Chunk) -> str:
        """Which part of the matrix a chunk is."""
        if self.is_wide:
            return f"row {chunk.first_row}, columns {chunk.first_column} to {chunk.last_column}"
        return f"rows {chunk.first_row} to {chunk.last_row}"

    @property
    def segments(self) -> list[list[Chunk]]:
        """The chunks of each row of a wide matrix."""
        return [list(row) for _, row in groupby(self.chunks, lambda chunk: chunk.first_row)]

    @property
    def kept_shares(self) -> Mapping[Use, ShareClaim]:
        """The shares that all rows, or all columns, keep."""
        return {use: share for use, share in self.claim.shares.items() if share.met}

    @property
    def share_planes(self) -> int:
        """Columns of a block whose weights may be enough for the worst row to keep its share: one
        more than its part of what it may err.
        """
        share, columns = self.claim.shares.get(Use.ROWS), self.layout.shape.block_columns
        if share is None or not share.allowed:
            return columns
        return min(columns, math.ceil(columns * share.error / share.allowed) + 1)

    @property
    def codec_import(self) -> str:
        """The library module that knows the codec of the chunks."""
        return self.layout.codec.lean_import

    @property
    def facts(self) -> dict[str, object]:
        """The values that the templates ask for."""
        return {
            **self.claim.facts(),
            "module": self.layer.module,
            "codec": self.layout.codec.lean,
            "tables": {
                field: TABLE_LETTERS[name] if name in self.layout.tables.names else ""
                for name, field in _TABLE_FIELDS.items()
            },
            "layout_of": self.layout_of,
            "title_of": self.title_of,
            "matrix_rows": self.segments,
            "shape": self.layout.shape,
            "width": self.layout.width,
            "chunks": self.chunks,
            "max_error": max(chunk.max_error for chunk in self.chunks),
            "share_bits": self.weight_bits,
            "share_planes": self.share_planes,
            "column_bits": self.column_bits,
            "heaviest_column": self.heaviest_column,
            "grid": f"⟨{self.layout.width}, {self.layout.shape.blocks}, "
            f"{self.layout.shape.block_columns}⟩",
        }
