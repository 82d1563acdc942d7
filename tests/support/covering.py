"""Combinations of options: all of them, or so many that each two options occur together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations, product

Row = tuple[int, ...]
"""The number of the option of each axis."""

Place = tuple[int, int]
"""An axis and the number of an option of it."""


def all_rows(sizes: Sequence[int]) -> list[Row]:
    """The product of axes of so many options."""
    return list(product(*map(range, sizes)))


def pair_rows(sizes: Sequence[int]) -> list[Row]:
    """Rows in which each two options of different axes occur together; always the same rows.

    Greedy: a row starts with a pair that is missing yet, and takes in each other axis the option
    that adds most pairs. Source: Cohen et al., "The AETG System", 1997.
    """
    missing = dict.fromkeys(_pairs(sizes))
    rows: list[Row] = []
    while missing:
        row = _row(sizes, next(iter(missing)), missing)
        for pair in combinations(enumerate(row), 2):
            missing.pop(pair, None)
        rows.append(row)
    return rows


def _pairs(sizes: Sequence[int]) -> Iterator[tuple[Place, Place]]:
    for (a, one), (b, other) in combinations(enumerate(sizes), 2):
        yield from (((a, i), (b, j)) for i in range(one) for j in range(other))


def _row(
    sizes: Sequence[int],
    start: tuple[Place, Place],
    missing: dict[tuple[Place, Place], None],
) -> Row:
    chosen = dict(start)
    for axis in sorted(set(range(len(sizes))) - set(chosen), key=lambda axis: -sizes[axis]):
        gains = [
            sum(_ordered((axis, option), place) in missing for place in chosen.items())
            for option in range(sizes[axis])
        ]
        best = max(gains)
        options = [option for option, gain in enumerate(gains) if gain == best]
        chosen[axis] = options[len(missing) % len(options)]
    return tuple(chosen[axis] for axis in range(len(sizes)))


def _ordered(one: Place, other: Place) -> tuple[Place, Place]:
    return (one, other) if one < other else (other, one)
