"""Regions: assumed ranges of the original activations, by the name of a place in the network."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from quantcert.exact.dyadic import Dyadic


@dataclass(frozen=True)
class Size:
    """Bounds of an activation: its entries, the Euclidean norm of each head, its Euclidean norm."""

    entry: Dyadic
    head: Dyadic
    norm: Dyadic


@dataclass(frozen=True)
class Region:
    """What is assumed of the original network on an input.

    `points` bounds activations from above at each `Point`, `norms` from below: the root mean square
    of the input (centred for LayerNorm) of each norm, and how far the scores that each `Routed`
    selects exceed the others. `origin` says where the numbers come from and `sha256` is the digest
    of the region's file.
    """

    points: Mapping[str, Size]
    norms: Mapping[str, Dyadic]
    origin: str
    sha256: str


def assumed_size(region: Region | None, point: str) -> Size | None:
    """What is assumed of the activation at a place; None if nothing is."""
    return None if region is None else region.points.get(point)


def assumed_low(region: Region | None, name: str) -> Dyadic:
    """What a norm's root mean square or a router's gap is assumed to be at least; else zero."""
    return Dyadic(0, 0) if region is None else region.norms.get(name, Dyadic(0, 0))
