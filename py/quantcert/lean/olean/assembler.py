"""Lay out Lean objects, one after the other, as they stand in a compiled module."""

from __future__ import annotations

import struct
from collections.abc import Sequence

from quantcert.lean.olean.hashing import name_hash
from quantcert.lean.olean.layout import HEADER, TAG_ARRAY, TAG_STRING, pack_header

BOX_ZERO = 1


def box(scalar: int) -> int:
    """The value that is the scalar itself."""
    return scalar << 1 | 1


def object_header(size: int, fields: int, tag: int) -> bytes:
    """The eight bytes before an object's content."""
    return struct.pack("<iHBB", 0, size, fields, tag)


class Assembler:
    """Objects placed after the file header; every method returns the address of its object."""

    def __init__(self, base: int) -> None:
        """Start a module that is to be mapped at the address `base`."""
        self.base = base
        self._content = bytearray(HEADER.size)
        self._names: dict[str, int] = {"": BOX_ZERO}

    def __len__(self) -> int:
        """Bytes laid out so far, file header included."""
        return len(self._content)

    def constructor(self, tag: int, fields: Sequence[int], scalars: bytes = b"") -> int:
        """A constructor object; `scalars` is padded to whole words."""
        scalars += bytes(-len(scalars) % 8)
        size = 8 + 8 * len(fields) + len(scalars)
        words = struct.pack(f"<{len(fields)}Q", *fields)
        return self._place(object_header(size, len(fields), tag) + words + scalars)

    def array(self, values: Sequence[int]) -> int:
        """An array of values."""
        count = len(values)
        words = struct.pack(f"<{count + 2}Q", count, count, *values)
        return self._place(object_header(1, 0, TAG_ARRAY) + words)

    def list(self, values: Sequence[int]) -> int:
        """A `List` of values."""
        tail = BOX_ZERO
        for value in reversed(values):
            tail = self.constructor(1, (value, tail))
        return tail

    def string(self, text: str) -> int:
        """A `String`."""
        data = text.encode() + b"\0"
        sizes = struct.pack("<QQQ", len(data), len(data), len(text))
        return self._place(object_header(1, 0, TAG_STRING) + sizes + data + bytes(-len(data) % 8))

    def name(self, name: str) -> int:
        """A `Name` of string components; shared when asked for again."""
        known = self._names.get(name)
        if known is None:
            prefix, _, last = name.rpartition(".")
            fields = (self.name(prefix), self.string(last))
            known = self.constructor(1, fields, struct.pack("<Q", name_hash(name)))
            self._names[name] = known
        return known

    def finish(self, root: int) -> bytes:
        """All bytes, with the file header for the root object `root`."""
        self._content[: HEADER.size] = pack_header(self.base, root)
        return bytes(self._content)

    def _place(self, content: bytes) -> int:
        address = self.base + len(self._content)
        self._content += content
        return address
