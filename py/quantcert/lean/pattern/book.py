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
from quantcert.lean.pattern.text import (
    Cut,
    by_class,
    cut,
    finer,
    last_part,
    name_marker,
    number_marker,
)

Elaborate = Callable[[str, Mapping[str, str], Mapping[str, bytes]], bytes | None]
"""Compiles a text, given what stands for each name in it and compiled modules that it imports;
None if Lean refuses it."""


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
    """A pattern with numbers and names filled in: what the compiled module `module` would hold.

    `holes` gives for each part of a name the full name that ends with it.
    """

    module: str
    pattern: Pattern
    filling: Filling
    holes: Sequence[str]
    constants: Mapping[str, Constant]
    imports: tuple[str, ...]

    def content(self) -> bytes:
        """The file of the compiled module."""
        return self.pattern.image.content(self.module, self.filling)

    def renamed(self, names: Mapping[str, str], numbers: Sequence[int]) -> bytes:
        """The file with other names and numbers."""
        parts = [last_part(names[name]) for name in self.holes]
        return self.pattern.image.content(names[self.module], Filling(numbers, parts))


@dataclass(frozen=True)
class _Text:
    """A text that was cut, and the modules made from patterns that it imports.

    `numbers` are its own and those of these modules.
    """

    parts: Cut
    required: Sequence[Filled]
    numbers: Sequence[int]

    @property
    def key(self) -> tuple[object, ...]:
        """What texts have in common that are made from one pattern."""
        return (self.parts.pattern, *(id(filled.pattern) for filled in self.required))

    def elaborated(self, classes: Sequence[int], elaborate: Elaborate) -> Pattern | None:
        """The pattern with a marker for the numbers of each class."""
        parts = self.parts
        markers = list(map(number_marker, classes))
        end, modules = len(parts.numbers), {}
        for filled in self.required:
            start, end = end, end + len(filled.filling.numbers)
            modules[parts.names[filled.module]] = filled.renamed(parts.names, markers[start:end])
        content = elaborate(parts.marked(classes[: len(parts.numbers)]), parts.names, modules)
        if content is None:
            return None
        numbers = {number_marker(index): index for index in set(classes)}
        names = {name_marker(index): index for index in range(len(parts.holes))}
        try:
            return Pattern(classes, Declarations(ObjectGraph(content), numbers, names))
        except UnfitError:
            return None


@dataclass
class _Entry:
    """What is known of the texts of one pattern; `hopeless` once Lean has refused it.

    `required` keeps the patterns of the entry's key.
    """

    required: Sequence[Pattern]
    lock: threading.Lock = field(default_factory=threading.Lock)
    pattern: Pattern | None = None
    hopeless: bool = False


class PatternBook:
    """Patterns by their text, for use from several threads."""

    def __init__(self) -> None:
        """Start with no pattern."""
        self._lock = threading.Lock()
        self._entries: dict[tuple[object, ...], _Entry] = {}

    def filled(
        self,
        text: str,
        names: Sequence[str],
        elaborate: Elaborate,
        *,
        proofs: bool,
        required: Sequence[Filled] = (),
    ) -> Filled | None:
        """The declarations of `text`, which varies in `names`; None if no pattern gives them.

        The first of the names is the module's own; `required` are modules that it imports, `proofs`
        tells whether it holds any. Raises what `elaborate` raises, OleanError for a compiled module
        that is malformed.
        """
        others = [name for filled in required for name in (filled.module, *filled.holes)]
        parts = cut(text, [*names, *others])
        if parts is None:
            return None
        inside = [number for filled in required for number in filled.filling.numbers]
        whole = _Text(parts, required, [*parts.numbers, *inside])
        with self._lock:
            fresh = _Entry([filled.pattern for filled in required])
            entry = self._entries.setdefault(whole.key, fresh)
        with entry.lock:
            pattern = _pattern(entry, whole, elaborate, proofs)
        numbers = None if pattern is None else by_class(pattern.classes, whole.numbers)
        if pattern is None or numbers is None:
            return None
        filling = Filling(numbers, parts.parts)
        made = pattern.digests.filled(filling)
        return Filled(names[0], pattern, filling, parts.holes, *made)


def _pattern(entry: _Entry, text: _Text, elaborate: Elaborate, proofs: bool) -> Pattern | None:
    """The pattern that the text fits, elaborated if need be."""
    known, count = entry.pattern, len(text.numbers)
    if entry.hopeless or (known is not None and by_class(known.classes, text.numbers) is not None):
        return known
    coarser = known.classes if known is not None else [0] * count
    classes = finer(coarser, text.numbers) if proofs else range(count)
    entry.pattern = text.elaborated(classes, elaborate)
    entry.hopeless = entry.pattern is None
    return entry.pattern
