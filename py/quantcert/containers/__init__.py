"""Containers: files and folders that hold named tensors, read tensor by tensor.

Nothing that a file says is taken on trust, and no pickle is ever executed.
"""

from __future__ import annotations

from quantcert.containers.container import WEIGHT_DTYPES, Checkpoint, Container, TensorInfo
from quantcert.containers.safetensors.checkpoint import CheckpointFolder, open_checkpoint
from quantcert.containers.safetensors.directory import CONFIG_FILE
from quantcert.containers.safetensors.hashing import hash_file
from quantcert.containers.safetensors.header import read_header
from quantcert.containers.safetensors.tensors import read_elements

__all__ = [
    "CONFIG_FILE",
    "WEIGHT_DTYPES",
    "Checkpoint",
    "CheckpointFolder",
    "Container",
    "TensorInfo",
    "hash_file",
    "open_checkpoint",
    "read_elements",
    "read_header",
]
