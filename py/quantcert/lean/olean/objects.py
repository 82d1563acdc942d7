"""The object graph of a compiled module: constructors, arrays, strings, numbers, names."""

from __future__ import annotations

import hashlib
import mmap
from collections.abc import Iterator
from pathlib import Path

from quantcert.errors import OleanError
from quantcert.lean.olean.layout import (
    FIRST_OBJECT_WORD,
    MAX_CONSTRUCTOR_TAG,
    TAG_ARRAY,
    TAG_BIG_NUMBER,
    TAG_STRING,
    read_header,
)

_NAME_STRING = 1
_NAME_NUMBER = 2


class ObjectGraph:
    """Read access to the objects of one compiled module.

    A *value* is a 64-bit word as it stands in the file: a pointer or a boxed scalar. All methods
    raise OleanError when the graph is not what they expect.
    """

    def __init__(self, data: bytes | mmap.mmap) -> None:
        """Take the content of a compiled module; its header is checked."""
        view = memoryview(data)
        self.header = read_header(view)
        self.bytes = view
        self.words = view[: len(view) // 8 * 8].cast("Q")
        self._names: dict[int, str] = {1: ""}

    @classmethod
    def open(cls, path: Path) -> ObjectGraph:
        """The graph of the file `path`, mapped into memory."""
        try:
            with path.open("rb") as file:
                return cls(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
        except (OSError, ValueError) as error:
            raise OleanError(f"cannot read the compiled module {path}: {error}") from error

    @property
    def root(self) -> int:
        """The value of the root object."""
        return self.header.root

    def locate(self, value: int) -> int:
        """Word index of the object that `value` points to."""
        index, rest = divmod(value - self.header.base, 8)
        if rest or not FIRST_OBJECT_WORD <= index < len(self.words):
            raise OleanError(f"pointer {value:#x} leads outside the compiled module")
        return index

    def tag(self, value: int) -> int:
        """Constructor number of a value; for a boxed scalar the scalar itself."""
        return value >> 1 if value & 1 else self.words[self.locate(value)] >> 56

    def fields(self, value: int, tag: int, count: int) -> tuple[int, ...]:
        """The `count` object fields of constructor number `tag` (boxed if it has none)."""
        if value & 1 and value >> 1 == tag and count == 0:
            return ()
        index = self.locate(value)
        word = self.words[index]
        if word >> 56 != tag or (word >> 48) & 0xFF != count or tag > MAX_CONSTRUCTOR_TAG:
            raise OleanError(f"object {value:#x} is not constructor {tag} with {count} fields")
        return tuple(self.words[index + 1 : index + 1 + count])

    def constructor(self, value: int) -> tuple[int, tuple[int, ...]]:
        """Constructor number and object fields of a constructor object."""
        index = self.locate(value)
        word = self.words[index]
        tag, count = word >> 56, (word >> 48) & 0xFF
        if value & 1 or tag > MAX_CONSTRUCTOR_TAG:
            raise OleanError(f"object {value:#x} is not a constructor with fields")
        return tag, tuple(self.words[index + 1 : index + 1 + count])

    def scalar_word(self, value: int, position: int = 0) -> int:
        """The 64-bit word number `position` of a constructor object's scalar part."""
        index = self.locate(value)
        return self.words[index + 1 + ((self.words[index] >> 48) & 0xFF) + position]

    def array(self, value: int) -> tuple[int, ...]:
        """The elements of an array."""
        index = self._tagged(value, TAG_ARRAY)
        size = self.words[index + 1]
        if index + 3 + size > len(self.words):
            raise OleanError(f"array at {value:#x} is longer than the compiled module")
        return tuple(self.words[index + 3 : index + 3 + size])

    def list(self, value: int) -> Iterator[int]:
        """The elements of a `List`."""
        while not value & 1:
            head, value = self.fields(value, 1, 2)
            yield head

    def string(self, value: int) -> str:
        """A `String`."""
        index = self._tagged(value, TAG_STRING)
        start = 8 * index + 32
        size = self.words[index + 1]
        try:
            return bytes(self.bytes[start : start + size - 1]).decode()
        except UnicodeDecodeError as error:
            raise OleanError(f"string at {value:#x} is not UTF-8") from error

    def nat_bytes(self, value: int) -> memoryview:
        """A `Nat` as little-endian bytes, a whole number of 64-bit limbs."""
        if value & 1:
            return memoryview((value >> 1).to_bytes(8, "little"))
        index = self._tagged(value, TAG_BIG_NUMBER)
        limbs = self.words[index + 1] >> 32
        start = self.locate(self.words[index + 2])
        if limbs >> 31 or start + limbs > len(self.words):
            raise OleanError(f"number at {value:#x} is malformed")
        return self.bytes[8 * start : 8 * (start + limbs)]

    def nat(self, value: int) -> int:
        """A `Nat`."""
        return int.from_bytes(self.nat_bytes(value), "little")

    def nat_digest(self, value: int) -> bytes:
        """SHA-256 of a `Nat`'s minimal little-endian bytes in whole limbs."""
        return hashlib.sha256(self.nat_bytes(value)).digest()

    def name(self, value: int) -> str:
        """A `Name`, its components joined by dots, unusual ones in « »."""
        known = self._names.get(value)
        if known is not None:
            return known
        tag = self.tag(value)
        prefix, last = self.fields(value, tag, 2)
        if tag == _NAME_STRING:
            part = name_part(self.string(last))
        elif tag == _NAME_NUMBER:
            part = str(self.nat(last))
        else:
            raise OleanError(f"object {value:#x} is not a name")
        start = self.name(prefix)
        self._names[value] = text = f"{start}.{part}" if start else part
        return text

    def _tagged(self, value: int, tag: int) -> int:
        """Word index of the object `value`, which must have the tag `tag`."""
        index = self.locate(value)
        if self.words[index] >> 56 != tag:
            raise OleanError(f"object {value:#x} does not have tag {tag}")
        return index


def name_part(part: str) -> str:
    """A string component of a name, in « » unless it reads back as itself."""
    if part and not part.isdigit() and not set(part) & set(".«»"):
        return part
    return "«" + part.replace("»", "»»") + "»"
