"""Number types of 4 and 8 bits, and tables of a few floats, as exact integers of one unit.

E2M1 and E8M0 are those of "OCP Microscaling Formats (MX) Specification" 1.0, 5.3.3 and 5.4.1;
E4M3 (without infinities) and E5M2 those of "OCP 8-bit Floating Point Specification" 1.0, 5.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

NAN = "NaN"
INFINITY = "infinity"


@dataclass(frozen=True)
class MiniFloat:
    """The values of all codes of a small type: code `c` stands for `levels[c] * 2**-unit`.

        E2M1.levels[7], E2M1.unit    # 12, 1: the largest number is 6

    Attributes:
        name: for messages.
        bits: bits of a code.
        unit: levels are in units of `2**-unit`.
        levels: `2**bits` integers; 0 for a negative zero, and for what is no number.
        special: what each code stands for that is no number, in words.
    """

    name: str
    bits: int
    unit: int
    levels: tuple[int, ...]
    special: Mapping[int, str] = field(default_factory=dict, hash=False)

    @cached_property
    def values(self) -> NDArray[np.float64]:
        """The exact value of every code, `[2**bits]`; NaN for what is no number."""
        values = np.array([float(Fraction(n, 1 << self.unit)) for n in self.levels])
        values[list(self.special)] = np.nan
        values.setflags(write=False)
        return values

    def decode(self, codes: NDArray[Any]) -> NDArray[np.float64]:
        """The exact values of codes of any shape; NaN for what is no number."""
        values: NDArray[np.float64] = self.values[codes]
        return values

    def first_special(self, codes: NDArray[Any]) -> tuple[tuple[int, ...], str] | None:
        """Position and words of the first code that is no number, if there is one."""
        odd = np.zeros(1 << self.bits, dtype=np.bool_)
        odd[list(self.special)] = True
        found = odd[codes]
        if not found.any():
            return None
        place = tuple(int(i) for i in np.unravel_index(int(found.argmax()), codes.shape))
        return place, self.special[int(codes[place])]


def _small_float(
    name: str, exponent_bits: int, fraction_bits: int, special: Mapping[int, str]
) -> MiniFloat:
    """A sign, an exponent with the bias of IEEE 754, a fraction; subnormals."""
    half = 1 << (exponent_bits + fraction_bits)
    hidden = 1 << fraction_bits
    sizes = []
    for code in range(half):
        exponent, fraction = divmod(code, hidden)
        sizes.append((hidden + fraction) << (exponent - 1) if exponent else fraction)
    levels = [0 if code % half in special else size for code, size in enumerate(sizes)]
    both = {sign * half + code: word for code, word in special.items() for sign in (0, 1)}
    unit = (1 << (exponent_bits - 1)) - 2 + fraction_bits
    bits = 1 + exponent_bits + fraction_bits
    signed = (*levels, *(-level for level in levels))
    return MiniFloat(name, bits, unit, signed, MappingProxyType(both))


E2M1 = _small_float("E2M1", 2, 1, {})
"""±{0, 1/2, 1, 3/2, 2, 3, 4, 6}."""

E4M3 = _small_float("E4M3", 4, 3, {0x7F: NAN})
"""Up to 448; no infinity."""

E5M2 = _small_float("E5M2", 5, 2, {0x7C: INFINITY, 0x7D: NAN, 0x7E: NAN, 0x7F: NAN})
"""Up to 57344, with infinities."""

E8M0 = MiniFloat("E8M0", 8, 127, (*(1 << e for e in range(255)), 0), MappingProxyType({0xFF: NAN}))
"""`2**(code - 127)`: scales only; no zero and no sign."""


def table_of_floats(name: str, floats: Sequence[float]) -> MiniFloat:
    """A table of `2**bits` finite floats, in the largest unit in which all are integers.

    Raises:
        ValueError: for another number of floats, or one that is not finite.
    """
    bits = len(floats).bit_length() - 1
    if len(floats) != 1 << bits or not all(np.isfinite(floats)):
        raise ValueError(f"{name}: {len(floats)} floats are no table of finite numbers")
    exact = [Fraction(value) for value in floats]
    unit = max(value.denominator.bit_length() - 1 for value in exact)
    return MiniFloat(name, bits, unit, tuple(int(value * (1 << unit)) for value in exact))
