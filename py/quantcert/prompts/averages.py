"""Boxes of attention and of mixtures of experts: averages weighted by exponentials.

See `lean/QuantCert/Cert/Prompt/Average.lean`, `Attention.lean` and `Experts.lean`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from quantcert.models.net import Attention, Mask, Scoring
from quantcert.prompts.activations import soft_capped
from quantcert.prompts.boxes import Box
from quantcert.prompts.cells import (
    ZERO,
    Cell,
    Claim,
    convert,
    exactly,
    inverse_root,
    mul,
    quotient,
    shift,
    total,
)
from quantcert.prompts.exponential import ExpTable
from quantcert.prompts.trace import AttentionNumbers, MixtureNumbers


@dataclass(frozen=True)
class Weights:
    """Exponentials of scores, zero where nothing is selected, and their sum."""

    cells: tuple[Cell, ...]
    sum: Cell

    @property
    def bits(self) -> int:
        """Bits of the largest number."""
        return max(max(c).bit_length() for c in (*self.cells, self.sum))


def weights(table: ExpTable, offset: int, scores: Sequence[Cell], shown: Sequence[bool]) -> Weights:
    """Weights of the scores, which are in the units of the table and at least `-offset`."""
    mids = [max(offset + z.pos - z.neg, 0) for z, show in zip(scores, shown, strict=True) if show]
    top = max(mids, default=0)
    cells = tuple(
        table.near(Cell(offset + z.pos, top + z.neg, z.rad)) if show else ZERO
        for z, show in zip(scores, shown, strict=True)
    )
    return Weights(cells, total(cells))


def average(
    found: Weights, chosen: Sequence[bool], values: Sequence[Cell], r: int, scale: int
) -> Claim:
    """The average of values in units of `2**-r`, as a claim in units of `2**-scale`."""
    terms = (mul(w, v) for w, v, take in zip(found.cells, values, chosen, strict=True) if take)
    return quotient(scale, total(terms), shift(found.sum, r))


def visible(mask: Mask, length: int, t: int) -> range:
    """The positions that position `t` attends to."""
    if mask == "full":
        return range(length)
    first = 0 if mask == "causal" else max(t + 1 - mask, 0)
    return range(first, t + 1)


def attended(
    length: int, node: Attention, table: ExpTable, boxes: tuple[Box, Box, Box], scale: int
) -> tuple[Box, AttentionNumbers]:
    """The box of an attention, and what it is computed with."""
    heads, dim = node.groups * node.group, node.head_dim
    query, key, value = (
        Heads(box, length, count, dim)
        for box, count in zip(boxes, (heads, node.groups, node.groups), strict=True)
    )
    root = inverse_root(1, 0, table.argument, exactly(node.scoring.root))
    numbers = AttentionNumbers(table, 0, 0, root, table.argument, table.argument)
    places = [(t, h) for t in range(length) for h in range(heads)]
    seen = [visible(node.mask, length, t) for t in range(length)]
    scores = {
        (t, h): [
            _score(numbers, node.scoring, query, key, (t, h), (j, h // node.group)) for j in seen[t]
        ]
        for t, h in places
    }
    score_bits = max(max(z).bit_length() for row in scores.values() for z in row)
    found = {
        place: weights(table, 1 << score_bits, row, [True] * len(row))
        for place, row in scores.items()
    }
    claims = {
        (t, h): value.averages(found[t, h], seen[t], h // node.group, scale) for t, h in places
    }
    rows = (tuple(c for h in range(heads) for c in claims[t, h]) for t in range(length))
    weight_bits = max(w.bits for w in found.values())
    full = replace(numbers, score_bits=score_bits, weight_bits=weight_bits)
    return Box(scale, tuple(rows)), full


class Head(NamedTuple):
    """The digits, midpoints, absolute midpoints and radii of a head."""

    digits: tuple[int, ...]
    mids: tuple[int, ...]
    sizes: tuple[int, ...]
    radii: tuple[int, ...]


class Heads:
    """The heads of a box, as `lean/QuantCert/Cert/Prompt/Head.lean` and `Mix.lean` see them."""

    def __init__(self, box: Box, length: int, count: int, dim: int) -> None:
        """The `count` heads of `dim` entries at each position."""
        self.box = box
        self.dim = dim
        self.heads = {
            (t, h): _head([box.cell(t, h * dim + c) for c in range(dim)])
            for t in range(length)
            for h in range(count)
        }

    def dot(self, place: tuple[int, int], other: Heads, at: tuple[int, int]) -> Cell:
        """The dot product of a head and one of another box: `dotCell` in Lean."""
        a, b = self.heads[place], other.heads[at]
        o, p = self.box.offset, other.box.offset
        return Cell(
            _dot(a.digits, b.digits) + self.dim * o * p,
            sum(a.digits) * p + o * sum(b.digits),
            _dot(a.sizes, b.radii) + _dot(a.radii, b.sizes) + _dot(a.radii, b.radii),
        )

    def averages(self, found: Weights, seen: range, h: int, scale: int) -> list[Claim]:
        """The weighted averages of the entries of head `h`: least claims of `checkMix` in Lean."""
        heads = [self.heads[j, h] for j in seen]
        weights, whole = found.cells, found.sum
        up, down = max(scale - self.box.scale, 0), max(self.box.scale - scale, 0)
        claims = []
        for c in range(self.dim):
            total = sum(w.pos * head.mids[c] for w, head in zip(weights, heads, strict=True))
            mid = (2 * (total << up) // (whole.mid << down) + 1) >> 1
            left, rad = 0, 0
            for w, head in zip(weights, heads, strict=True):
                apart = (head.mids[c] << up) - (mid << down)
                left += w.pos * apart
                rad += abs(apart) * w.rad + (head.radii[c] << up) * (w.pos + w.rad)
            claims.append(Claim(mid, -(-(abs(left) + rad) // (whole.lower << down))))
        return claims


def mixed(
    length: int,
    dim: int,
    numbers: MixtureNumbers,
    shares: bool,
    router: Box,
    experts: Sequence[Box],
    average_scale: int,
    scale: int,
) -> tuple[Box, MixtureNumbers]:
    """The box of a mixture of the selected experts, and what it is computed with."""
    table, count = numbers.table, len(experts)
    scores = [
        [convert(router.cell(t, e), router.scale, table.argument) for e in range(count)]
        for t in range(length)
    ]
    offset_bits = max(max(z).bit_length() for row in scores for z in row)
    chosen = [[bool(s >> e & 1) for e in range(count)] for s in numbers.selected]
    found = [
        weights(table, 1 << offset_bits, row, [True] * count if shares else take)
        for row, take in zip(scores, chosen, strict=True)
    ]

    def claim(t: int, c: int) -> Claim:
        values = [convert(box.cell(t, c), box.scale, average_scale) for box in experts]
        return average(found[t], chosen[t], values, average_scale, scale)

    rows = (tuple(claim(t, c) for c in range(dim)) for t in range(length))
    weight_bits = max(w.bits for w in found)
    full = replace(numbers, offset_bits=offset_bits, weight_bits=weight_bits)
    return Box(scale, tuple(rows)), full


def _head(cells: Sequence[Cell]) -> Head:
    """What is computed once of the entries of a head."""
    mids = tuple(c.mid for c in cells)
    radii = tuple(c.rad for c in cells)
    return Head(tuple(c.pos for c in cells), mids, tuple(map(abs, mids)), radii)


def _dot(a: Sequence[int], b: Sequence[int]) -> int:
    return sum(map(int.__mul__, a, b))


def _score(
    numbers: AttentionNumbers,
    scoring: Scoring,
    query: Heads,
    key: Heads,
    place: tuple[int, int],
    at: tuple[int, int],
) -> Cell:
    """A score before the softmax, in the units of the table."""
    table = numbers.table
    root = exactly(numbers.root.mid)._replace(rad=numbers.root.rad)
    dot = mul(root, query.dot(place, key, at))
    p = numbers.root_scale + query.box.scale + key.box.scale
    if scoring.cap is None:
        return convert(dot, p, table.argument)
    capped = soft_capped(table, p, numbers.cap_scale, scoring.cap, dot)
    return convert(capped, scoring.cap.p + numbers.cap_scale, table.argument)
