"""Gated experts of a decoder: each with matrices of its own, or all stacked in two tensors.

`EXPERTS.gate_up_proj` [experts, 2 * inner, dim] has the gate's rows above those of up,
`EXPERTS.down_proj` is [experts, dim, inner]. Source: the experts of `transformers` 5.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from quantcert.models.decoder import Decoder
from quantcert.models.net import Input, Linear, Mixture, Net, Point, Routed
from quantcert.models.parameters import Place

GATE_UP, DOWN = "gate_up_proj", "down_proj"


def mixed_experts(
    decoder: Decoder,
    name: str,
    stem: str,
    count: int,
    selected: int,
    inner: int,
    roles: Sequence[str],
    shares: bool = False,
) -> Net:
    """The `selected` of `count` experts that the router scores highest, mixed; see `Routed`.

    Args:
        decoder: whose vectors they are given.
        name: of the block.
        stem: of the tensors: the router is `STEM.gate.weight`, experts are below `STEM.experts`.
        count: experts.
        selected: how many of them are mixed.
        inner: entries between the matrices of an expert.
        roles: last names of an expert's own gate, up and down.
        shares: as of `Routed`.
    """
    dim, parameters = decoder.dim, decoder.parameters
    number = parameters.matrix(f"{stem}.gate.weight", count, dim)
    router = Point(f"{name} router", count, Linear(count, dim, number, Input()))
    experts = tuple(_experts(decoder, name, f"{stem}.experts", count, inner, roles))
    if selected == count:
        return Mixture(dim, router, experts)
    return Routed(f"{name} router", dim, selected, router, experts, shares)


def _experts(
    decoder: Decoder, name: str, stem: str, count: int, inner: int, roles: Sequence[str]
) -> Iterator[Net]:
    stacked = any(f"{stem}.{tensor}" in decoder.parameters for tensor in (GATE_UP, DOWN))
    for expert in range(count):
        if stacked:
            tensors = [f"{stem}.{tensor}" for tensor in (GATE_UP, GATE_UP, DOWN)]
            places = [Place(first, 2 * inner, False, expert, count) for first in (0, inner)]
            places.append(Place(entry=expert, entries=count))
            yield decoder.gated(f"{name} expert {expert}", tensors, inner, places)
        else:
            tensors = [f"{stem}.{expert}.{role}" for role in roles]
            yield decoder.gated(f"{name} expert {expert}", tensors, inner)
