"""Names of tensors and files in generated Lean text: identifiers, whatever they are called.

A checkpoint may call a tensor `sorry` or `x -/ axiom y`. Names are data: the certificate has them
as they are, by the module that speaks of them and by the digest of what they name; Lean only sees
letters, digits and underscores, in which no word of them stands alone.
"""

from __future__ import annotations

import re

_NOT_IDENTIFIER = re.compile(r"[^A-Za-z0-9]+")
_LONGEST = 80


def module_name(index: int, tensor: str) -> str:
    """The module for the `index`-th matrix of a checkpoint, named `tensor`.

    The index makes the name unique; the tensor's name, as far as Lean and file systems take it,
    makes it readable: `Proofs.L007_encoder_layer_0_output_dense_weight`.
    """
    return f"Proofs.L{index:03d}{label(tensor)}"


def label(name: str) -> str:
    """What a comment calls a tensor or a file: an underscore, then its letters and digits.

    Different names may have the same label.
    """
    return "_" + _NOT_IDENTIFIER.sub("_", name).strip("_")[-_LONGEST:]
