"""A compiled module with holes: filled, it is a compiled module of the same declarations.

The objects lie in the file as in any other module; what is filled in and does not fit into a word
follows them. Hashes that depend on it are computed anew.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence

import numpy as np

from quantcert.lean.olean.assembler import (
    BOX_ZERO,
    NUMBER_HEADER_BYTES,
    Assembler,
    box,
    module_address,
    number_header,
    string_object,
)
from quantcert.lean.olean.data_words import (
    application_word,
    binder_word,
    constant_word,
    let_word,
    literal_word,
    projection_word,
    sort_word,
    variable_word,
)
from quantcert.lean.olean.hashing import ANONYMOUS_HASH, mix_hash, string_hash
from quantcert.lean.olean.layout import BASE_WORD, ROOT_WORD
from quantcert.lean.olean.module import Kind
from quantcert.lean.pattern.declarations import Declaration, Declarations
from quantcert.lean.pattern.digests import Filling, limbs
from quantcert.lean.pattern.terms import (
    APP,
    BVAR,
    CONST,
    FORALL,
    LAMBDA,
    LET,
    LITERAL,
    PROJECTION,
    SORT,
    TermNode,
)

_LIMB = (1 << 64) - 1
_SMALL = 1 << 63
_PLACEHOLDER = 0


class Image:
    """The objects of a module, and which words change with what is filled in."""

    def __init__(self, declarations: Declarations) -> None:
        """Lay out the objects."""
        self._table = declarations.table
        self._out = out = Assembler(0)
        self._hashes = [ANONYMOUS_HASH]
        self._words: list[int] = []
        self._name_parts: list[tuple[int, int]] = []
        self._name_words: list[tuple[int, int]] = []
        self._numbers: list[tuple[int, int]] = []
        self._term_words: list[tuple[int, int]] = []
        self._name_at = [BOX_ZERO]
        nothing = Filling((), ())
        for index in range(1, len(self._table.names)):
            self._place_name(index, nothing)
        self._level_at: list[int] = []
        for level in self._table.levels:
            parts = [self._level_at[k] for k in level.levels]
            parts += [self._name_at[level.name]] if level.name >= 0 else []
            word = struct.pack("<Q", level.word)
            placed = out.constructor(level.tag, parts, word) if parts else BOX_ZERO
            self._level_at.append(placed)
        self._term_at: list[int] = []
        for index, node in enumerate(self._table.terms):
            self._place_term(index, node)
        self._finish(declarations)

    def content(self, module: str, filling: Filling) -> bytes:
        """The file of the compiled module `module`."""
        base = module_address(module)
        words = self._template.copy()
        words[self._pointers] += np.uint64(base)
        tail = bytearray()
        end = base + 8 * len(words)
        found: dict[int, int] = {}
        for word, hole in self._name_parts:
            at = found.get(hole)
            if at is None:
                at = found[hole] = end + len(tail)
                tail += string_object(filling.parts[hole])
            words[word] = at
        for word, hole in self._numbers:
            number = filling.numbers[hole]
            if number < _SMALL:
                words[word] = box(number)
                continue
            data, at = limbs(number), end + len(tail)
            tail += number_header(len(data) // 8, at + NUMBER_HEADER_BYTES) + data
            words[word] = at
        self._put_hashes(words, filling)
        words[BASE_WORD] = base
        words[ROOT_WORD] = base + self._root
        return words.tobytes() + bytes(tail)

    def _put_hashes(self, words: np.ndarray, filling: Filling) -> None:
        """The hashes of open names and terms."""
        hashes, known = self._hashes.copy(), self._words.copy()
        for word, index in self._name_words:
            words[word] = hashes[index] = self._hash(index, hashes, filling)
        terms = self._table.terms
        values = []
        for _, index in self._term_words:
            node = terms[index]
            if node.tag == APP:  # most of them
                function, argument = node.terms
                value = application_word(known[function], known[argument])
            else:
                value = self._word(node, hashes, known, filling)
            known[index] = value
            values.append(value)
        words[self._term_places] = np.array(values, np.uint64)

    def _place_name(self, index: int, nothing: Filling) -> None:
        node, out = self._table.names[index], self._out
        value = 0 if node.is_open else self._hash(index, self._hashes, nothing)
        self._hashes.append(value)
        if isinstance(node.part, int):
            last = box(node.part)
        else:
            last = _PLACEHOLDER if node.hole >= 0 else out.string(node.part)
        fields = self._name_at[node.prefix], last
        tag = 2 if isinstance(node.part, int) else 1
        at = out.constructor(tag, fields, struct.pack("<Q", value))
        self._name_at.append(at)
        if node.hole >= 0:
            self._name_parts.append((at // 8 + 2, node.hole))
        if node.is_open:
            self._name_words.append((at // 8 + 3, index))

    def _hash(self, index: int, hashes: Sequence[int], filling: Filling) -> int:
        node = self._table.names[index]
        part = node.part if node.hole < 0 else filling.parts[node.hole]
        return mix_hash(hashes[node.prefix], part if isinstance(part, int) else string_hash(part))

    def _place_term(self, index: int, node: TermNode) -> None:
        out = self._out
        value = 0 if node.is_open else self._word(node, self._hashes, self._words, Filling((), ()))
        self._words.append(value)
        scalars = struct.pack("<Q", value)
        if node.tag in (LAMBDA, FORALL, LET):
            scalars += bytes([node.info])
        fields = self._fields(node)
        at = out.constructor(node.tag, fields, scalars)
        self._term_at.append(at)
        if node.is_open:
            self._term_words.append((at // 8 + 1 + len(fields), index))

    def _fields(self, node: TermNode) -> list[int]:
        out, tag = self._out, node.tag
        names = [self._name_at[name] for name in node.names]
        terms = [self._term_at[term] for term in node.terms]
        if tag == BVAR:
            return [box(node.number)]
        if tag == SORT:
            return [self._level_at[node.levels[0]]]
        if tag == CONST:
            return [*names, out.list([self._level_at[level] for level in node.levels])]
        if tag == PROJECTION:
            return [*names, box(node.number), *terms]
        if tag == LITERAL:
            return [self._literal(node)]
        return [*names, *terms]

    def _literal(self, node: TermNode) -> int:
        out = self._out
        if node.text is not None:
            return out.constructor(1, (out.string(node.text),))
        at = out.constructor(0, (box(node.number if node.hole < 0 else 0),))
        if node.hole >= 0:
            self._numbers.append((at // 8 + 1, node.hole))
        return at

    def _word(
        self, node: TermNode, hashes: Sequence[int], words: Sequence[int], filling: Filling
    ) -> int:
        """The data word of a term."""
        tag, terms = node.tag, node.terms
        if tag == APP:
            return application_word(words[terms[0]], words[terms[1]])
        if tag == CONST:
            levels = self._table.levels
            return constant_word(hashes[node.names[0]], [levels[k].word for k in node.levels])
        if tag == LITERAL:
            if node.text is not None:
                return literal_word(string_hash(node.text))
            number = node.number if node.hole < 0 else filling.numbers[node.hole]
            return literal_word(number & _LIMB)
        if tag in (LAMBDA, FORALL):
            return binder_word(words[terms[0]], words[terms[1]])
        if tag == LET:
            return let_word(words[terms[0]], words[terms[1]], words[terms[2]])
        if tag == PROJECTION:
            return projection_word(hashes[node.names[0]], node.number, words[terms[0]])
        if tag == SORT:
            return sort_word(self._table.levels[node.levels[0]].word)
        return variable_word(node.number)

    def _finish(self, declarations: Declarations) -> None:
        out = self._out
        empty = out.array(())
        imports = out.imports([self._name_at[name] for name in declarations.imports])
        items = declarations.declarations
        names = out.array([self._name_at[item.name] for item in items])
        infos = out.array([self._info(item) for item in items])
        self._root = out.constructor(0, (imports, names, infos, empty, empty), b"\0")
        self._template = np.frombuffer(out.finish(self._root), np.uint64)
        self._pointers = np.array(out.pointers, np.int64)
        self._term_places = np.array([word for word, _ in self._term_words], np.int64)

    def _info(self, item: Declaration) -> int:
        """The `ConstantInfo` of a definition or a theorem."""
        out = self._out
        name = self._name_at[item.name]
        universes = out.list([self._name_at[k] for k in item.universes])
        signature = out.constructor(0, (name, universes, self._term_at[item.type]))
        together = out.list([self._name_at[k] for k in item.together])
        value = self._term_at[item.value]
        if item.kind is Kind.THEOREM:
            return out.constructor(2, (out.constructor(0, (signature, value, together)),))
        boxed, height = item.hints
        hints = boxed or out.constructor(2, (), struct.pack("<Q", height))
        record = (signature, value, hints, together)
        scalars = struct.pack("<Q", item.scalars)
        return out.constructor(1, (out.constructor(0, record, scalars),))
