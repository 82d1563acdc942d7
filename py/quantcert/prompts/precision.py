"""How many bits each net of a prompt is enclosed with.

Radii grow from layer to layer, and midpoints need no finer unit than a small part of the radii.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from math import isqrt

from quantcert.models.net import Net, output_dim
from quantcert.prompts.boxes import Box
from quantcert.prompts.enclose import NOTHING, Encloser
from quantcert.prompts.network import PromptNetwork
from quantcert.prompts.trace import Trace

GUARD_BITS = 16
"""Bits of the largest radius of a net's outputs, in the unit of the next net.

Of SmolLM2, whose activations are large, 12 cost 27 further bits in the first of 30 layers, 16 five.
"""
LAST_BITS = 64
"""Fraction bits of the outputs at most, so that small probabilities are not zero.

Two networks are compared in the same units.
"""
_FEWEST_LAST_BITS = 32
_COMPARED = 71_000_000  # outputs times the square of their bits, for not more than 1 GiB


def output_count(nets: Iterable[Net]) -> int:
    """How many numbers nets one after the other give at a position."""
    dim = 0
    for net in nets:
        dim = output_dim(dim, net)
    return dim


def last_bits(outputs: int) -> int:
    """Fraction bits of so many outputs: fewer where two distributions of many are held."""
    return min(max(isqrt(_COMPARED // outputs), _FEWEST_LAST_BITS), LAST_BITS)


def enclose_falling(network: PromptNetwork, scale: int, guard: int = GUARD_BITS) -> Iterator[Trace]:
    """The claims for each net, the first in units of `2**-scale`.

    Units grow as soon as radii have more than `guard` bits; those of the last net do not depend on
    radii.
    """
    box, bits = NOTHING, scale
    for place, net in enumerate(network.nets, 1):
        bits -= max(_radius_bits(box) - guard, 0)
        if place == len(network.nets):
            bits = min(scale, last_bits(output_count(network.nets)))
        trace = Encloser(network, bits).net(net, box)
        yield trace
        box = trace.out


def _radius_bits(box: Box) -> int:
    return max((c.rad.bit_length() for row in box.claims for c in row), default=0)
