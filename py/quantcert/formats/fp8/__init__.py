"""FP8 weights with scales of a tensor, a row or a block: `fp8` and `fbgemm_fp8` of transformers.

The first is also the form of DeepSeek's checkpoints (blocks of 128 x 128) and of vLLM's plain FP8
(one scale for a tensor).
"""

from __future__ import annotations

from quantcert.formats.fp8.misreadings import MISREADINGS
from quantcert.formats.fp8.reader import FORMAT, open_fp8
from quantcert.formats.misreading import register_misreadings
from quantcert.formats.registry import register_reader


def register() -> None:
    """Make both methods known, and how they are misread."""
    for method in ("fp8", "fbgemm_fp8"):
        register_reader(method, open_fp8)
    register_misreadings(FORMAT, *MISREADINGS)
