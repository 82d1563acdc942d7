"""MXFP4 as transformers stores it: the tensors NAME_blocks and NAME_scales."""

from __future__ import annotations

from quantcert.formats.mxfp4.reader import open_mxfp4
from quantcert.formats.registry import register_reader


def register() -> None:
    """Make the method known."""
    register_reader("mxfp4", open_mxfp4)
