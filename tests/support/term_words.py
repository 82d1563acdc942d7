"""The data words of all terms of a compiled module, computed from their parts."""

from __future__ import annotations

from collections.abc import Iterator

from quantcert.lean.olean.data_words import (
    LEVEL_ZERO,
    application_word,
    binder_word,
    constant_word,
    let_word,
    literal_word,
    projection_word,
    sort_word,
    variable_word,
)
from quantcert.lean.olean.hashing import string_hash
from quantcert.lean.olean.objects import ObjectGraph

_LIMB = (1 << 64) - 1


def term_words(graph: ObjectGraph) -> Iterator[tuple[int, int, int]]:
    """Constructor, word and computed word of every term, metadata left out."""
    stack, seen = list(_roots(graph)), set[int]()
    while stack:
        value = stack.pop()
        if value in seen:
            continue
        seen.add(value)
        tag, fields = graph.constructor(value)
        if tag != 10:
            yield tag, _word(graph, value), _computed(graph, tag, fields)
        stack += {5: fields, 6: fields[1:], 7: fields[1:], 8: fields[1:], 10: fields[1:]}.get(
            tag, fields[2:] if tag == 11 else ()
        )


def _roots(graph: ObjectGraph) -> Iterator[int]:
    """The statements and the values of all definitions and theorems."""
    for info in graph.array(graph.fields(graph.root, 0, 5)[2]):
        tag = graph.tag(info)
        if tag in (1, 2):
            record = graph.fields(graph.fields(info, tag, 1)[0], 0, 4 if tag == 1 else 3)
            yield from (graph.fields(record[0], 0, 3)[2], record[1])


def _word(graph: ObjectGraph, value: int) -> int:
    return LEVEL_ZERO if value & 1 else graph.scalar_word(value)


def _computed(graph: ObjectGraph, tag: int, fields: tuple[int, ...]) -> int:
    """The word of a term from those of its parts."""
    words = [_word(graph, field) if not field & 1 else 0 for field in fields]
    match tag:
        case 0:
            return variable_word(graph.nat(fields[0]))
        case 3:
            return sort_word(_word(graph, fields[0]))
        case 4:
            levels = [_word(graph, level) for level in graph.list(fields[1])]
            return constant_word(words[0], levels)
        case 5:
            return application_word(*words)
        case 6 | 7:
            return binder_word(*words[1:])
        case 8:
            return let_word(*words[1:])
        case 9:
            kind = graph.tag(fields[0])
            (content,) = graph.fields(fields[0], kind, 1)
            text = graph.string(content) if kind else ""
            return literal_word(string_hash(text) if kind else graph.nat(content) & _LIMB)
        case 11:
            return projection_word(words[0], graph.nat(fields[1]), words[2])
    raise AssertionError(tag)
