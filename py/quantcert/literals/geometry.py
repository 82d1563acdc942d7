"""How the columns of a row are cut into blocks, and how wide a digit must be."""

from __future__ import annotations

from dataclasses import dataclass
from math import gcd

from quantcert.formats.matrix import group_count
from quantcert.formats.pair35.codes import PAIR_WIDTH

LIMB_BITS = 64
_BLOCK_WORDS = 8  # 56 bits of packed words, spread to one 64-bit digit
_BLOCK_COLUMNS = 2 * _BLOCK_WORDS
_CODE_BITS = 4


@dataclass(frozen=True)
class Geometry:
    """Blocks of a row.

    Attributes:
        columns: columns of the matrix.
        groups: groups of a row.
        group_blocks: blocks of a group.
        block_words: packed words (column pairs) of a block.
    """

    columns: int
    groups: int
    group_blocks: int
    block_words: int

    @property
    def block_columns(self) -> int:
        """Columns of a block, and number of planes."""
        return 2 * self.block_words

    @property
    def blocks(self) -> int:
        """Blocks of a row."""
        return self.groups * self.group_blocks

    @property
    def group_columns(self) -> int:
        """Columns of a group, padding included."""
        return self.group_blocks * self.block_columns

    @property
    def padded_columns(self) -> int:
        """Columns of a row, padding included."""
        return self.blocks * self.block_columns

    @property
    def row_bits(self) -> int:
        """Bits of a row of packed words, padding included."""
        return self.blocks * self.block_words * PAIR_WIDTH


def geometry(columns: int, group_size: int) -> Geometry:
    """The blocks for rows of `columns` columns in groups of `group_size` (even) columns.

    A single group may be padded to whole blocks of 16 columns; otherwise a block must divide the
    group, so that its size is a divisor of 16.
    """
    groups = group_count(columns, group_size)
    if groups == 1:
        return Geometry(columns, 1, -(-columns // _BLOCK_COLUMNS), _BLOCK_WORDS)
    block_columns = gcd(group_size, _BLOCK_COLUMNS)
    return Geometry(columns, groups, group_size // block_columns, block_columns // 2)


def digit_width(weight_bits: int, scale_bits: int, max_error: int, columns: int) -> int:
    """Bits of a digit, a multiple of 64, that the checker's conditions ask for.

    Args:
        weight_bits: every |w| is below `2**weight_bits`.
        scale_bits: every scale is below `2**scale_bits`.
        max_error: largest |w - w_hat|.
        columns: padded columns of a row; bounds the sum of errors.
    """
    needed = max(
        weight_bits + 2,
        scale_bits + _CODE_BITS + 2,
        (columns * max_error).bit_length() + 1,
    )
    return -(-needed // LIMB_BITS) * LIMB_BITS


def chunk_rows(shape: Geometry, width: int, weights: int) -> int:
    """Rows of a chunk of about `weights` digits of 64 bits."""
    limbs = width // LIMB_BITS
    return max(1, weights // (shape.padded_columns * limbs))
