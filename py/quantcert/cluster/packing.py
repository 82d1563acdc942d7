"""Messages as bytes: of JSON, and of compiled modules.

8 bytes     length of the JSON text, little-endian
JSON text   compressed by zlib; of each compiled module it has the length
modules     one after the other
"""

from __future__ import annotations

import json
import zlib
from dataclasses import fields
from typing import Any, TypeVar

from quantcert.cluster.plain import from_plain, to_plain
from quantcert.lean import ModuleResult
from quantcert.lean.check.store import Kept

_LENGTH_BYTES = 8
_FIELDS = "__dataclass_fields__"
_MOST_TEXT = 1 << 30
T = TypeVar("T")


def pack(message: Any) -> bytes:
    """A message as bytes."""
    blobs: list[bytes] = []

    def shown(value: Any) -> Any:
        if isinstance(value, Kept):
            blobs.append(value.olean)
            plain = {f.name: getattr(value.result, f.name) for f in fields(ModuleResult)}
            return {"result": to_plain(plain | {"messages": ()}), "olean": len(value.olean)}
        if hasattr(value, _FIELDS):
            return {f.name: shown(getattr(value, f.name)) for f in fields(value) if f.init}
        if isinstance(value, tuple) and any(hasattr(item, _FIELDS) for item in value):
            return [shown(item) for item in value]
        return to_plain(value)

    text = zlib.compress(json.dumps(shown(message), separators=(",", ":")).encode(), 1)
    return b"".join([len(text).to_bytes(_LENGTH_BYTES, "little"), text, *blobs])


def unpack(kind: type[T], data: bytes) -> T:
    """The message of this kind. Raises ValueError if the bytes are none."""
    size = int.from_bytes(data[:_LENGTH_BYTES], "little")
    unpacker = zlib.decompressobj()
    try:
        text = unpacker.decompress(data[_LENGTH_BYTES : _LENGTH_BYTES + size], _MOST_TEXT)
        if not unpacker.eof:
            raise ValueError("the message is cut off or too long")
        plain = json.loads(text)
    except (zlib.error, RecursionError) as error:
        raise ValueError(f"not a message: {error}") from error
    return _Reader(data, _LENGTH_BYTES + size).read(kind, plain)


class _Reader:
    """Takes the compiled modules of a message in their order."""

    def __init__(self, data: bytes, position: int) -> None:
        self._data, self._position = data, position

    def read(self, kind: type[T], plain: Any) -> T:
        """The message, and no byte more."""
        found: T = from_plain(kind, plain, {Kept: self._kept})
        if self._position != len(self._data):
            raise ValueError("the message has bytes that nothing tells of")
        return found

    def _kept(self, plain: Any) -> Kept:
        if not isinstance(plain, dict) or plain.keys() != {"result", "olean"}:
            raise ValueError("not a kept module")
        size, start = from_plain(int, plain["olean"]), self._position
        if not 0 <= size <= len(self._data) - start:
            raise ValueError("a compiled module is cut off")
        self._position += size
        result = from_plain(ModuleResult, plain["result"])
        return Kept(result, self._data[start : self._position])
