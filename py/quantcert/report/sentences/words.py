"""Words and numbers of sentences: what they are about, rounding, singular and plural."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction

from quantcert.report.decimals import at_least, at_most

DYADIC = r"⟨(\d+), (\d+)⟩"
"""The Lean term of `m * 2**-p`, with m and p as groups."""


@dataclass(frozen=True)
class Exact:
    """A number as the sentence shows it and as the theorem states it, `mantissa * 2**-p`."""

    shown: str
    mantissa: int
    p: int

    @property
    def stated(self) -> str:
        """The exact number, readable: `43/64`, or a product with a power of two if it is long."""
        value = Fraction(self.mantissa, 1 << self.p)
        short = str(value)
        return short if len(short) <= _SHORT else f"{self.mantissa}·2^-{self.p}"


_SHORT = 17


@dataclass(frozen=True)
class Sentence:
    """A sentence, and the exact numbers behind its decimals."""

    text: str
    exact: tuple[Exact, ...] = ()


@dataclass(frozen=True)
class Subject:
    """What theorems are about: a tensor, a block or a whole network.

    `condition` says of which texts the theorems about a network speak: "on which ...", nothing for
    all. `numbers` are those that a statement refers to by a name only: bounds of a block, the floor
    of a share.
    """

    name: str
    condition: str = ""
    output: str = "output"
    numbers: dict[str, Fraction] = field(default_factory=dict)


@dataclass
class Told:
    """The numbers of a statement, and what has been said of them so far."""

    numbers: tuple[str | None, ...]
    subject: Subject
    statement: str
    short_name: str
    exact: list[Exact] = field(default_factory=list)

    def integer(self, place: int) -> int:
        """A whole number of the statement."""
        return int(self.numbers[place] or 0)

    def upper(self, place: int) -> str:
        """The dyadic number whose mantissa is at `place`, rounded up."""
        return self._shown(place, at_most)

    def lower(self, place: int) -> str:
        """The dyadic number whose mantissa is at `place`, rounded down."""
        return self._shown(place, at_least)

    def _shown(self, place: int, rounded: Callable[[Fraction | None], str]) -> str:
        mantissa, p = self.integer(place), self.integer(place + 1)
        return self.units(mantissa, p, rounded)

    def units(
        self, mantissa: int, p: int, rounded: Callable[[Fraction | None], str] = at_most
    ) -> str:
        """`mantissa` units of `2**-p`, rounded up if nothing else is said."""
        shown = rounded(Fraction(mantissa, 1 << p))
        found = Exact(shown, mantissa, p)
        if found.stated != shown and found not in self.exact:
            self.exact.append(found)
        return shown


@dataclass(frozen=True)
class Kind:
    """How a kind of theorem is told: where its numbers stand in the statement, and the words."""

    pattern: re.Pattern[str]
    words: Callable[[Told], str]


def kind(pattern: str, words: Callable[[Told], str]) -> Kind:
    """`pattern` is a regular expression; in it `#` is a whole number, `@` a dyadic one."""
    return Kind(re.compile(pattern.replace("#", r"(\d+)").replace("@", DYADIC)), words)


def counted(number: int, one: str, many: str = "") -> str:
    """`1 row`, `2 rows`, `1,536 rows`."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def interval(limit: str) -> str:
    """All numbers of at most this size, in words."""
    return "equal to 0" if limit == "0" else f"between -{limit} and {limit}"
