"""Golden logits as a safetensors file: what is in it, and where it may be written.

Tensors: `original` and `quantized`, float64 midpoints `[positions, vocabulary]`, or
`[positions, dim]` of the vectors of an encoder, which the metadata's `output` tells;
`original.tolerance` and `quantized.tolerance`, float64 of the same shape; `tokens`, int64
`[positions]`. Every number in real arithmetic is within its tolerance of its midpoint. A run of
the integer program has `integer` and `integer.tolerance`, and beside them those of the networks
that it is compared with.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from numpy.typing import NDArray

from quantcert.certificate.encode import canonical
from quantcert.containers.safetensors.header import read_header_and_metadata
from quantcert.errors import CheckpointError, OutputError
from quantcert.outputs import check_writable

KIND = "quantcert golden logits"
SCHEMA = "1"
NETWORKS = ("original", "quantized")
INTEGER = "integer"
"""The integer program, whose logits are golden as well."""
TOKENS = "tokens"
OUTPUT = "output"
UNIT = "integer_unit"
"""In the metadata of a run: logits of the integer program are integers over two to this power."""
LOGITS = "logits"
"""What the networks give, unless the metadata's `output` says something else."""


def tolerance_of(network: str) -> str:
    """The name of the tensor with a network's tolerances."""
    return f"{network}.tolerance"


def golden_sha256(arrays: Mapping[str, NDArray[Any]]) -> str:
    """The digest by which a certificate knows these tensors; they are little-endian."""
    listed = {name: hashlib.sha256(array.tobytes()).hexdigest() for name, array in arrays.items()}
    return hashlib.sha256(canonical(listed)).hexdigest()


def check_golden_place(path: Path) -> None:
    """Raise OutputError, before any work, unless the file can be written.

    Nothing is replaced but earlier golden logits.
    """
    check_writable(path)
    if not path.exists():
        return
    try:
        found = read_header_and_metadata(path)[1]
    except CheckpointError:
        found = {}
    if found.get("kind") != KIND:
        raise OutputError(f"{path}: exists and does not hold golden logits")
