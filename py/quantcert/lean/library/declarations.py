"""Style of declarations in Lean sources: which have no docstring, which hypotheses have no name.

A hypothesis named `h1` or `h2` says nothing; one named by what it states is read without its proof.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

# Comments (which nest) and strings; a word of the source stands in neither.
_TOKEN = re.compile(r'/-|-/|--[^\n]*|"(?:[^"\\]|\\.)*"')
_DECLARATION = re.compile(
    r"^(?P<modifiers>(?:@\[[^\]]*\]\s*|protected |noncomputable |private )*)"
    r"(?:theorem|def|abbrev|structure|class|inductive) (?P<name>[^\s:({\[]+)",
    re.MULTILINE,
)
_BINDER = re.compile(r"[({⦃]((?:[^\s(){}\[\]⦃⦄:]+\s+)+):(?!=)")
_NUMBERED = re.compile(r"h[0-9₀-₉]+'*")
_OPENING, _CLOSING = "([{⟨⦃", ")]}⟩⦄"


@dataclass(frozen=True)
class SourceDeclaration:
    """A public declaration: its name, whether it is documented, what names its signature binds."""

    name: str
    documented: bool
    binders: tuple[str, ...]

    @property
    def numbered(self) -> list[str]:
        """Hypotheses with a number for a name: `h1`, `h2`."""
        return [name for name in self.binders if _NUMBERED.fullmatch(name)]


def public_declarations(text: str) -> Iterator[SourceDeclaration]:
    """The declarations of a source file that are not private, in order."""
    code = blank_comments(text)
    docstrings = _ends_of_docstrings(text)
    for match in _DECLARATION.finditer(code):
        if "private " not in match["modifiers"]:
            documented = len(text[: match.start()].rstrip()) in docstrings
            signature = _signature(code[match.end() :])
            names = [name for group in _BINDER.findall(signature) for name in group.split()]
            yield SourceDeclaration(match["name"], documented, tuple(names))


def code_parts(text: str) -> Iterator[tuple[str, bool]]:
    """The parts of a source in order, each with whether it is code and no comment or string."""
    depth = start = position = 0
    while match := _TOKEN.search(text, position):
        token, position = match[0], match.end()
        if token == "/-":
            if depth == 0:
                yield text[start : match.start()], True
                start = match.start()
            depth += 1
        elif token == "-/":
            if depth == 1:
                yield text[start:position], False
                start = position
            depth = max(0, depth - 1)
        elif depth == 0:
            yield text[start : match.start()], True
            yield token, False
            start = position
        else:  # within a comment, `--` and quotation marks mean nothing
            position = match.start() + 1
    yield text[start:], depth == 0


def blank_comments(text: str) -> str:
    """The source with spaces in place of comments and strings; lines and columns stay."""
    return "".join(part if code else re.sub(r"[^\n]", " ", part) for part, code in code_parts(text))


def _ends_of_docstrings(text: str) -> set[int]:
    """The positions where a docstring `/-- -/` ends."""
    ends = set()
    position = 0
    for part, _ in code_parts(text):
        position += len(part)
        if part.startswith("/--"):
            ends.add(position)
    return ends


def _signature(code: str) -> str:
    """The text of a declaration after its name up to its value."""
    depth = 0
    for position, character in enumerate(code):
        depth += (character in _OPENING) - (character in _CLOSING)
        if depth == 0 and code.startswith((":=", " where\n", "\n  |"), position):
            return code[:position]
    return code
