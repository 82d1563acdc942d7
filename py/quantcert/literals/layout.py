"""How the columns of a row are cut into blocks, and how wide a digit must be."""

from __future__ import annotations

from dataclasses import dataclass
from math import gcd

from quantcert.formats import Codec, Scheme, group_count

LIMB_BITS = 64


@dataclass(frozen=True)
class Geometry:
    """Blocks of a row.

    Attributes:
        codec: how the codes are packed.
        columns: columns of the matrix.
        groups: groups of a row.
        group_blocks: blocks of a group.
        block_words: packed words of a block.
    """

    codec: Codec
    columns: int
    groups: int
    group_blocks: int
    block_words: int

    @property
    def block_columns(self) -> int:
        """Columns of a block, and number of planes."""
        return self.block_words * self.codec.lanes

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
        return self.blocks * self.block_words * self.codec.word_bits


@dataclass(frozen=True)
class ChunkLayout:
    """How the literals of a matrix's chunks are laid out.

    Attributes:
        shape: blocks of a row.
        p: unit of the integers: 2^-p.
        width: bits of a digit, a multiple of 64; see `digit_width`.
    """

    shape: Geometry
    p: int
    width: int

    @property
    def codec(self) -> Codec:
        """How the codes are packed."""
        return self.shape.codec

    @property
    def tables(self) -> int:
        """Tables of scales and zero-points."""
        return len(self.codec.levels)

    @property
    def limbs(self) -> int:
        """Words of 64 bits that make a digit."""
        return self.width // LIMB_BITS

    @property
    def offset(self) -> int:
        """What is added to a weight, so that its digit is not negative."""
        return 1 << (self.width - 2)


def geometry(columns: int, scheme: Scheme) -> Geometry:
    """The blocks for rows of `columns` columns that are stored so.

    A block has a power of two of words that fit one limb. A single group may be padded to whole
    blocks; otherwise a block must divide the group and is smaller if it does not.
    """
    codec, groups = scheme.codec, group_count(columns, scheme.group_size)
    words = 1 << ((LIMB_BITS // codec.word_bits).bit_length() - 1)
    if groups == 1:
        return Geometry(codec, columns, 1, -(-columns // (words * codec.lanes)), words)
    group_words = scheme.group_size // codec.lanes
    block_words = gcd(group_words, words)
    return Geometry(codec, columns, groups, group_words // block_words, block_words)


def digit_width(
    weight_bits: int, scale_bits: int, max_error: int, shape: Geometry, more: int = 0
) -> int:
    """Bits of a digit, a multiple of 64, that the checker's conditions ask for.

    Args:
        weight_bits: every |w| is below `2**weight_bits`.
        scale_bits: every scale is below `2**scale_bits`.
        max_error: largest |w - w_hat|.
        shape: blocks of a row, over which errors are added.
        more: bits that other claims ask for.
    """
    needed = max(
        weight_bits + 2,
        scale_bits + shape.codec.code_bits + 2,
        (shape.padded_columns * max_error).bit_length() + 1,
        more,
    )
    return -(-needed // LIMB_BITS) * LIMB_BITS


def chunk_rows(layout: ChunkLayout, weights: int) -> int:
    """Rows of a chunk of about `weights` digits of 64 bits."""
    return max(1, weights // (layout.shape.padded_columns * layout.limbs))
