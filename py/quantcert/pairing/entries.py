"""Matrices that are entries of a stack in the original, by their names.

A format that stores the entries of a tensor of three axes one by one says so in their names:
`NAME[3]` is entry 3 of the tensor NAME, `NAME[3].T` that entry transposed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from quantcert.containers import Tensors
from quantcert.formats import QuantizedCheckpoint
from quantcert.pairing.parts import Assembly, TensorMap, TensorPart

_ENTRY = re.compile(r"(?P<tensor>.+)\[(?P<entry>\d{1,9})\](?P<transposed>\.T)?")


@dataclass(frozen=True)
class Entry:
    """A matrix of a tensor of three axes, or its transposed."""

    tensor: str
    number: int
    transposed: bool

    def __str__(self) -> str:
        """The name of a matrix that is stored apart."""
        return f"{self.tensor}[{self.number}]{'.T' if self.transposed else ''}"


def entry_of(name: str) -> Entry | None:
    """What a name says that a matrix is an entry of; None if it says nothing."""
    match = _ENTRY.fullmatch(name)
    if match is None:
        return None
    return Entry(match["tensor"], int(match["entry"]), bool(match["transposed"]))


def stacked_entries(quantized: QuantizedCheckpoint, base: Tensors) -> TensorMap:
    """Where the quantized matrices that are named as entries of a stack are in the original."""
    found = {}
    for name in quantized.matrices():
        entry = entry_of(name)
        if entry is None or name in base or entry.tensor not in base:
            continue
        shape = base.info(entry.tensor).shape
        if len(shape) == 3 and entry.number < shape[0]:
            part = TensorPart(entry.tensor, None, entry.transposed, (entry.number,))
            found[name] = Assembly(quantized.shape(name), (part,))
    return found
