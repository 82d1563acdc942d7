"""JSON documents of other formats: their bytes, and identifiers that follow from the content."""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import quote

from quantcert.certificate.encode import json_pieces
from quantcert.report.source import Source

_ESCAPE = "backslashreplace"
ITEMS = "\fitems"
"""Stands for the items of a list that are written one by one."""


def json_bytes(document: Any) -> bytes:
    """Readable JSON in ASCII; lone surrogates, which strict readers refuse, are written out."""
    return (json.dumps(_clean(document), indent=2, ensure_ascii=True) + "\n").encode()


def json_listing(document: Any, items: Iterable[Any]) -> Iterator[bytes]:
    """The bytes of `json_bytes`, with these items in the list that has `ITEMS` alone.

    One item is held at a time. After the list the document must not have text from elsewhere.
    """
    head, _, foot = json_bytes(document).rpartition(json.dumps(ITEMS).encode())
    indent = head[head.rindex(b"\n") :]
    place = head.removesuffix(indent)
    for item in items:
        yield place + indent + json_bytes(item).strip().replace(b"\n", indent)
        place = b","
    yield foot if place == b"," else place + foot.lstrip()


def _clean(value: Any) -> Any:
    if isinstance(value, str):
        return value.encode(errors=_ESCAPE).decode()
    if isinstance(value, dict):
        return {key: _clean(item) for key, item in value.items()}
    return [_clean(item) for item in value] if isinstance(value, list) else value


def certificate_sha256(source: Source) -> str:
    """SHA-256 of certificate.json as the tool writes it."""
    found = hashlib.sha256()
    for piece in json_pieces(source.document):
        found.update(piece.encode(errors=_ESCAPE))
    return found.hexdigest()


def stable_uuid(digest: str) -> str:
    """The UUID (RFC 9562, version 8) of the first 128 bits of a SHA-256."""
    number = int(digest[:32], 16)
    number = number & ~(0xF << 76) | 8 << 76
    number = number & ~(0b11 << 62) | 0b10 << 62
    return str(uuid.UUID(int=number))


def relative_uri(file: str) -> str:
    """A file's name as a relative reference (RFC 3986)."""
    return quote(file, errors=_ESCAPE)
