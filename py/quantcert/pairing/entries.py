"""Matrices that are entries of a stack in the original, by their names.

A format that stores the entries of a tensor of three axes one by one says so in their names:
`NAME[3]` is entry 3 of the tensor NAME, `NAME[3].T` that entry transposed.
"""

from __future__ import annotations

import re

from quantcert.containers import Tensors
from quantcert.formats import QuantizedCheckpoint
from quantcert.pairing.parts import Assembly, TensorMap, TensorPart

_ENTRY = re.compile(r"(?P<tensor>.+)\[(?P<entry>\d{1,9})\](?P<transposed>\.T)?")


def stacked_entries(quantized: QuantizedCheckpoint, base: Tensors) -> TensorMap:
    """Where the quantized matrices that are named as entries of a stack are in the original."""
    found = {}
    for name in quantized.matrices():
        match = _ENTRY.fullmatch(name)
        if match is None or name in base or match["tensor"] not in base:
            continue
        entry, shape = int(match["entry"]), base.info(match["tensor"]).shape
        if len(shape) == 3 and entry < shape[0]:
            part = TensorPart(match["tensor"], None, bool(match["transposed"]), (entry,))
            found[name] = Assembly(quantized.shape(name), (part,))
    return found
