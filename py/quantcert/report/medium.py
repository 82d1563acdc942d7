"""What a rendering is written to: how wide it is, and which characters it can show."""

from __future__ import annotations

from dataclasses import dataclass

_ASCII = {
    "≤": "<=",
    "≥": ">=",
    "×": "x",
    " · ": " | ",
    "·": "*",
    "–": "-",
    "−": "-",
    "Ŵ": "W_hat",
    "…": "...",
    "─": "-",
}
"""What is written instead of a character that cannot be shown."""

_ESCAPE = "backslashreplace"


@dataclass(frozen=True)
class Medium:
    """Columns and encoding of what is written to; `verbose` wants all that is folded otherwise.

    With `colour` it understands the terminal's escape sequences.
    """

    width: int = 200
    encoding: str = "utf-8"
    colour: bool = False
    verbose: bool = False

    @property
    def unicode(self) -> bool:
        """Whether every character can be written."""
        return self._encodes("\U0010ffff")

    def shown(self, text: str) -> str:
        """The text in characters that can be shown, other ones as ASCII words or escaped.

        Characters that are not printable, lone surrogates and control characters among them, are
        escaped; line breaks stay.
        """
        if not text.replace("\n", "").isprintable():
            text = "".join(c if c.isprintable() or c == "\n" else _escaped(c) for c in text)
        if self._encodes(text):
            return text
        for character, word in _ASCII.items():
            if not self._encodes(character):
                text = text.replace(character, word)
        return "".join(c if self._encodes(c) else _escaped(c) for c in text)

    def _encodes(self, text: str) -> bool:
        try:
            text.encode(self.encoding)
        except UnicodeEncodeError:
            return False
        return True


def _escaped(character: str) -> str:
    code = ord(character)
    return f"\\x{code:02x}" if code < 256 else character.encode("ascii", _ESCAPE).decode()
