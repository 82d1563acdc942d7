"""A matrix in the order of the blocks that rotate it: `Spec/Rotation/Stored.lean`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from numpy.typing import NDArray

from quantcert.literals.digit_bytes import packed_columns

Integers = NDArray[Any]
"""int64, or Python's integers."""

_BYTE = 8
_LIMB = 8
_HALF = 61  # entries and offsets below 2^61 add up in int64
_AT_ONCE = 1 << 20  # entries


@dataclass(frozen=True)
class Blocks:
    """Blocks of `4**down` rows and `4**across` columns of a matrix [rows, columns].

    If `flat`, numbers have entries of all blocks, else of those that are one below the other.
    """

    rows: int
    columns: int
    down: int
    across: int
    flat: bool = False

    @property
    def high(self) -> int:
        """Blocks of rows."""
        return self.rows >> 2 * self.down

    @property
    def wide(self) -> int:
        """Blocks of columns."""
        return self.columns >> 2 * self.across

    @property
    def heights(self) -> int:
        """Entries of a number."""
        return self.high * self.wide if self.flat else self.high

    @property
    def count(self) -> int:
        """Blocks that have numbers of their own."""
        return 1 if self.flat else self.wide

    @property
    def numbers(self) -> int:
        """Numbers of one block."""
        return 1 << 2 * (self.down + self.across)


@dataclass(frozen=True)
class TurnedNumbers:
    """A matrix as numbers.

    Attributes:
        blocks: how it is cut.
        width: bits of a digit.
        scale: entries are in units of `2**-scale`.
        offset: digits are larger than entries by it.
        numbers: little-endian bytes of each.
    """

    blocks: Blocks
    width: int
    scale: int
    offset: int
    numbers: tuple[bytes, ...]


@dataclass(frozen=True)
class FactorNumbers:
    """Factors of columns: numbers less `offset`, in units of `2**-scale`."""

    scale: int
    offset: int
    numbers: tuple[bytes, ...]


@dataclass(frozen=True)
class TurnedLayout:
    """Sizes of digits for a matrix and the rotated one: `sameShape` in Lean.

    Attributes:
        bits: digits of the matrix are below `2**bits`.
        width: bits of a digit.
        offset: of the matrix.
        rotated_offset: of the rotated one.
    """

    bits: int
    width: int
    offset: int
    rotated_offset: int


def turned_layout(blocks: Blocks, largest: int, factor_offset: int) -> TurnedLayout:
    """The smallest digits for entries of at most `largest` units, times factors."""
    bits = max(largest, 1).bit_length() + 1
    offset = 1 << bits - 1
    rotated = blocks.numbers * factor_offset * offset
    needed = (2 * rotated).bit_length()
    return TurnedLayout(bits, -(-needed // _BYTE) * _BYTE, offset, rotated)


def turned_numbers(
    entries: Integers, blocks: Blocks, width: int, scale: int, offset: int
) -> TurnedNumbers:
    """The numbers of a matrix of integers `[rows, columns]`.

    Raises OverflowError if an entry does not fit its digit.
    """
    high, wide, tall, broad = blocks.high, blocks.wide, 1 << 2 * blocks.down, 1 << 2 * blocks.across
    order = (1, 3, 0, 2) if blocks.flat else (2, 1, 3, 0)
    cut = entries.reshape(high, tall, wide, broad).transpose(order)
    rows = cut.reshape(blocks.count * blocks.numbers, blocks.heights)
    step = max(1, _AT_ONCE // blocks.heights)
    parts = (_moved(rows[i : i + step], width, offset) for i in range(0, len(rows), step))
    packed = (packed_columns(width, part.T) for part in parts)
    numbers = tuple(number.tobytes() for part in packed for number in part)
    return TurnedNumbers(blocks, width, scale, offset, numbers)


def factor_numbers(entries: Integers, scale: int) -> FactorNumbers:
    """The factors of columns, integers `[columns]` in units of `2**-scale`."""
    values = [int(entry) for entry in entries]
    offset = max(1, *map(abs, values))
    return FactorNumbers(scale, offset, tuple(limbs(value + offset) for value in values))


def limbs(number: int) -> bytes:
    """A number that is not negative, in whole limbs."""
    return number.to_bytes(max(1, -(-number.bit_length() // 64)) * _LIMB, "little")


def _moved(entries: Integers, width: int, offset: int) -> Integers:
    """Entries plus the offset, which fit digits of `width` bits."""
    moved = (entries.astype(object) if offset >> _HALF else entries) + offset
    if moved.min() < 0 or int(moved.max()).bit_length() > width:
        raise OverflowError(f"an entry does not fit {width} bits")
    return moved
