"""Containers: files and folders that hold named tensors, read tensor by tensor.

Nothing that a file says is taken on trust, and no pickle is ever executed.
"""

from __future__ import annotations

from quantcert.containers.safetensors.checkpoint import Checkpoint, open_checkpoint
from quantcert.containers.safetensors.header import TensorInfo, read_header
from quantcert.containers.safetensors.tensors import WEIGHT_DTYPES

__all__ = ["WEIGHT_DTYPES", "Checkpoint", "TensorInfo", "open_checkpoint", "read_header"]
