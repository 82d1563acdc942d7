"""Axes of plots: where numbers stand, and the round numbers that are written beside an axis."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

_FEWEST_TICKS, _MOST_TICKS = 3, 8
_STEPS = [k * 10**power for power in range(9) for k in (1, 2, 5)]
"""Between the exponents of powers of ten."""
_SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
_PLAIN = range(-4, 5)
"""Powers of ten that are written out."""


def power_of(value: Fraction | None) -> float | None:
    """The decimal logarithm; numbers may be too large for a float, their logarithms are not."""
    if not value:
        return None
    return math.log10(value.numerator) - math.log10(value.denominator)


@dataclass(frozen=True)
class LogAxis:
    """An axis from `10**low` to `10**high`, drawn from `start` to `end`."""

    low: float
    high: float
    start: float
    end: float

    @classmethod
    def around(cls, powers: list[float], start: float, end: float) -> LogAxis:
        """An axis on which all of these have room."""
        margin = max(0.05 * (max(powers) - min(powers)), 0.15)
        return cls(min(powers) - margin, max(powers) + margin, start, end)

    def at(self, power: float) -> float:
        """Where `10**power` stands."""
        return self.start + (self.end - self.start) * (power - self.low) / (self.high - self.low)

    def ticks(self) -> list[tuple[float, str]]:
        """Powers of ten, with multiples of them where there are few, and how they are written."""
        step = next(s for s in _STEPS if self.high - self.low <= s * _MOST_TICKS)
        found = list(self._multiples((1,), step))
        for factors in ((1, 2, 5), tuple(range(1, 10))):
            if len(found) < _FEWEST_TICKS:
                found = list(self._multiples(factors))
        return found

    def _multiples(self, factors: tuple[int, ...], step: int = 1) -> Iterator[tuple[float, str]]:
        """Multiples of those powers of ten whose exponents the step divides."""
        first = -(-math.floor(self.low) // step) * step
        for decade in range(first, math.ceil(self.high) + 1, step):
            for factor in factors:
                power = decade + math.log10(factor)
                if self.low <= power <= self.high:
                    yield power, _written(factor, decade)


def _written(factor: int, decade: int) -> str:
    """`0.02`, `500`, `10⁷`, `5·10⁷`."""
    if decade in _PLAIN:
        return f"{factor * 10**decade:g}" if decade >= 0 else f"{factor / 10**-decade:.{-decade}f}"
    power = f"10{str(decade).translate(_SUPERSCRIPTS)}"
    return power if factor == 1 else f"{factor}·{power}"


def round_steps(largest: float, most: int = _MOST_TICKS) -> list[float]:
    """Round numbers from 0 to `largest`, of which there are few."""
    power = 10.0 ** math.floor(math.log10(largest / most))
    step = next(power * k for k in (1, 2, 5, 10) if largest / (power * k) <= most)
    return [k * step for k in range(int(largest / step) + 1)]
