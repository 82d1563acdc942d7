"""Weights of bitsandbytes: 4-bit tables with scales of blocks, and 8-bit codes (LLM.int8())."""

from __future__ import annotations

from quantcert.formats.bitsandbytes.reader import open_bitsandbytes
from quantcert.formats.registry import register_reader


def register() -> None:
    """Make the method known."""
    register_reader("bitsandbytes", open_bitsandbytes)
