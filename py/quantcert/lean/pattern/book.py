"""The patterns of a run: each text is elaborated once for all that differ in numbers and names.

Numbers share a marker as long as they have been the same in every text of the pattern: a proof may
need that they are. In statements alone, every number has a marker of its own. What cannot be made
from a pattern is elaborated as it is. Patterns of earlier runs are taken from a store.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from quantcert.lean.olean.objects import ObjectGraph
from quantcert.lean.pattern.declarations import Declarations
from quantcert.lean.pattern.digests import Filling
from quantcert.lean.pattern.filled import Filled, Pattern
from quantcert.lean.pattern.store import KeptPattern, PatternStore
from quantcert.lean.pattern.terms import UnfitError
from quantcert.lean.pattern.text import (
    Cut,
    by_class,
    cut,
    finer,
    name_marker,
    number_marker,
)

Elaborate = Callable[[str, Mapping[str, str], Mapping[str, bytes]], bytes | None]
"""Compiles a text, given what stands for each name in it and compiled modules that it imports;
None if Lean refuses it."""


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

    def elaborated(self, classes: Sequence[int], elaborate: Elaborate) -> bytes | None:
        """The compiled module with a marker for the numbers of each class."""
        parts = self.parts
        markers = list(map(number_marker, classes))
        end, modules = len(parts.numbers), {}
        for filled in self.required:
            start, end = end, end + len(filled.filling.numbers)
            modules[parts.names[filled.module]] = filled.renamed(parts.names, markers[start:end])
        return elaborate(parts.marked(classes[: len(parts.numbers)]), parts.names, modules)

    def read(self, key: str, compiled: KeptPattern) -> Pattern | None:
        """The pattern that is kept under `key`; None if it cannot be one."""
        numbers = {number_marker(index): index for index in set(compiled.classes)}
        names = {name_marker(index): index for index in range(len(self.parts.holes))}
        try:
            declarations = Declarations(ObjectGraph(compiled.olean), numbers, names)
        except UnfitError:
            return None
        return Pattern(key, compiled.classes, declarations)


@dataclass
class _Entry:
    """What is known of the texts of one pattern; `hopeless` once Lean has refused it.

    `required` keeps the patterns of the entry's key; `key` is what the pattern is kept under.
    """

    required: Sequence[Pattern]
    key: str
    lock: threading.Lock = field(default_factory=threading.Lock)
    pattern: Pattern | None = None
    hopeless: bool = False


class PatternBook:
    """Patterns by their text, for use from several threads."""

    def __init__(self, store: PatternStore | None = None) -> None:
        """Start with the patterns of `store`."""
        self._store = store
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
            entry = self._entries.setdefault(whole.key, self._entry(whole, proofs))
        with entry.lock:
            pattern = self._pattern(entry, whole, elaborate, proofs)
        numbers = None if pattern is None else by_class(pattern.classes, whole.numbers)
        if pattern is None or numbers is None:
            return None
        filling = Filling(numbers, parts.parts)
        made = pattern.digests.filled(filling)
        return Filled(names[0], pattern, filling, parts.holes, *made)

    def _entry(self, text: _Text, proofs: bool) -> _Entry:
        """What is known of a pattern that this run has not met: what earlier runs have kept."""
        required = [filled.pattern for filled in text.required]
        if self._store is None:
            return _Entry(required, "")
        digests = [pattern.sha256 for pattern in required]
        return _Entry(required, self._store.key(text.parts.pattern, digests, proofs=proofs))

    def _pattern(
        self, entry: _Entry, text: _Text, elaborate: Elaborate, proofs: bool
    ) -> Pattern | None:
        """The pattern that the text fits, elaborated if need be."""
        if entry.pattern is None and not entry.hopeless:
            entry.pattern = self._found(entry, text)
        known, count = entry.pattern, len(text.numbers)
        fits = known is not None and by_class(known.classes, text.numbers) is not None
        if fits or entry.hopeless:
            return known
        coarser = known.classes if known is not None else [0] * count
        classes = tuple(finer(coarser, text.numbers) if proofs else range(count))
        content = text.elaborated(classes, elaborate)
        compiled = None if content is None else KeptPattern(classes, content)
        entry.pattern = None if compiled is None else text.read(entry.key, compiled)
        entry.hopeless = entry.pattern is None
        if compiled is not None and entry.pattern is not None and self._store is not None:
            self._store.keep(entry.key, compiled)
        return entry.pattern

    def _found(self, entry: _Entry, text: _Text) -> Pattern | None:
        """The pattern that an earlier run has kept."""
        kept = None if self._store is None else self._store.find(entry.key)
        if kept is None or len(kept.classes) != len(text.numbers):
            return None
        return text.read(entry.key, kept)
