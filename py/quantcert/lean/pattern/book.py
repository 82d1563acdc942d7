"""The patterns of a run: each text is elaborated once for all that differ in numbers and names.

Numbers share a marker as long as they have been the same in every text of the pattern: a proof may
need that they are. In statements alone, every number has a marker of its own. What cannot be made
from a pattern is elaborated as it is.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from quantcert.lean.olean.module import Constant
from quantcert.lean.olean.objects import ObjectGraph
from quantcert.lean.pattern.declarations import Declarations
from quantcert.lean.pattern.digests import DigestProgram, Filling
from quantcert.lean.pattern.image import Image
from quantcert.lean.pattern.terms import UnfitError
from quantcert.lean.pattern.text import Cut, cut, finer, name_marker, number_marker

Elaborate = Callable[[str, Mapping[str, str]], bytes | None]
"""Compiles a text, given what stands for each name in it; None if Lean refuses it."""


@dataclass
class Pattern:
    """A compiled pattern; `classes` gives the class of each number of its text."""

    classes: Sequence[int]
    declarations: Declarations

    @cached_property
    def digests(self) -> DigestProgram:
        """How digests follow from what is filled in."""
        return DigestProgram(self.declarations)

    @cached_property
    def image(self) -> Image:
        """The objects of the compiled module."""
        return Image(self.declarations)


@dataclass(frozen=True)
class Filled:
    """A pattern with numbers and names filled in: what a compiled module would hold."""

    pattern: Pattern
    filling: Filling
    constants: Mapping[str, Constant]
    imports: tuple[str, ...]

    def content(self, module: str) -> bytes:
        """The file of the compiled module, whose name is `module`."""
        return self.pattern.image.content(module, self.filling)


@dataclass
class _Entry:
    """What is known of the texts of one pattern; `hopeless` once Lean has refused it."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    pattern: Pattern | None = None
    hopeless: bool = False


class PatternBook:
    """Patterns by their text, for use from several threads."""

    def __init__(self) -> None:
        """Start with no pattern."""
        self._lock = threading.Lock()
        self._entries: dict[str, _Entry] = {}

    def filled(
        self, text: str, names: Sequence[str], elaborate: Elaborate, *, proofs: bool
    ) -> Filled | None:
        """The declarations of `text`, which varies in `names`; None if no pattern gives them.

        `proofs` tells whether it holds any. Raises what `elaborate` raises,
        OleanError for a compiled module that is malformed.
        """
        parts = cut(text, names)
        if parts is None:
            return None
        with self._lock:
            entry = self._entries.setdefault(parts.pattern, _Entry())
        with entry.lock:
            pattern = _pattern(entry, parts, elaborate, proofs)
        if pattern is None:
            return None
        numbers = parts.values(pattern.classes)
        assert numbers is not None
        filling = Filling(numbers, parts.parts)
        return Filled(pattern, filling, *pattern.digests.filled(filling))


def _pattern(entry: _Entry, parts: Cut, elaborate: Elaborate, proofs: bool) -> Pattern | None:
    """The pattern that the text fits, elaborated if need be."""
    known, count = entry.pattern, len(parts.numbers)
    if entry.hopeless or (known is not None and parts.values(known.classes) is not None):
        return known
    coarser = known.classes if known is not None else [0] * count
    classes = finer(coarser, parts.numbers) if proofs else range(count)
    entry.pattern = _elaborated(parts, classes, elaborate)
    entry.hopeless = entry.pattern is None
    return entry.pattern


def _elaborated(parts: Cut, classes: Sequence[int], elaborate: Elaborate) -> Pattern | None:
    content = elaborate(parts.marked(classes), parts.names)
    if content is None:
        return None
    numbers = {number_marker(index): index for index in set(classes)}
    names = {name_marker(index): index for index in range(len(parts.parts))}
    try:
        return Pattern(classes, Declarations(ObjectGraph(content), numbers, names))
    except UnfitError:
        return None
