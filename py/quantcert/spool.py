"""What waits on disk until a run's outputs are written: there may be a hundred thousand texts."""

from __future__ import annotations

import tempfile
import weakref
from collections.abc import Iterator, MutableMapping

_ERRORS = "surrogatepass"


class Spool:
    """Records in a temporary file, which is gone with the object.

    Raises OSError where the file cannot be written.
    """

    def __init__(self) -> None:
        """Start without records."""
        self._file = tempfile.TemporaryFile()  # noqa: SIM115 (closed with the object)
        self._end = 0
        weakref.finalize(self, self._file.close)

    def add(self, record: str) -> int:
        """Write a record; returns its place."""
        data = record.encode(errors=_ERRORS)
        place, head = self._end, len(data).to_bytes(8, "little")
        self._file.seek(place)
        self._file.write(head + data)
        self._end += len(head) + len(data)
        return place

    def at(self, place: int) -> str:
        """The record at a place that `add` has told."""
        self._file.seek(place)
        size = int.from_bytes(self._file.read(8), "little")
        return self._file.read(size).decode(errors=_ERRORS)


class TextSpool(MutableMapping[str, str]):
    """Texts by name, of which names and places are in memory.

    Raises OSError where they cannot be written.
    """

    def __init__(self) -> None:
        """Start without texts."""
        self._spool = Spool()
        self._places: dict[str, int] = {}

    def __setitem__(self, name: str, text: str) -> None:
        """Take up a text; an earlier one of this name is forgotten."""
        self._places[name] = self._spool.add(text)

    def __getitem__(self, name: str) -> str:
        """The text. Raises KeyError if there is none."""
        return self._spool.at(self._places[name])

    def __delitem__(self, name: str) -> None:
        """Forget a text."""
        del self._places[name]

    def __iter__(self) -> Iterator[str]:
        """The names, in the order in which they came."""
        return iter(self._places)

    def __len__(self) -> int:
        """How many texts there are."""
        return len(self._places)
