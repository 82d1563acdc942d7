"""Tables of constants of the exponential, and what is computed with them.

The same numbers as in `lean/QuantCert/Cert/Prompt/ExpChain.lean`, `ExpTable.lean` and
`ExpNear.lean`: `exp(-A)` is the product of `exp(-2**i)` over the bits of `A`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from quantcert.prompts.boxes import digits, pack
from quantcert.prompts.cells import Cell, add, negative

_GUARD_BITS = 8  # a product of constants has an error of some dozen units
_SQUARE_BITS = 24  # what the chain of squares needs beyond the bits it loses


@dataclass(frozen=True)
class ExpTable:
    """Constants for arguments below `2**top` units of `2**-argument`.

    `factors` are `exp(-2**(i - argument))` for the bits i = top - 1, top - 2, …, in units of
    `2**-scale`, each off by at most `slack`; see `ExpTable` in Lean for the other fields.
    """

    argument: int
    top: int
    scale: int
    factors: tuple[int, ...]
    slack: int
    tail: int
    base: int
    fine: int

    @property
    def error(self) -> int:
        """The radius of every exponential."""
        return self.tail + 1 + len(self.factors) * (self.slack + 1)

    @property
    def one(self) -> Cell:
        """One."""
        return Cell(1 << self.scale, 0, 0)

    def product(self, a: int) -> int:
        """`exp(-a / 2**argument)` up to `error`, for `a` below `2**top`."""
        low = self.top - len(self.factors)
        value = (1 << self.scale) - ((a % (1 << low) << self.scale) >> self.argument)
        for bit, factor in enumerate(reversed(self.factors), low):
            if a >> bit & 1:
                value = value * factor >> self.scale
        return value

    def products(self, arguments: Sequence[int]) -> list[int]:
        """`product` of each argument, all at once: the digits of long numbers, as in Lean."""
        width = 2 * self.scale + 8 >> 3  # bytes of a digit
        ones = pack(8 * width, [1] * len(arguments))
        a = pack(8 * width, arguments)
        low = self.top - len(self.factors)
        part = ((a & _filled(ones, low)) << self.scale) >> self.argument
        x = (ones << self.scale) - (part & _filled(ones, 8 * width - self.argument))
        kept = _filled(ones, 8 * width - self.scale)
        for bit, factor in enumerate(reversed(self.factors), low):
            smaller = x - ((x * factor >> self.scale) & kept)
            x -= smaller & _filled(a >> bit & ones, 8 * width)
        return digits(width, len(arguments), x)

    def near(self, c: Cell) -> Cell:
        """`exp x` for the `x` that `c` encloses; its midpoint must not be positive."""
        return self.near_value(c.rad, self.product(c.neg - c.pos))

    def near_value(self, radius: int, value: int) -> Cell:
        """The exponential of what lies within `radius` of a number with the exponential `value`."""
        return Cell(value, 0, self.error + self.spread(radius, value + self.error) + 1)

    def spread(self, radius: int, size: int) -> int:
        """How much an exponential of at most `size` changes within the radius."""
        reach = radius + -(-2 * radius * radius >> self.argument)
        return reach * size >> self.argument

    def in_domain(self, c: Cell) -> bool:
        """Whether `near` may be applied."""
        small = 2 * c.rad <= 1 << self.argument
        return c.pos <= c.neg and c.neg - c.pos < 1 << self.top and small

    def sigmoid(self, c: Cell) -> tuple[Cell, Cell]:
        """Numerator and denominator of the logistic function of what `c` encloses."""
        if c.neg <= c.pos:
            return self.one, add(self.one, self.near(negative(c)))
        power = self.near(c)
        return power, add(self.one, power)


def _filled(ones: int, bits: int) -> int:
    """As many bits in each digit where there is a one."""
    return (ones << bits) - ones


@cache
def exp_table(argument: int, top_bits: int = 8) -> ExpTable:
    """A table for arguments below `2**top_bits` in units of `2**-argument`."""
    scale = argument + _GUARD_BITS
    top = argument + top_bits
    low = max((2 * argument - scale) // 2, 0)
    base = scale + top_bits + 2
    fine = scale + base + top_bits + _SQUARE_BITS
    squares = _squares(fine, base, base + top - argument)
    drop = fine - scale
    factors = tuple(
        squares[base + bit - argument] + (1 << drop - 1) >> drop
        for bit in range(top - 1, low - 1, -1)
    )
    return ExpTable(argument, top, scale, factors, 1, 1, base, fine)


def _squares(fine: int, base: int, count: int) -> list[int]:
    """`exp(-2**(j - base))` for j below `count`, in units of `2**-fine`, rounded downward."""
    values = [(1 << fine) - (1 << fine - base)]
    while len(values) < count:
        values.append(values[-1] * values[-1] >> fine)
    return values
