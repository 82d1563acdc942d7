"""Names of generated modules: ASCII, unique, and readable as the tensor they speak of."""

from __future__ import annotations

import re

_NOT_IDENTIFIER = re.compile(r"[^A-Za-z0-9]+")
_LONGEST = 80


def module_name(index: int, tensor: str) -> str:
    """The module for the `index`-th matrix of a checkpoint, named `tensor`.

    The index makes the name unique; the tensor's name, as far as Lean and file systems take it,
    makes it readable: `Proofs.L007_encoder_layer_0_output_dense_weight`.
    """
    words = _NOT_IDENTIFIER.sub("_", tensor).strip("_")[-_LONGEST:]
    return f"Proofs.L{index:03d}_{words}"
