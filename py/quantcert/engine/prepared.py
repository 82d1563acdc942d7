"""The program file of a checkpoint, written once into the cache."""

from __future__ import annotations

import hashlib
import json
import tempfile
from pathlib import Path

from quantcert import __version__
from quantcert.engine.program_file import MAGIC, write_program
from quantcert.formats import QuantizedCheckpoint
from quantcert.integer import build_program
from quantcert.integer.ranges import program_ranges


def prepared_program(quantized: QuantizedCheckpoint, activation_bits: int, cache: Path) -> Path:
    """The program's file; it is made, and its ranges are checked, if it is not in the cache.

    Args:
        quantized: the checkpoint.
        activation_bits: 8 or 16.
        cache: its folder `programs` keeps the file.

    Raises:
        CheckpointError: if the network is not of the Llama kind, or an integer may overflow there
            or in the engine.
    """
    folder = cache / "programs"
    target = folder / f"{_digest(quantized)}-{activation_bits}"
    if not target.is_file():
        program = build_program(quantized, activation_bits)
        program_ranges(program)
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix="writing-", dir=folder) as staging:
            write_program(program, Path(staging) / "program")
            (Path(staging) / "program").replace(target)
    return target


def _digest(quantized: QuantizedCheckpoint) -> str:
    """Of the checkpoint's files and settings, of what made the program, and of its layout."""
    checkpoint = quantized.checkpoint
    stated = [MAGIC, __version__, checkpoint.files(), dict(checkpoint.config)]
    text = json.dumps(stated, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:24]
