"""The data word that each term carries: hash, depth, flags, range of loose variables.

    bits 0-31 hash, 32-39 depth (at most 255), 40-43 flags, 44-63 loose variables

Source: `Expr.mkData`, `Expr.mkAppData` and `Level.data` of Lean, for the pinned version.
"""

from __future__ import annotations

from collections.abc import Sequence

from quantcert.lean.olean.hashing import mix_hash

LEVEL_ZERO = 2221
_NIL = 7
_HASH = (1 << 32) - 1
_FLAGS = 15 << 40
_MAX_DEPTH = 255


def variable_word(index: int) -> int:
    """Of the bound variable `index`."""
    return mix_hash(7, index) & _HASH | (index + 1) << 44


def sort_word(level: int) -> int:
    """Of a sort, given the data word of its level."""
    return mix_hash(11, level & _HASH) & _HASH | _level_flags(level)


def constant_word(name_hash: int, levels: Sequence[int]) -> int:
    """Of a constant, given its name's hash and the data words of its levels."""
    mixed, flags = _NIL, 0
    for level in levels:
        mixed = mix_hash(mixed, level & _HASH)
        flags |= _level_flags(level)
    return mix_hash(5, mix_hash(name_hash, mixed)) & _HASH | flags


def literal_word(value_hash: int) -> int:
    """Of a literal; the hash of a number is its lowest limb."""
    return mix_hash(3, value_hash) & _HASH


def application_word(function: int, argument: int) -> int:
    """Of an application, given the data words of its parts."""
    first, second = function >> 32 & 255, argument >> 32 & 255
    depth = min(_MAX_DEPTH, (first if first > second else second) + 1)
    loose = max(function >> 44, argument >> 44)
    mixed = mix_hash(function, argument) & _HASH
    return mixed | depth << 32 | (function | argument) & _FLAGS | loose << 44


def binder_word(kind: int, body: int) -> int:
    """Of a lambda or a product, given the data words of its type and of its body."""
    return _compound((kind, body), (kind >> 44, (body >> 44) - 1))


def let_word(kind: int, value: int, body: int) -> int:
    """Of a `let`, given the data words of its parts."""
    return _compound((kind, value, body), (kind >> 44, value >> 44, (body >> 44) - 1))


def projection_word(structure_hash: int, field: int, term: int) -> int:
    """Of a projection, given the hash of the structure's name."""
    depth = (term >> 32 & 255) + 1
    mixed = mix_hash(depth, mix_hash(structure_hash, mix_hash(field, term & _HASH)))
    return mixed & _HASH | min(_MAX_DEPTH, depth) << 32 | term & _FLAGS | term >> 44 << 44


def _compound(words: Sequence[int], loose: Sequence[int]) -> int:
    """Of a term whose hash is that of its depth and of its parts, from the right."""
    depth = max(word >> 32 & 255 for word in words) + 1
    mixed = words[-1] & _HASH
    flags = words[-1]
    for word in reversed(words[:-1]):
        mixed = mix_hash(word & _HASH, mixed)
        flags |= word
    mixed = mix_hash(depth, mixed) & _HASH
    return mixed | min(_MAX_DEPTH, depth) << 32 | flags & _FLAGS | max(loose) << 44


def _level_flags(level: int) -> int:
    """Of a level's flags (bit 32 metavariables, 33 parameters) those of a term."""
    return (level >> 32 & 1) << 42 | (level >> 33 & 1) << 43
