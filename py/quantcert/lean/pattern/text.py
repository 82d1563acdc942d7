"""Cut generated Lean text at its numbers and at the names that it declares.

What is left is the pattern: texts of equal patterns differ in numbers and names alone. Markers put
in their places make a text that Lean elaborates in the stead of all of them. What stands in
parentheses as a codec stays as it is: its numbers decide which instances Lean finds.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

_FIRST_MARKER = 2_357_111_317_000_000_000
NAME_HOLE = "qcHole_"
_NUMBER = "\0"
_COMMENT = re.compile(r"/-.*?-/", re.DOTALL)
_TOKEN = re.compile(
    r"(^set_option .*|\(Codec\.[^()]*\))"
    r"|(?<![\w.'])([^\W\d][\w']*(?:\.[^\W\d][\w']*)*)"
    r"|(?<![\w.'₀-₉])([0-9]+)(?![\w.'₀-₉])",
    re.MULTILINE,
)
_SCOPE = re.compile(
    r"^(namespace|end|(?:noncomputable )?def|theorem) ([\w.']+)",
    re.MULTILINE,
)
_DECLARES = frozenset({"def", "theorem"})


def number_marker(index: int) -> int:
    """The number that stands for the numbers of class `index`; it fits into 63 bits."""
    return _FIRST_MARKER + index


def name_marker(index: int) -> str:
    """The part of a name that stands for the name part `index`."""
    return f"{NAME_HOLE}{index}"


@dataclass(frozen=True)
class Cut:
    """A text that was cut: `pattern` has a NUL for each number and markers for parts of names.

    `numbers` are in the order of the text; `holes` gives for each marker of a name part the full
    name that ends with it, `names` for each full name what stands for it.
    """

    pattern: str
    numbers: tuple[int, ...]
    holes: tuple[str, ...]
    names: Mapping[str, str]

    @cached_property
    def parts(self) -> tuple[str, ...]:
        """What the marker of each name part stands for."""
        return tuple(map(last_part, self.holes))

    def marked(self, classes: Sequence[int]) -> str:
        """The pattern with a marker for each number, the same for those of one class."""
        markers = map(number_marker, classes)
        return re.sub(_NUMBER, lambda _: str(next(markers)), self.pattern)


def last_part(name: str) -> str:
    """What follows a name's last dot."""
    return name.rpartition(".")[2]


def by_class(classes: Sequence[int], numbers: Sequence[int]) -> list[int] | None:
    """The number of each class, None if a class has several."""
    found: dict[int, int] = {}
    for index, number in zip(classes, numbers, strict=True):
        if found.setdefault(index, number) != number:
            return None
    return [found[index] for index in range(len(found))]


def cut(text: str, names: Iterable[str]) -> Cut | None:
    """Cut `text`, in which `names` and what it declares itself vary.

    None for a text whose comments, or whose mentions of what varies, cannot be told apart from the
    rest with certainty.
    """
    plain = _COMMENT.sub("", text)
    if any(mark in plain for mark in ('"', "/-", "-/")) or NAME_HOLE in text or _NUMBER in text:
        return None
    return _Cutter(names).cut(plain)


def finer(classes: Sequence[int], numbers: Sequence[int]) -> list[int]:
    """Classes of those that share a class of `classes` and are the same number."""
    found: dict[tuple[int, int], int] = {}
    pairs = zip(classes, numbers, strict=True)
    return [found.setdefault(pair, len(found)) for pair in pairs]


def _declared(text: str) -> Iterator[tuple[str, bool]]:
    """Full names of what a text declares in its namespaces, and whether each is one word there."""
    namespace = ""
    for match in _SCOPE.finditer(text):
        keyword, name = match.groups()
        if keyword == "namespace":
            namespace = name
        elif keyword == "end":
            namespace = ""
        elif namespace:
            yield f"{namespace}.{name}", "." not in name


class _Cutter:
    """Cuts a text, and remembers the names and numbers that were seen.

    `names` gives what stands for each module and for each declared name in the pattern.
    """

    def __init__(self, names: Iterable[str]) -> None:
        self.holes: list[str] = []
        self.names: dict[str, str] = {}
        self.numbers: list[int] = []
        self._varying: frozenset[str] = frozenset()
        self._is_doubtful = False
        for name in names:
            self._rename(name)

    def cut(self, plain: str) -> Cut | None:
        for name, is_plain in _declared(plain):
            if not is_plain:
                return None
            self._rename(name)
        self._varying = frozenset(map(last_part, self.holes))
        pattern = self._pattern(plain)
        if self._is_doubtful:
            return None
        return Cut(pattern, tuple(self.numbers), tuple(self.holes), self.names)

    def _pattern(self, text: str) -> str:
        pieces: list[str] = []
        end, keyword, namespace = 0, "", ""
        for match in _TOKEN.finditer(text):
            option, name, number = match.groups()
            if option is not None:
                continue
            pieces.append(text[end : match.start()])
            end = match.end()
            if number is not None:
                pieces.append(_NUMBER)
                self.numbers.append(int(number))
                continue
            declares = keyword in _DECLARES and namespace
            full = f"{namespace}.{name}"
            pieces.append(last_part(self.names[full]) if declares else self._shown(name))
            if keyword in ("namespace", "end"):
                namespace = name if keyword == "namespace" else ""
            keyword = name
        pieces.append(text[end:])
        return "".join(pieces)

    def _shown(self, name: str) -> str:
        """A name as it stands in the pattern; what follows a declared name stays.

        A name that could be part of one that varies makes the text doubtful.
        """
        head, rest = name, ""
        while head and head not in self.names:
            head, _, last = head.rpartition(".")
            rest = f".{last}{rest}"
        if not head or "." not in head:
            self._is_doubtful = self._is_doubtful or name.partition(".")[0] in self._varying
            return name
        return self.names[head] + rest

    def _rename(self, name: str) -> str:
        """The name with a marker for each of its parts but the first."""
        known = self.names.get(name)
        if known is None:
            prefix, _, known = name.rpartition(".")
            if prefix:
                known = f"{self._rename(prefix)}.{name_marker(len(self.holes))}"
                self.holes.append(name)
            self.names[name] = known
        return known
