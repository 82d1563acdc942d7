"""The formulas of docs/integer.md on Python integers and lists, one entry at a time."""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction


def shifted(v: int, k: int) -> int:
    return math.floor(Fraction(v) / Fraction(2) ** k + (Fraction(1, 2) if k > 0 else 0))


def divided(v: int, d: int) -> int:
    return math.floor(Fraction(v, d) + Fraction(1, 2))


def fitting(values: Sequence[int], limit: int) -> int:
    return next(k for k in range(64) if all(abs(shifted(v, k)) <= limit for v in values))


def narrowed(values: Sequence[int], bits: int) -> tuple[list[int], int]:
    k = fitting(values, 2 ** (bits - 1) - 1)
    return [shifted(v, k) for v in values], k


def by_group(values: Sequence[int], bits: int, size: int) -> tuple[list[int], int]:
    """Entries in units of the finest group, and its shift."""
    groups = [values[start : start + size] for start in range(0, len(values), size)]
    needed = [fitting(group, 2 ** (bits - 1) - 1) for group in groups]
    shifts = [max(n, max(needed) - (16 - bits)) for n in needed]
    k = min(shifts)
    codes = [
        shifted(v, s) * 2 ** (s - k) for group, s in zip(groups, shifts, strict=True) for v in group
    ]
    return codes, k


def normed(values: Sequence[int], factors: Sequence[int], epsilon: int, unit: int) -> list[int]:
    k = fitting(values, 2**23 - 1)
    x = [shifted(v, k) for v in values]
    d = max(1, math.isqrt(sum(v * v for v in x) + shifted(epsilon, 2 * k)))
    return [divided(v * n * 2 ** (unit - 16), d) for v, n in zip(x, factors, strict=True)]


def power(u: int) -> int:
    """`half_power`, its table made of floats, which are near enough to round right."""
    u = min(u, 31 * 2**16)
    w, h, rest = u // 2**16, u // 256 % 256, u % 256
    low, high = (math.floor(2.0 ** (24 - place / 256) + 0.5) for place in (h, h + 1))
    return (low + shifted((high - low) * rest, 8)) // 2**w


def attended(
    query: tuple[Sequence[int], int],
    keys: Sequence[tuple[Sequence[int], int]],
    values: Sequence[tuple[Sequence[int], int]],
    factor: int,
    unit: int,
) -> list[int]:
    codes, k = query
    logs = [
        shifted(sum(a * b for a, b in zip(codes, key, strict=True)) * factor, 2 * unit - k - s)
        for key, s in keys
    ]
    weights = [power(max(logs) - t) for t in logs]
    coarsest = max(s for _, s in values)
    extra = min(coarsest, 8)
    result = []
    for place in range(len(codes)):
        terms = [
            shifted(p * value[place], coarsest - s)
            for p, (value, s) in zip(weights, values, strict=True)
        ]
        result.append(divided(sum(terms) * 2**extra, sum(weights)) * 2 ** (coarsest - extra))
    return result


def silu(x: int, unit: int) -> int:
    z = power(shifted(abs(x) * 94548, unit))
    sigma = divided(2**48 if x >= 0 else z * 2**24, 2**24 + z)
    return shifted(x * sigma, 24)


def gated(gate: Sequence[int], up: Sequence[int], unit: int) -> list[int]:
    active = [silu(x, unit) for x in gate]
    k, other = fitting(active, 2**30 - 1), fitting(up, 2**30 - 1)
    pairs = zip(active, up, strict=True)
    return [shifted(shifted(a, k) * shifted(b, other), unit - k - other) for a, b in pairs]
