"""A file of prompts read with the tokenizer of a model, and tokens as it writes them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path

from quantcert.errors import CalibrationError
from quantcert.forward.text import find_tokenizer
from quantcert.forward.tokenizer import Tokenizer
from quantcert.run.prompt.asked import PromptFile, read_prompts


class Tokenized:
    """Something with a `vocabulary`: how tokens are written; None without a tokenizer."""

    vocabulary: Tokenizer | None

    def named(self, token: int) -> str:
        """How a token is called in a message."""
        text = None if self.vocabulary is None else self.vocabulary.written(token)
        return f"token {token}" if text is None else f"{text!r} ({token})"

    def written(self, tokens: Iterable[int]) -> dict[str, str]:
        """The text of each of these tokens, by its number."""
        if self.vocabulary is None:
            return {}
        return {str(token): self.vocabulary.written(token) for token in sorted(set(tokens))}


def read_tokenized(file: Path, folders: tuple[Path, ...]) -> tuple[PromptFile, Tokenizer | None]:
    """The prompts of a file, and the tokenizer, which is in one of the folders, if there is one.

    Raises:
        CalibrationError: if a file cannot be read, or there is a text and no tokenizer.
    """

    @cache
    def tokenizer() -> Tokenizer:
        return Tokenizer(find_tokenizer(*folders))

    return read_prompts(file, tokenizer), _if_there_is_one(tokenizer)


def _if_there_is_one(tokenizer: Callable[[], Tokenizer]) -> Tokenizer | None:
    """Where all prompts are numbers, a tokenizer serves the eye alone."""
    try:
        return tokenizer()
    except CalibrationError:
        return None
