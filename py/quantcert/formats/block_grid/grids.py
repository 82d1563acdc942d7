"""The grids: how many levels a code has, and which zero-points a block may choose."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from quantcert.formats.codec import Codec
from quantcert.formats.codecs import UniformCodec
from quantcert.formats.pair35.codes import PAIR11

SCALE_BITS = 4
"""Bits of a block's scale: a scale is `row scale * (1 + number)`."""

ZERO_BITS = 2
"""Bits of a block's zero-point: a zero-point is `first zero-point + number`."""

WORD_BITS = SCALE_BITS + ZERO_BITS
"""Bits that a block takes beside its codes: the scale's number, then the zero-point's."""

MULTIPLES = 1 << SCALE_BITS
"""A block's scale is at most that many row scales."""

ZERO_POINTS = 1 << ZERO_BITS
"""Zero-points that a block may choose among."""


@dataclass(frozen=True)
class Grid:
    """A grid of equidistant levels.

    Attributes:
        name: name of the format.
        levels: number of codes.
        codec: how the codes are packed.
    """

    name: str
    levels: int
    codec: Codec

    @property
    def first_zero(self) -> int:
        """The least zero-point: those around the middle may be chosen."""
        return (self.levels - ZERO_POINTS + 1) // 2


def _grids() -> dict[str, Grid]:
    whole = {bits: Grid(f"grid{bits}", 1 << bits, UniformCodec(bits)) for bits in range(2, 7)}
    pairs = Grid("grid35", PAIR11.levels[0], PAIR11)
    return {grid.name: grid for grid in (whole[2], whole[3], pairs, *list(whole.values())[2:])}


GRIDS: Mapping[str, Grid] = MappingProxyType(_grids())
"""The grids by name, coarse ones first; `grid35` has two base-11 digits in 7 bits."""
