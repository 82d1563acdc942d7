"""Entries of a list that are made one by one, each when it is asked for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Generic, TypeVar, overload

T = TypeVar("T")
S = TypeVar("S")


class Entries(Sequence[T], Generic[S, T]):
    """What `make` makes of each item of `items`; equal to any sequence of equal entries."""

    __slots__ = ("_items", "_make")

    def __init__(self, items: Sequence[S], make: Callable[[S], T]) -> None:
        """Make nothing yet."""
        self._items, self._make = items, make

    def __len__(self) -> int:
        """How many there are."""
        return len(self._items)

    @overload
    def __getitem__(self, place: int) -> T: ...

    @overload
    def __getitem__(self, place: slice) -> Entries[S, T]: ...

    def __getitem__(self, place: int | slice) -> T | Entries[S, T]:
        """The entry at a place, or the entries of a slice."""
        if isinstance(place, slice):
            return Entries(self._items[place], self._make)
        return self._make(self._items[place])

    def __eq__(self, other: Any) -> bool:
        """Whether the other sequence has equal entries in the same order."""
        if not isinstance(other, Sequence) or isinstance(other, str):
            return NotImplemented
        return len(self) == len(other) and all(a == b for a, b in zip(self, other, strict=True))

    __hash__ = None  # type: ignore[assignment]
