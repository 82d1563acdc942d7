"""Blocks of rows as the natural numbers that the weight certificate speaks of.

The layout is that of `lean/QuantCert/Spec/Weights`: a row is cut into blocks of `block_columns`
columns, and column `t` of every block goes to plane `t`, one digit a block.
"""

from __future__ import annotations

from quantcert.literals.columns import column_literals
from quantcert.literals.entries import Entries, chunk_entries
from quantcert.literals.gram import ChunkGrams, GramClaim, chunk_grams
from quantcert.literals.layout import (
    LONGEST_LITERAL,
    NO_TABLES,
    SCALES_AND_ZEROS,
    ChunkLayout,
    Geometry,
    Tables,
    bound_width,
    chunk_rows,
    digit_width,
    geometry,
    tables_of,
)
from quantcert.literals.literals import (
    TABLE_LETTERS,
    ChunkLiterals,
    chunk_literals,
    named_literals,
)
from quantcert.literals.readback import Mismatch, first_mismatch
from quantcert.literals.sizes import ChunkSizes, SizeClaim, SizeUnits, chunk_sizes, size_units
from quantcert.literals.witness import Offender, first_offender

__all__ = [
    "LONGEST_LITERAL",
    "NO_TABLES",
    "SCALES_AND_ZEROS",
    "TABLE_LETTERS",
    "ChunkGrams",
    "ChunkLayout",
    "ChunkLiterals",
    "ChunkSizes",
    "Entries",
    "Geometry",
    "GramClaim",
    "Mismatch",
    "Offender",
    "SizeClaim",
    "SizeUnits",
    "Tables",
    "bound_width",
    "chunk_entries",
    "chunk_grams",
    "chunk_literals",
    "chunk_rows",
    "chunk_sizes",
    "column_literals",
    "digit_width",
    "first_mismatch",
    "first_offender",
    "geometry",
    "named_literals",
    "size_units",
    "tables_of",
]
