"""How the columns of a row are cut into blocks, and how wide a digit must be."""

from __future__ import annotations

from dataclasses import dataclass, fields
from math import gcd

from quantcert.formats import Codec, QuantizedMatrix, Scheme, group_count
from quantcert.literals.digit_bytes import LIMB_BITS, limb_count

BLOCK_COLUMNS = 16
"""Most columns of a block: each has a plane, and all share the digits of the tables. Blocks of
very long rows have more, so that planes are short enough."""

LONGEST_LITERAL = 1 << 24
"""Bits of the longest number that Lean's kernel computes with."""

_PLANE_DIGITS = 1 << 16  # a quarter of the kernel's longest number
_LEAST_WIDTH = 16  # programs of codecs compute with so many bits
_PADDED = 16  # a row has at most one column of padding for so many others


@dataclass(frozen=True)
class Geometry:
    """Blocks of a row, none of which lies in two groups.

    Attributes:
        codec: how the codes are packed.
        columns: columns of the matrix.
        blocks: blocks of a row.
        block_words: packed words of a block.
    """

    codec: Codec
    columns: int
    blocks: int
    block_words: int

    @property
    def block_columns(self) -> int:
        """Columns of a block, and number of planes."""
        return self.block_words * self.codec.lanes

    @property
    def padded_columns(self) -> int:
        """Columns of a row, padding included."""
        return self.blocks * self.block_columns


@dataclass(frozen=True)
class Tables:
    """Which tables of a matrix are written: those that are not zero everywhere."""

    scales: bool = True
    negative_scales: bool = False
    zeros: bool = True
    offsets: bool = False
    negative_offsets: bool = False

    @property
    def have_offsets(self) -> bool:
        """Whether there are offsets of either sign."""
        return self.offsets or self.negative_offsets

    @property
    def names(self) -> tuple[str, ...]:
        """The fields that are set."""
        return tuple(field.name for field in fields(self) if getattr(self, field.name))

    def __or__(self, other: Tables) -> Tables:
        """Tables that either of two parts of a matrix has."""
        return Tables(*(getattr(self, f.name) or getattr(other, f.name) for f in fields(Tables)))


SCALES_AND_ZEROS = Tables()
"""The tables of an unsigned format without offsets."""

NO_TABLES = Tables(scales=False, zeros=False)
"""The tables of a matrix whose decoded weights are all zero."""


def tables_of(matrix: QuantizedMatrix) -> Tables:
    """The tables that some rows of a matrix need."""
    scales, offsets = matrix.scales, matrix.offsets
    return Tables(
        scales=bool((scales > 0).any()),
        negative_scales=bool((scales < 0).any()),
        zeros=bool(matrix.zero_points.any()),
        offsets=offsets is not None and bool((offsets > 0).any()),
        negative_offsets=offsets is not None and bool((offsets < 0).any()),
    )


@dataclass(frozen=True)
class ChunkLayout:
    """How the literals of a matrix's chunks are laid out.

    Attributes:
        shape: blocks of a row.
        p: unit of the integers: 2^-p.
        width: bits of a digit, whole bytes; see `digit_width`.
        bound_width: bits of the bound of a row's sum, whole bytes; see `bound_width`.
        tables: the tables that are written.
    """

    shape: Geometry
    p: int
    width: int
    bound_width: int
    tables: Tables = SCALES_AND_ZEROS

    @property
    def codec(self) -> Codec:
        """How the codes are packed."""
        return self.shape.codec

    @property
    def table_count(self) -> int:
        """Tables of each kind that the codec's lanes read."""
        return len(self.codec.levels)

    @property
    def digit_words(self) -> int:
        """Packed words in a digit."""
        bits = min(self.width, LIMB_BITS)
        most = bits // self.codec.word_bits if self.codec.word_bits else 1
        return min(most, self.shape.block_words)

    @property
    def code_planes(self) -> int:
        """Digits that hold the words of a block."""
        return -(-self.shape.block_words // self.digit_words) if self.codec.word_bits else 0

    @property
    def limbs(self) -> int:
        """Words of 64 bits that hold a digit."""
        return limb_count(self.width)

    @property
    def offset(self) -> int:
        """What is added to a weight, so that its digit is not negative."""
        return 1 << (self.width - 2)


def geometry(columns: int, scheme: Scheme) -> Geometry:
    """The blocks for rows of `columns` columns that are stored so.

    A block has a power of two of words. It divides a group, unless a row is one group, and is so
    small that a row has little padding.
    """
    codec = scheme.codec
    most = BLOCK_COLUMNS
    while columns * LIMB_BITS > most * LONGEST_LITERAL // 2:
        most *= 2
    words = 1 << max(0, (most // codec.lanes).bit_length() - 1)
    if group_count(columns, scheme.group_size) > 1:
        words = gcd(scheme.group_size // codec.lanes, words)
    while words > 1 and _PADDED * (-columns % (words * codec.lanes)) > columns:
        words //= 2
    return Geometry(codec, columns, -(-columns // (words * codec.lanes)), words)


def digit_width(
    weight_bits: int,
    scale_bits: int,
    max_error: int,
    shape: Geometry,
    more: int = 0,
    offset_bits: int | None = None,
) -> int:
    """Bits of a digit, whole bytes, that the checker's conditions ask for.

    Args:
        weight_bits: every |w| is below `2**weight_bits`.
        scale_bits: every |scale| is below `2**scale_bits`.
        max_error: largest |w - w_hat|.
        shape: blocks of a row; errors are added over the columns of a block, and in halves of
            their bits over a row.
        more: bits that other claims ask for.
        offset_bits: every |offset| is below `2**offset_bits`; None if there are none.
    """
    code_bits = max(1, shape.codec.code_bits)
    row_bits = (shape.padded_columns * max_error).bit_length() + 1
    needed = max(
        _LEAST_WIDTH,
        2 * shape.padded_columns.bit_length(),
        max_error.bit_length() + 1,
        (shape.block_columns * max_error).bit_length(),
        -(-row_bits // shape.blocks),
        weight_bits + 2,
        scale_bits + code_bits + (2 if offset_bits is None else 3),
        code_bits + 3,
        3 + (offset_bits or 0),
        more,
    )
    return _whole_bytes(needed)


def bound_width(shape: Geometry, width: int) -> int:
    """Bits of a digit, whole bytes, for bounds of row sums: as many as the digits of a row have,
    so that the kernel need not spread them.
    """
    return shape.blocks * width


def _whole_bytes(bits: int) -> int:
    return -(-bits // 8) * 8


def chunk_rows(layout: ChunkLayout, weights: int) -> int:
    """Rows of a chunk that has as many bits as about `weights` digits of 64 bits.

    Fewer where the kernel would hold many vectors at once, or very long ones.
    """
    shape = layout.shape
    weights = min(weights // layout.codec.steps, _PLANE_DIGITS * shape.block_columns)
    return max(1, weights * LIMB_BITS // (shape.padded_columns * layout.width))
