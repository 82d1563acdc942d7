"""What the network of an original reads while it is quantized."""

from __future__ import annotations

from pathlib import Path

from quantcert._resources import specs_dir
from quantcert.containers import open_checkpoint
from quantcert.errors import QuantizeError
from quantcert.forward.compare import Window
from quantcert.forward.text import find_tokenizer, line_windows, token_windows
from quantcert.quantizer.calibrated import network_of

LINE_TOKENS = 32
"""What a line counts as where each is read by itself."""


def shipped_text() -> Path:
    """A text of many kinds, about 5,500 tokens, written for this package."""
    return specs_dir() / "text" / "calibration.txt"


def calibration_windows(original: Path, text: Path, tokens: int, length: int) -> list[Window]:
    """About the first `tokens` tokens of a text, in windows of `length` or what the model reads.

    A network without logits embeds what it reads: each line of the text is a window, and counts as
    `LINE_TOKENS`.

    Raises:
        CalibrationError: if the text or the tokenizer of the original is unfit.
        QuantizeError: if the network is not supported, or does not read tokens.
    """
    network = network_of(open_checkpoint(original))
    if network.input_dim:
        raise QuantizeError(f"{original}: the network reads vectors, not a text")
    size = min(length, network.max_length, tokens)
    if network.encodes:
        lines = max(1, tokens // LINE_TOKENS)
        return line_windows(find_tokenizer(original), text, lines, size, network.vocabulary)
    return token_windows(find_tokenizer(original), text, tokens, size, network.vocabulary)
