"""A compiled pattern, and one whose numbers and names are filled in."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from quantcert.lean.olean.module import Constant
from quantcert.lean.pattern.declarations import Declarations
from quantcert.lean.pattern.digests import DigestProgram, Filling
from quantcert.lean.pattern.image import Image
from quantcert.lean.pattern.text import last_part


@dataclass
class Pattern:
    """A compiled pattern; `classes` gives the class of each number of its text.

    `key` is what it is kept under, "" without a store.
    """

    key: str
    classes: Sequence[int]
    declarations: Declarations

    @property
    def sha256(self) -> str:
        """A digest of all that the pattern depends on."""
        return hashlib.sha256(f"{self.key} {list(self.classes)}".encode()).hexdigest()

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
