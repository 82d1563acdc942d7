"""Lay out Lean objects, one after the other, as they stand in a compiled module."""

from __future__ import annotations

import struct
from collections.abc import Sequence

from quantcert.lean.olean.hashing import name_hash
from quantcert.lean.olean.layout import (
    HEADER,
    TAG_ARRAY,
    TAG_BIG_NUMBER,
    TAG_STRING,
    pack_header,
)

BOX_ZERO = 1
NUMBER_HEADER_BYTES = 24

_ADDRESS_RANGE = 0x7F0000000000
_ADDRESS_ALIGNMENT = 1 << 16
_IMPORT_FLAGS = b"\0\1\0"  # not `import all`; visible to importers; not meta


def module_address(name: str) -> int:
    """Where Lean maps the module `name`."""
    return name_hash(name) % _ADDRESS_RANGE // _ADDRESS_ALIGNMENT * _ADDRESS_ALIGNMENT


def box(scalar: int) -> int:
    """The value that is the scalar itself."""
    return scalar << 1 | 1


def object_header(size: int, fields: int, tag: int) -> bytes:
    """The eight bytes before an object's content."""
    return struct.pack("<iHBB", 0, size, fields, tag)


def number_header(limbs: int, at: int) -> bytes:
    """What stands before a large number's limbs, which lie at the address `at`."""
    size = (NUMBER_HEADER_BYTES + 8 * limbs) & 0xFFFF
    return object_header(size, 0, TAG_BIG_NUMBER) + struct.pack("<iiQ", limbs, limbs, at)


def string_object(text: str) -> bytes:
    """A `String`."""
    data = text.encode() + b"\0"
    sizes = struct.pack("<QQQ", len(data), len(data), len(text))
    return object_header(1, 0, TAG_STRING) + sizes + data + bytes(-len(data) % 8)


class Assembler:
    """Objects placed after the file header; every method returns the address of its object.

    `pointers` are the words of the file that are addresses.
    """

    def __init__(self, base: int) -> None:
        """Start a module that is to be mapped at the address `base`."""
        self.base = base
        self.pointers: list[int] = []
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
        self._note_pointers(1, fields)
        return self._place(object_header(size, len(fields), tag) + words + scalars)

    def array(self, values: Sequence[int]) -> int:
        """An array of values."""
        count = len(values)
        words = struct.pack(f"<{count + 2}Q", count, count, *values)
        self._note_pointers(3, values)
        return self._place(object_header(1, 0, TAG_ARRAY) + words)

    def list(self, values: Sequence[int]) -> int:
        """A `List` of values."""
        tail = BOX_ZERO
        for value in reversed(values):
            tail = self.constructor(1, (value, tail))
        return tail

    def string(self, text: str) -> int:
        """A `String`."""
        return self._place(string_object(text))

    def name(self, name: str) -> int:
        """A `Name` of string components; shared when asked for again."""
        known = self._names.get(name)
        if known is None:
            prefix, _, last = name.rpartition(".")
            fields = (self.name(prefix), self.string(last))
            known = self.constructor(1, fields, struct.pack("<Q", name_hash(name)))
            self._names[name] = known
        return known

    def imports(self, names: Sequence[int]) -> int:
        """The array of imported modules, given the addresses of their names."""
        return self.array([self.constructor(0, (name,), _IMPORT_FLAGS) for name in names])

    def set_field(self, address: int, position: int, value: int) -> None:
        """Set the field number `position` of a constructor object."""
        struct.pack_into("<Q", self._content, address - self.base + 8 * (position + 1), value)

    def finish(self, root: int) -> bytes:
        """All bytes, with the file header for the root object `root`."""
        self._content[: HEADER.size] = pack_header(self.base, root)
        return bytes(self._content)

    def _note_pointers(self, first: int, values: Sequence[int]) -> None:
        """Remember which words of the next object, from its word `first` on, are addresses."""
        start = len(self._content) // 8 + first
        self.pointers += [start + k for k, value in enumerate(values) if not value & 1]

    def _place(self, content: bytes) -> int:
        address = self.base + len(self._content)
        self._content += content
        return address
