"""Layout of a compiled module: header, object headers and tags.

Source: Lean's `src/library/module.cpp` (file header), `src/runtime/compact.cpp` (object graph) and
`src/include/lean/lean.h` (object headers). Everything is little-endian and 8-byte aligned; a
pointer is the base address plus the offset in the file, a value with the lowest bit set is a
boxed scalar.

    0x00  "olean", version 2, flags (bit 0: GMP numbers)
    0x07  Lean version [33], commit [40], padded with NUL
    0x50  base address (u64)
    0x58  pointer to the root object (u64)
    0x60  objects: i32 0, u16 size, u8 number of object fields, u8 tag, fields, scalars
"""

from __future__ import annotations

import struct
from dataclasses import dataclass

from quantcert.errors import OleanError
from quantcert.lean.toolchain import LEAN_COMMIT, LEAN_VERSION

MAGIC = b"olean"
FORMAT_VERSION = 2
FLAG_GMP = 1
HEADER = struct.Struct("<5sBB33s40sQQ")
BASE_WORD = 0x50 // 8
ROOT_WORD = 0x58 // 8
FIRST_OBJECT_WORD = HEADER.size // 8

MAX_CONSTRUCTOR_TAG = 244
TAG_ARRAY = 246
TAG_STRING = 249
TAG_BIG_NUMBER = 250


@dataclass(frozen=True)
class Header:
    """The decoded file header; `root` and `base` are addresses."""

    version: str
    commit: str
    base: int
    root: int


def read_header(data: bytes | memoryview) -> Header:
    """Decode and check the header.

    Raises OleanError if this is not a compiled module of the pinned Lean version.
    """
    if len(data) < HEADER.size:
        raise OleanError(f"{len(data)} bytes are too few for a compiled module")
    magic, form, flags, version, commit, base, root = HEADER.unpack_from(data)
    if (magic, form, flags) != (MAGIC, FORMAT_VERSION, FLAG_GMP):
        raise OleanError(f"not a compiled module of version {FORMAT_VERSION} with GMP numbers")
    found = (_text(version), _text(commit))
    if found != (LEAN_VERSION, LEAN_COMMIT):
        raise OleanError(
            f"compiled by Lean {found[0]} ({found[1]}), expected {LEAN_VERSION} ({LEAN_COMMIT})"
        )
    return Header(found[0], found[1], base, root)


def pack_header(base: int, root: int) -> bytes:
    """The header of a module of the pinned Lean version, up to the root pointer."""
    version, commit = LEAN_VERSION.encode(), LEAN_COMMIT.encode()
    return HEADER.pack(MAGIC, FORMAT_VERSION, FLAG_GMP, version, commit, base, root)


def _text(padded: bytes) -> str:
    return padded.rstrip(b"\0").decode("ascii", "replace")
