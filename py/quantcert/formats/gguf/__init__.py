"""GGUF files of llama.cpp: blocks of codes with scales, in one file or in parts."""

from __future__ import annotations

from quantcert.formats.exports import register_form
from quantcert.formats.gguf.export import GgufForm
from quantcert.formats.gguf.matrices import FORMAT
from quantcert.formats.gguf.reader import is_gguf, open_gguf_checkpoint
from quantcert.formats.registry import Opener, register_opener


def register() -> None:
    """Make the format known."""
    register_opener(Opener(FORMAT, is_gguf, open_gguf_checkpoint))
    register_form(GgufForm())
