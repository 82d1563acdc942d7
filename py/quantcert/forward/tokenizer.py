"""A checkpoint's own tokenizer: a text as tokens, and tokens as text."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from quantcert.errors import CalibrationError

_LOST = "\N{REPLACEMENT CHARACTER}"
_BLANKS = ("Ġ", "▁")
"""How vocabularies write the blank before a word."""


def open_tokenizer(file: Path, length: int | None = None) -> Any:
    """A tokenizer.json as the package `tokenizers` opens it, without padding.

    Args:
        file: the file.
        length: tokens after which it begins another window; None for one window.

    Raises:
        CalibrationError: if it cannot be used or the package is missing.
    """
    try:
        from tokenizers import Tokenizer as Opened
    except ImportError as error:
        raise CalibrationError(
            "the package `tokenizers` is missing: pip install 'quantcert[evaluate]'"
        ) from error
    try:
        opened = Opened.from_file(str(file))
        opened.no_padding()
        if length is None:
            opened.no_truncation()
        else:
            opened.enable_truncation(length)
    except Exception as error:  # the library raises nothing narrower
        raise CalibrationError(f"{file}: cannot be used: {error}") from error
    return opened


class Tokenizer:
    """A tokenizer.json."""

    def __init__(self, file: Path) -> None:
        """Open the file.

        Raises CalibrationError if it cannot be used or the package `tokenizers` is missing.
        """
        self._file, self._opened = file, open_tokenizer(file)

    def tokens(self, text: str) -> tuple[int, ...]:
        """The tokens of a text, with the special tokens that the tokenizer puts around it.

        Raises CalibrationError for what it cannot read.
        """
        return self._encoded(text, special=True)

    def inner_tokens(self, text: str) -> tuple[int, ...]:
        """The tokens of a text that stands within another. Raises as `tokens`."""
        return self._encoded(text, special=False)

    def text(self, tokens: Sequence[int]) -> str:
        """The text of tokens, special ones left out."""
        text: str = self._opened.decode(list(tokens))
        return text

    def written(self, token: int) -> str:
        """The text of a token, a blank before it included; its number if it has none."""
        name = self._opened.id_to_token(token)
        if name is None:
            return str(token)
        text: str = self._opened.decode([token], skip_special_tokens=False)
        if not text.strip() or _LOST in text:
            return str(name)
        return f" {text.lstrip()}" if name.startswith(_BLANKS) else text

    def _encoded(self, text: str, special: bool) -> tuple[int, ...]:
        try:
            ids = self._opened.encode(text, add_special_tokens=special).ids
        except Exception as error:  # the library raises nothing narrower
            raise CalibrationError(f"{self._file}: cannot be used: {error}") from error
        return tuple(ids)
