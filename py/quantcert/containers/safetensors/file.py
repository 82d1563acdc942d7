"""A single safetensors file as a container: a folder without its config.json."""

from __future__ import annotations

from pathlib import Path

from quantcert.containers.safetensors.checkpoint import CheckpointFolder
from quantcert.containers.safetensors.header import read_header
from quantcert.containers.stamps import stamps_of


def open_file(path: Path) -> CheckpointFolder:
    """Open a safetensors file; nothing is known of the network.

    Raises:
        CheckpointError: if it is missing or malformed.
    """
    stamps = stamps_of([path])
    return CheckpointFolder(path, {}, {path: read_header(path)}, stamps)
