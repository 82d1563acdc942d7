"""Tokens as a reader sees them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

_MARKS = {"\n": "⏎", "\r": "⏎", "\t": "⇥", "Ċ": "⏎"}


@dataclass(frozen=True)
class TokenNames:
    """How a tokenizer writes tokens, by their numbers as text."""

    vocabulary: Mapping[str, str]

    def shown(self, token: int) -> str:
        """The token's text without blanks around it, or its number in brackets."""
        text = self.vocabulary.get(str(token))
        if text is None:
            return f"[{token}]"
        marked = "".join(_MARKS.get(c, c) for c in text)
        return marked.strip() or "␣"

    def named(self, token: int) -> str:
        """The token in a sentence."""
        known = str(token) in self.vocabulary
        return f"“{self.shown(token)}” (token {token})" if known else f"token {token}"

    def joined(self, tokens: Iterable[int]) -> str:
        """The text of tokens one after the other."""
        return " ".join(map(self.shown, tokens))
