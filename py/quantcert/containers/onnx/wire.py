"""Strict reading of protobuf messages from a file, field by field.

Layout (https://protobuf.dev/programming-guides/encoding): a field is a varint `number << 3 | type`
and its content: a varint (type 0), 8 or 4 bytes (1 and 5), or a length and so many bytes (2).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from quantcert.errors import CheckpointError

VARINT, FIXED64, BYTES, FIXED32 = 0, 1, 2, 5
_FIXED = {FIXED64: 8, FIXED32: 4}
_VARINT_BYTES = 10
_TEXT_BYTES = 1 << 16


@dataclass(frozen=True)
class Field:
    """A field of a message.

    Attributes:
        number: which field it is.
        kind: its type, one of the constants of this module.
        value: the content of a varint, else 0.
        offset: position of the content in the file.
        length: bytes of the content.
    """

    number: int
    kind: int
    value: int
    offset: int
    length: int


class WireFile:
    """A file of protobuf messages, open for reading. Use it as a context."""

    def __init__(self, path: Path) -> None:
        """Open the file.

        Raises:
            CheckpointError: if it cannot be read.
        """
        self.path = path
        try:
            self._file: BinaryIO = path.open("rb")
        except OSError as error:
            raise CheckpointError(f"{path}: cannot be read: {error.strerror}") from error
        self.size = path.stat().st_size

    def __enter__(self) -> WireFile:
        """The file itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close it."""
        self._file.close()

    def fields(self, start: int, stop: int) -> Iterator[Field]:
        """The fields of the message in bytes `start .. stop - 1`.

        Raises:
            CheckpointError: if they do not fill the bytes exactly.
        """
        position = start
        while position < stop:
            tag, position = self._varint(position, stop)
            kind, length, value, offset = tag & 7, _FIXED.get(tag & 7, 0), 0, position
            if kind == VARINT:
                value, position = self._varint(position, stop)
                length = position - offset
            elif kind == BYTES:
                length, offset = self._varint(position, stop)
            elif kind not in _FIXED:
                raise self.error(position, f"a field of type {kind}, which no message has")
            position = offset + length
            if position > stop:
                raise self.error(offset, f"a field of {length} bytes ends after its message")
            yield Field(tag >> 3, kind, value, offset, length)

    def data(self, field: Field) -> bytes:
        """The content of a field. Raises CheckpointError if the file ends early."""
        self._file.seek(field.offset)
        content = self._file.read(field.length)
        if len(content) != field.length:
            raise self.error(field.offset, "the file ends within a field")
        return content

    def text(self, field: Field) -> str:
        """The content of a field that must be a text of at most 64 KiB. Raises CheckpointError."""
        if field.kind != BYTES or field.length > _TEXT_BYTES:
            raise self.error(field.offset, "a text was expected, of at most 65536 bytes")
        try:
            return self.data(field).decode()
        except UnicodeDecodeError as error:
            raise self.error(field.offset, "a text is not valid UTF-8") from error

    def integers(self, field: Field) -> list[int]:
        """The numbers of a field that may be repeated: one, or packed. Raises CheckpointError."""
        if field.kind == VARINT:
            return [_signed(field.value)]
        if field.kind != BYTES:
            raise self.error(field.offset, "integers were expected")
        found, position, stop = [], field.offset, field.offset + field.length
        while position < stop:
            value, position = self._varint(position, stop)
            found.append(_signed(value))
        return found

    def error(self, position: int, what: str) -> CheckpointError:
        """An error at a byte of the file."""
        return CheckpointError(f"{self.path}: byte {position}: {what}; not a sound ONNX file")

    def _varint(self, position: int, stop: int) -> tuple[int, int]:
        """A varint, and the position after it."""
        self._file.seek(position)
        data = self._file.read(min(_VARINT_BYTES, stop - position))
        value = 0
        for index, byte in enumerate(data):
            value |= (byte & 0x7F) << (7 * index)
            if byte < 0x80:
                return value & ((1 << 64) - 1), position + index + 1
        raise self.error(position, "a number does not end")


def _signed(value: int) -> int:
    """A 64-bit number as int64."""
    return value - (1 << 64) if value >> 63 else value
