"""Bounds of one activation vector; mirrors `Size` in `lean/QuantCert/Cert/Model/Step.lean`."""

from __future__ import annotations

from fractions import Fraction

from quantcert.exact.dyadic import (
    ZERO,
    Dyadic,
    at_most,
    larger,
    plus,
    root_up,
    rounded_up,
    smaller,
    times,
    whole,
)
from quantcert.models.region import Size

NO_SIZE = Size(ZERO, ZERO, ZERO)
"""All bounds zero."""


def smaller_size(s: Size, t: Size) -> Size:
    """The smaller of two bounds of the same vector."""
    return Size(smaller(s.entry, t.entry), smaller(s.head, t.head), smaller(s.norm, t.norm))


def larger_size(s: Size, t: Size) -> Size:
    """The larger of two bounds: they hold of both vectors."""
    return Size(larger(s.entry, t.entry), larger(s.head, t.head), larger(s.norm, t.norm))


def add_sizes(s: Size, t: Size) -> Size:
    """Bounds of a sum."""
    return Size(plus(s.entry, t.entry), plus(s.head, t.head), plus(s.norm, t.norm))


def scale_size(c: Dyadic, s: Size) -> Size:
    """Bounds of a vector whose entries are at most `c` times as large."""
    return Size(times(c, s.entry), times(c, s.head), times(c, s.norm))


def multiply_sizes(s: Size, t: Size) -> Size:
    """Bounds of a product, entry by entry."""
    return Size(
        times(s.entry, t.entry),
        smaller(times(s.entry, t.head), times(s.head, t.entry)),
        smaller(times(s.entry, t.norm), times(s.norm, t.entry)),
    )


def whole_size(heads: int, s: Size) -> Size:
    """Bounds of a vector whose heads have the bounds `s`: its norm is at most the sum of theirs."""
    return Size(s.entry, s.head, times(whole(heads), s.head))


def norm_size(c: Dyadic) -> Size:
    """The same bound for entries, heads and the whole."""
    return Size(c, c, c)


def size_implies(d: int, n: int, s: Size, c: Size) -> bool:
    """Whether the bounds `c` follow from the bounds `s` of `n` entries with heads of `d` entries.

    A head and an entry are at most the whole, n entries make at most √n times the largest, and
    n / d heads at most √(n / d) times the largest.
    """
    heads = n // d if d else 0
    return (
        (at_most(s.entry, c.entry) or at_most(s.norm, c.entry))
        and (
            at_most(s.head, c.head) or at_most(s.norm, c.head) or _root_implies(d, s.entry, c.head)
        )
        and (
            at_most(s.norm, c.norm)
            or _root_implies(n, s.entry, c.norm)
            or (heads * d == n and _root_implies(heads, s.head, c.norm))
        )
    )


def tightest_size(d: int, n: int, s: Size) -> Size:
    """The smallest bounds that `size_implies` lets follow from `s`, rounded up."""
    entry, head, norm = s.entry.fraction, s.head.fraction, s.norm.fraction
    norms = [rounded_up(norm), _times_root(n, entry)]
    if d and n % d == 0:
        norms.append(_times_root(n // d, head))
    heads = [rounded_up(min(head, norm)), _times_root(d, entry)]
    return Size(rounded_up(min(entry, norm)), _least(heads), _least(norms))


def size_of_entries(d: int, n: int, limit: Fraction) -> Size:
    """Bounds of any vector of `n` entries that are at most `limit`."""
    return Size(rounded_up(limit), _times_root(min(d, n), limit), _times_root(n, limit))


def _root_implies(count: int, part: Dyadic, claim: Dyadic) -> bool:
    """Whether √count times the bound of a part is at most the claim."""
    return at_most(times(whole(count), times(part, part)), times(claim, claim))


def _times_root(count: int, part: Fraction) -> Dyadic:
    """√count times the bound of a part, rounded up."""
    return root_up(count * part * part)


def _least(values: list[Dyadic]) -> Dyadic:
    return min(values, key=lambda value: value.fraction)
