"""Texts that wait on disk until a run's outputs are written: there may be a hundred thousand."""

from __future__ import annotations

import tempfile
import weakref
from collections.abc import Iterator, MutableMapping

_ERRORS = "surrogatepass"


class TextSpool(MutableMapping[str, str]):
    """Texts by name in a temporary file, which is gone with the object; names are in memory.

    Raises OSError where the file cannot be written.
    """

    def __init__(self) -> None:
        """Start without texts."""
        self._file = tempfile.TemporaryFile()  # noqa: SIM115 (closed with the object)
        self._places: dict[str, tuple[int, int]] = {}
        self._end = 0
        weakref.finalize(self, self._file.close)

    def __setitem__(self, name: str, text: str) -> None:
        """Take up a text; an earlier one of this name is forgotten."""
        data = text.encode(errors=_ERRORS)
        self._file.seek(self._end)
        self._file.write(data)
        self._places[name] = (self._end, len(data))
        self._end += len(data)

    def __getitem__(self, name: str) -> str:
        """The text. Raises KeyError if there is none."""
        place, size = self._places[name]
        self._file.seek(place)
        return self._file.read(size).decode(errors=_ERRORS)

    def __delitem__(self, name: str) -> None:
        """Forget a text."""
        del self._places[name]

    def __iter__(self) -> Iterator[str]:
        """The names, in the order in which they came."""
        return iter(self._places)

    def __len__(self) -> int:
        """How many texts there are."""
        return len(self._places)
