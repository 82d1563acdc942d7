"""Digests of a pattern's declarations with numbers and names filled in.

They are those that `CompiledModule` finds in the module that is so made.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from quantcert.errors import OleanError
from quantcert.lean.olean.module import Constant, Kind, constant_digests
from quantcert.lean.olean.objects import name_part
from quantcert.lean.pattern.declarations import Declaration, Declarations
from quantcert.lean.pattern.terms import APP, BVAR, CONST, LITERAL, PROJECTION, SORT, TermNode

_APPLICATION = b"E%d:" % APP


@dataclass(frozen=True)
class Filling:
    """What stands in the holes of a pattern: numbers by class, parts of names."""

    numbers: Sequence[int]
    parts: Sequence[str]


class DigestProgram:
    """How the digests of open terms follow from what is filled in."""

    def __init__(self, declarations: Declarations) -> None:
        """Compute once what does not depend on the holes."""
        self._declarations = declarations
        table = declarations.table
        self._texts = [""] * len(table.names)
        self._digests = [b""] * len(table.terms)
        everything = Filling((), ())
        for index in range(1, len(table.names)):
            if not table.names[index].is_open:
                self._texts[index] = self._text(index, self._texts, everything)
        for index, node in enumerate(table.terms):
            if not node.is_open:
                self._digests[index] = self._digest(node, self._texts, self._digests, everything)
        self._open_names = [i for i, node in enumerate(table.names) if node.is_open]
        self._open_terms = [(i, node) for i, node in enumerate(table.terms) if node.is_open]

    def filled(self, filling: Filling) -> tuple[dict[str, Constant], tuple[str, ...]]:
        """All declarations by name, and the imports. Raises OleanError if two have one name."""
        texts, digests = self._texts.copy(), self._digests.copy()
        for index in self._open_names:
            texts[index] = self._text(index, texts, filling)
        for index, node in self._open_terms:
            if node.tag == APP:  # most of them
                function, argument = node.terms
                content = _APPLICATION + digests[function] + digests[argument]
                digests[index] = hashlib.sha256(content).digest()
            else:
                digests[index] = self._digest(node, texts, digests, filling)
        items, imports = self._declarations.declarations, self._declarations.imports
        found = [self._constant(item, texts, digests) for item in items]
        constants = {constant.name: constant for constant in found}
        if len(constants) < len(found):
            raise OleanError("two declarations have one name")
        return constants, tuple([texts[name] for name in imports])

    def _text(self, index: int, texts: Sequence[str], filling: Filling) -> str:
        node = self._declarations.table.names[index]
        part = node.part if node.hole < 0 else filling.parts[node.hole]
        last = name_part(part) if isinstance(part, str) else str(part)
        before = texts[node.prefix]
        return f"{before}.{last}" if before else last

    def _digest(
        self, node: TermNode, texts: Sequence[str], digests: Sequence[bytes], filling: Filling
    ) -> bytes:
        tag, payload = node.tag, b""
        if tag == CONST:
            levels = self._declarations.table.levels
            payload = texts[node.names[0]].encode() + b":"
            payload += b"".join([levels[level].digest for level in node.levels])
        elif tag == LITERAL:
            if node.text is not None:
                payload = b"s" + node.text.encode()
            else:
                number = node.number if node.hole < 0 else filling.numbers[node.hole]
                payload = b"n" + hashlib.sha256(limbs(number)).digest()
        elif tag == PROJECTION:
            payload = f"{texts[node.names[0]]}#{node.number}:".encode()
        elif tag == BVAR:
            payload = str(node.number).encode()
        elif tag == SORT:
            payload = self._declarations.table.levels[node.levels[0]].digest
        content = b"".join([b"E%d:" % tag, payload, *[digests[term] for term in node.terms]])
        return hashlib.sha256(content).digest()

    def _constant(
        self, item: Declaration, texts: Sequence[str], digests: Sequence[bytes]
    ) -> Constant:
        universes = ",".join(texts[name] for name in item.universes)
        values = [digests[item.value].hex()] if item.kind is Kind.DEFINITION else []
        name = texts[item.name]
        type_digest, digest = constant_digests(
            item.kind, name, universes, digests[item.type], values
        )
        return Constant(
            name,
            item.kind,
            type_digest,
            digest,
            item.type_uses.filled(texts),
            item.value_uses.filled(texts),
        )


def limbs(number: int) -> bytes:
    """A number's little-endian bytes in the smallest whole number (at least one) of limbs."""
    return number.to_bytes(8 * max(1, -(-number.bit_length() // 64)), "little")
