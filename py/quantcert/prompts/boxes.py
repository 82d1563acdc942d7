"""Boxes of activations, as `Box` in `lean/QuantCert/Spec/Prompt/Enclosure.lean`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import zip_longest

from quantcert.prompts.cells import Cell, Claim


@dataclass(frozen=True)
class Box:
    """Midpoints and radii of a vector at each position, in units of `2**-scale`.

    A midpoint is a digit of `width` bits with the offset `2**(width - 1)`, a radius a digit of
    `radius_width` bits; a position is a number for all midpoints and one for all radii.
    """

    scale: int
    claims: tuple[tuple[Claim, ...], ...]

    @cached_property
    def width(self) -> int:
        """Bits of a midpoint's digit."""
        return 2 + max((abs(c.mid).bit_length() for row in self.claims for c in row), default=0)

    @cached_property
    def radius_width(self) -> int:
        """Bits of a radius's digit."""
        return 1 + max((c.rad.bit_length() for row in self.claims for c in row), default=0)

    @property
    def offset(self) -> int:
        """What is added to midpoints."""
        return 1 << self.width - 1

    def cell(self, t: int, i: int) -> Cell:
        """The enclosure of entry `i` at position `t`."""
        claim = self.claims[t][i]
        return Cell(claim.mid + self.offset, self.offset, claim.rad)

    def mids(self) -> list[int]:
        """The packed midpoints of each position."""
        return [pack(self.width, [c.mid + self.offset for c in row]) for row in self.claims]

    def radii(self) -> list[int]:
        """The packed radii of each position."""
        return [pack(self.radius_width, [c.rad for c in row]) for row in self.claims]


def exact_box(scale: int, rows: Sequence[Sequence[int]]) -> Box:
    """The integers `rows` [positions, entries], in units of `2**-scale`, without radii."""
    return Box(scale, tuple(tuple(Claim(int(v), 0) for v in row) for row in rows))


def pack(width: int, digits: Sequence[int]) -> int:
    """The number with these digits of `width` bits, lowest first."""
    if width % 8 == 0:
        return int.from_bytes(b"".join(d.to_bytes(width // 8, "little") for d in digits), "little")
    numbers = list(digits)
    while len(numbers) > 1:  # neighbours become one, so that few operations are on long numbers
        pairs = zip_longest(numbers[::2], numbers[1::2], fillvalue=0)
        numbers = [low | high << width for low, high in pairs]
        width *= 2
    return numbers[0] if numbers else 0


def digits(width: int, count: int, number: int) -> list[int]:
    """The digits of `width` bytes of a number that has no more than `count`."""
    data = number.to_bytes(width * count, "little")
    return [int.from_bytes(data[i : i + width], "little") for i in range(0, len(data), width)]
