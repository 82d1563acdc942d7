"""The state that is stored with a 4-bit matrix, as JSON in a tensor of bytes.

Source: `QuantState.as_dict(packed=True)` in bitsandbytes/functional.py.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from typing import Any

from quantcert.containers import Checkpoint, TensorInfo
from quantcert.errors import CheckpointError
from quantcert.formats.bitsandbytes.tables import TABLES

_MAX_BYTES = 1 << 16


@dataclass(frozen=True)
class QuantState:
    """What is stored of a 4-bit matrix beside its tensors.

    Attributes:
        kind: `nf4` or `fp4`.
        shape: rows and columns of the matrix.
        block: elements that share a scale.
        nested_block: scales that share a scale of their own, None if scales are plain.
        nested_offset: what is added to nested scales.
    """

    kind: str
    shape: tuple[int, int]
    block: int
    nested_block: int | None
    nested_offset: float


def read_state(checkpoint: Checkpoint, info: TensorInfo) -> QuantState:
    """The state in a tensor.

    Raises:
        CheckpointError: if it is not exactly what the library writes.
    """
    where = f"{info.file}: tensor {info.name}"
    if info.dtype != "U8" or len(info.shape) != 1 or info.nbytes > _MAX_BYTES:
        raise CheckpointError(f"{where}: must be at most {_MAX_BYTES} bytes of JSON")
    raw = checkpoint.elements(info.name, 0, info.nbytes).tobytes()
    try:
        state = json.loads(raw.decode())
    except (ValueError, RecursionError) as error:
        raise CheckpointError(f"{where}: not valid JSON: {error}") from error
    if not isinstance(state, dict):
        raise CheckpointError(f"{where}: must hold a JSON object")
    kind = state.get("quant_type")
    if not isinstance(kind, str) or kind not in TABLES or not info.name.endswith(f"__{kind}"):
        raise CheckpointError(f"{where}: quant_type is {kind!r}, must be as in its name")
    nested = "nested_blocksize" in state
    return QuantState(
        kind=kind,
        shape=_shape(where, state.get("shape")),
        block=_positive(where, "blocksize", state.get("blocksize")),
        nested_block=_positive(where, "nested_blocksize", state["nested_blocksize"])
        if nested
        else None,
        nested_offset=_number(where, state.get("nested_offset")) if nested else 0.0,
    )


def _shape(where: str, value: Any) -> tuple[int, int]:
    if not isinstance(value, list) or len(value) != 2:
        raise CheckpointError(f"{where}: shape is {value!r}, only matrices are read")
    rows, columns = (_positive(where, "an extent", extent) for extent in value)
    return rows, columns


def _positive(where: str, what: str, value: Any) -> int:
    if type(value) is not int or value < 1:
        raise CheckpointError(f"{where}: {what} is {value!r}, must be an integer, at least 1")
    return value


def _number(where: str, value: Any) -> float:
    if type(value) not in (int, float) or not math.isfinite(value):
        raise CheckpointError(f"{where}: nested_offset is {value!r}, must be a finite number")
    return float(value)
