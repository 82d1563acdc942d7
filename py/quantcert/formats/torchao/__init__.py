"""Weights of torchao in 8 bits, as it flattens them for safetensors."""

from __future__ import annotations

from quantcert.formats.registry import register_reader
from quantcert.formats.torchao.reader import METHOD, open_torchao


def register() -> None:
    """Make the method known."""
    register_reader(METHOD, open_torchao)
