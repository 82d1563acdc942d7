"""How many bits each net of a prompt is enclosed with.

Radii grow from layer to layer, and midpoints need no finer unit than a small part of the radii.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass

from quantcert.prompts.boxes import Box
from quantcert.prompts.enclose import enclose_all
from quantcert.prompts.network import PromptNetwork
from quantcert.prompts.trace import LayerNormTrace, NormTrace, Trace

GUARD_BITS = 10
"""Bits of the smallest radius of a net, in its unit."""


def falling_scales(network: PromptNetwork, scale: int, guard: int = GUARD_BITS) -> list[int]:
    """Fraction bits for each net: `scale` for the first, fewer as soon as radii have `guard` bits.

    The network is enclosed once with `scale` bits throughout to see how radii grow.
    """
    traces = enclose_all(network, [scale] * len(network.nets))
    found: list[int] = []
    for trace in traces:
        spare = min(map(_radius_bits, boxes(trace)), default=0) - guard
        found.append(min(found[-1] if found else scale, scale - max(spare, 0)))
    return found


def boxes(trace: Trace) -> Iterator[Box]:
    """All boxes of a trace but those of inverse roots, whose radii are those of one operation."""
    roots = trace.roots if isinstance(trace, NormTrace | LayerNormTrace) else None
    for field in fields(trace):
        part = getattr(trace, field.name)
        if isinstance(part, Box) and part is not roots:
            yield part
        for inner in part if isinstance(part, tuple) else (part,):
            if is_dataclass(inner) and isinstance(inner, Trace):
                yield from boxes(inner)


def _radius_bits(box: Box) -> int:
    return max((c.rad.bit_length() for row in box.claims for c in row), default=0)
