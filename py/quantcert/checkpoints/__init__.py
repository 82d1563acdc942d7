"""Reading of checkpoint directories, tensor by tensor, with nothing taken on trust.

Only safetensors files are read; a pickle is never opened.
"""

from __future__ import annotations

from quantcert.checkpoints.checkpoint import Checkpoint, open_checkpoint
from quantcert.checkpoints.header import TensorInfo, read_header
from quantcert.checkpoints.match import check_base
from quantcert.checkpoints.pairs import METHOD, PairCheckpoint, open_pairs
from quantcert.checkpoints.registry import (
    QuantizedCheckpoint,
    open_quantized,
    register,
    registered,
)
from quantcert.checkpoints.tensors import WEIGHT_DTYPES

register(METHOD, open_pairs)

__all__ = [
    "WEIGHT_DTYPES",
    "Checkpoint",
    "PairCheckpoint",
    "QuantizedCheckpoint",
    "TensorInfo",
    "check_base",
    "open_checkpoint",
    "open_quantized",
    "read_header",
    "register",
    "registered",
]
