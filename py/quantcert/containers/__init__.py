"""Containers: files and folders that hold named tensors, read tensor by tensor.

Nothing that a file says is taken on trust, and no pickle is ever executed.
"""

from __future__ import annotations

from quantcert.containers.container import (
    WEIGHT_DTYPES,
    Checkpoint,
    Container,
    StatedSettings,
    TensorInfo,
    Tensors,
)
from quantcert.containers.hashing import hash_file
from quantcert.containers.safetensors.checkpoint import CheckpointFolder, open_checkpoint
from quantcert.containers.safetensors.directory import (
    CONFIG_FILE,
    SETTINGS_FILES,
    read_json_object,
)
from quantcert.containers.safetensors.header import read_header, read_header_and_metadata
from quantcert.containers.tensors import read_block, read_elements

__all__ = [
    "CONFIG_FILE",
    "SETTINGS_FILES",
    "WEIGHT_DTYPES",
    "Checkpoint",
    "CheckpointFolder",
    "Container",
    "StatedSettings",
    "TensorInfo",
    "Tensors",
    "hash_file",
    "open_checkpoint",
    "read_block",
    "read_elements",
    "read_header",
    "read_header_and_metadata",
    "read_json_object",
]
