"""Stacks of matrices that a checkpoint stores apart, in a tensor for each entry: `NAME[3]`.

A family reads the stack NAME; then each part of it is a part of the tensor of its entry. Entries
that are stored transposed stay what they are: no family that is known has them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from quantcert.models.net import Architecture
from quantcert.pairing.entries import Entry, entry_of
from quantcert.pairing.parts import TensorPart

Shapes = Mapping[str, tuple[int, ...]]


def stacked(shapes: Shapes) -> dict[str, tuple[int, ...]]:
    """The tensors with a stack in the place of its entries, if these are all there and alike."""
    found: dict[str, tuple[int, ...]] = {}
    entries: dict[str, dict[int, tuple[int, ...]]] = {}
    for name, shape in shapes.items():
        entry = entry_of(name)
        if entry is None or entry.transposed or len(shape) != 2:
            found[name] = shape
        else:
            entries.setdefault(entry.tensor, {})[entry.number] = shape
    for tensor, parts in entries.items():
        if sorted(parts) == list(range(len(parts))) and len(set(parts.values())) == 1:
            found.setdefault(tensor, (len(parts), *parts[0]))
    return found


def apart(network: Architecture, shapes: Shapes) -> Architecture:
    """The network by the tensors that there are: parts of a stack are parts of its entries."""
    matrices = tuple(replace(use, part=_part(use.part, shapes)) for use in network.matrices)
    return replace(network, matrices=matrices)


def _part(part: TensorPart, shapes: Shapes) -> TensorPart:
    if part.tensor in shapes or len(part.leading) != 1:
        return part
    return replace(part, tensor=str(Entry(part.tensor, part.leading[0], False)), leading=())
