"""Exact numbers as the few characters that a table has room for."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction

from quantcert.numbers import lower, upper

_HUGE = Fraction(10**7)
_HUGE_DIGITS = 2


def at_most(value: Fraction | None) -> str:
    """A short number that is at least `value`, with a power of ten if it is huge; – for None."""
    return _shown(value, upper)


def at_least(value: Fraction | None) -> str:
    """A short number that is at most `value`, with a power of ten if it is huge; – for None."""
    return _shown(value, lower)


def _shown(value: Fraction | None, rounded: Callable[..., str]) -> str:
    if value is None:
        return "–"
    if value < _HUGE:
        return rounded(value)
    number = Decimal(rounded(value, _HUGE_DIGITS))
    power = number.adjusted()
    mantissa = f"{number.scaleb(-power).normalize():f}"
    return f"10^{power}" if mantissa == "1" else f"{mantissa}·10^{power}"
