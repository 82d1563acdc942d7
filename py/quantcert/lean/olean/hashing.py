"""Lean's own hash functions, needed for the hashes that names and terms carry.

Source: `hash_str` (MurmurHash64A) and `lean_uint64_mix_hash` of the runtime, `Name.hash` and
`Expr.hash` of the `Prelude` and of `Lean.Expr`, for the pinned version.
"""

from __future__ import annotations

_MASK = (1 << 64) - 1
_MULTIPLIER = 0xC6A4A7935BD1E995
_STRING_SEED = 11
ANONYMOUS_HASH = 1723
_EMPTY_LIST = 7
_LITERAL_SALT = 3
_CONSTANT_SALT = 5


def string_hash(text: str) -> int:
    """Hash of a `String`: MurmurHash64A of its UTF-8 bytes."""
    data = text.encode()
    value = _STRING_SEED ^ (len(data) * _MULTIPLIER & _MASK)
    whole = len(data) // 8 * 8
    for start in range(0, whole, 8):
        block = int.from_bytes(data[start : start + 8], "little") * _MULTIPLIER & _MASK
        block = (block ^ block >> 47) * _MULTIPLIER & _MASK
        value = (value ^ block) * _MULTIPLIER & _MASK
    if whole < len(data):
        value = (value ^ int.from_bytes(data[whole:], "little")) * _MULTIPLIER & _MASK
    value = (value ^ value >> 47) * _MULTIPLIER & _MASK
    return value ^ value >> 47


def mix_hash(first: int, second: int) -> int:
    """`mixHash first second`."""
    second = second * _MULTIPLIER & _MASK
    return (second ^ second >> 47 ^ first ^ _MULTIPLIER) * _MULTIPLIER & _MASK


def name_hash(name: str) -> int:
    """Hash of the `Name` whose string components are the parts of `name` between dots."""
    value = ANONYMOUS_HASH
    for part in name.split("."):
        value = mix_hash(value, string_hash(part))
    return value


def literal_hash(low_limb: int) -> int:
    """Hash of the term that is a `Nat` literal with this lowest 64-bit limb, as 32 bits."""
    return mix_hash(_LITERAL_SALT, low_limb) & 0xFFFFFFFF


def constant_hash(name: str) -> int:
    """Hash of the term that is the constant `name` without universe levels, as 32 bits."""
    return mix_hash(_CONSTANT_SALT, mix_hash(name_hash(name), _EMPTY_LIST)) & 0xFFFFFFFF
