"""Numbers and lists as Lean reads them."""

from __future__ import annotations

from collections.abc import Iterable


def number(value: int) -> str:
    """An integer; a minus sign stands in brackets."""
    return str(value) if value >= 0 else f"(-{-value})"


def ints(values: Iterable[int]) -> str:
    """A list of integers."""
    return f"[{', '.join(number(int(value)) for value in values)}]"
