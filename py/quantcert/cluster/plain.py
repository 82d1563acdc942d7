"""Frozen dataclasses as JSON and back; nothing is believed of what is read.

What comes from another machine is rebuilt field by field by the types that a dataclass states, so
that nothing but plain data can come of it; nothing is unpickled here.
"""

from __future__ import annotations

import types
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from functools import cache
from types import MappingProxyType
from typing import Any, Union, get_args, get_origin, get_type_hints

import numpy as np
from numpy.typing import NDArray


def to_plain(value: Any) -> Any:
    """Dataclasses as objects, tuples and arrays of integers as lists."""
    if is_dataclass(value) and not isinstance(value, type):
        return {f.name: to_plain(getattr(value, f.name)) for f in fields(value) if f.init}
    if isinstance(value, np.ndarray):
        return value.tolist()
    if isinstance(value, Mapping):
        return {str(key): to_plain(item) for key, item in value.items()}
    if isinstance(value, tuple | list):
        plain = {int, str} >= set(map(type, value))  # sums of rows, the most by far
        return list(value) if plain else [to_plain(item) for item in value]
    if isinstance(value, np.integer):
        return int(value)
    return value.value if isinstance(value, Enum) else value


_NONE: Mapping[Any, Callable[[Any], Any]] = MappingProxyType({})

Makers = Mapping[Any, Callable[[Any], Any]]
"""For some types, what makes a value of them."""


def from_plain(kind: Any, value: Any, makers: Makers = _NONE) -> Any:
    """A value of the type `kind`. Raises ValueError if `value` is none of it."""
    if kind in makers:
        return makers[kind](value)
    origin, inner = get_origin(kind), get_args(kind)
    if origin is Union or isinstance(kind, types.UnionType):
        return _one_of(inner, value, makers)
    if origin is tuple:
        items = _checked(list, value)
        if inner[1:] != (...,):
            if len(items) != len(inner):
                raise ValueError(f"{len(items)} entries, must be {len(inner)}")
            return tuple(
                from_plain(each, item, makers) for each, item in zip(inner, items, strict=True)
            )
        return tuple(_each(inner[0], items, makers))
    if origin is not None and issubclass(origin, Mapping):
        items = _checked(dict, value)
        return dict(zip(items, _each(inner[1], list(items.values()), makers), strict=True))
    if origin is np.ndarray:
        return _integers(value)
    if is_dataclass(kind):
        return _object(kind, _checked(dict, value), makers)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return kind(value)
    return _checked(kind, value)


def _one_of(kinds: tuple[Any, ...], value: Any, makers: Makers) -> Any:
    if value is None and types.NoneType in kinds:
        return None
    (kind,) = (kind for kind in kinds if kind is not types.NoneType)
    return from_plain(kind, value, makers)


def _each(kind: Any, items: list[Any], makers: Makers = _NONE) -> list[Any]:
    if kind is int:  # the most common by far
        if not all(type(item) is int for item in items):
            raise ValueError("an entry is no integer")
        return items
    return [from_plain(kind, item, makers) for item in items]


def _object(kind: Any, value: dict[str, Any], makers: Makers) -> Any:
    hints = _hints(kind)
    names = [field.name for field in fields(kind) if field.init]
    if set(value) != set(names):
        raise ValueError(f"{kind.__name__} has the keys {sorted(value)}, must be {sorted(names)}")
    return kind(**{name: from_plain(hints[name], value[name], makers) for name in names})


@cache
def _hints(kind: Any) -> dict[str, Any]:
    return get_type_hints(kind)


def _integers(value: Any) -> NDArray[np.int64]:
    items = _each(int, _checked(list, value))
    if not all(-(1 << 63) <= item < 1 << 63 for item in items):
        raise ValueError("an entry does not fit 64 bits")
    return np.array(items, dtype=np.int64)


def _checked(kind: Any, value: Any) -> Any:
    if kind is float and type(value) is int:
        return float(value)
    if type(value) is not kind:
        raise ValueError(f"{value!r:.80} is no {getattr(kind, '__name__', kind)}")
    return value
