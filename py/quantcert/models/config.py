"""What a network is told by config.json: settings, read as the reference implementation reads them.

A `Setting` is a number or a choice with its default; a value that is not allowed is the reason why
the network is not supported, never an error: the matrices are proved all the same.
Reference implementation: the configuration classes of `transformers` 5.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Generic, TypeVar, Union

from quantcert.exact.dyadic import Dyadic, exact_dyadic

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)
Values = Mapping[str, object]

DTYPE_KEYS = ("dtype", "torch_dtype")
"""The keys that name the dtype in which a model is loaded; the second is older."""


class NotSupportedError(Exception):
    """A network is not read; the message is the reason."""


@dataclass(frozen=True, eq=False)
class Setting(Generic[T_co]):
    """What the keys `names` of config.json say together, under the name `name`.

    `read` is given the values of config.json and the other settings, on which a default may depend.
    It raises NotSupportedError for a value that is not allowed.
    """

    name: str
    names: tuple[str, ...]
    read: Callable[[Values, Settings], T_co]


class Settings:
    """The settings of a network, after defaults."""

    def __init__(self, values: Values, declared: Sequence[Setting[Any]]) -> None:
        """Only the settings that are declared can be asked for."""
        self._values = values
        self._declared = frozenset(declared)

    def __getitem__(self, setting: Setting[T]) -> T:
        """The value of a setting. Raises NotSupportedError if it is not allowed."""
        if setting not in self._declared:
            raise KeyError(f"setting {setting.name} is not declared by the family")
        return setting.read(self._values, self)


Default = Union[T, Callable[["Settings"], T], None]  # noqa: UP007
"""A value, how it follows from other settings, or that there is none."""


def stated_dtype(values: Values) -> object:
    """The dtype that config.json names, None if none."""
    return next((values[key] for key in DTYPE_KEYS if values.get(key) is not None), None)


def shown(value: object) -> str:
    """A value of config.json as it stands there, shortened."""
    text = json.dumps(value)
    return text if len(text) <= 80 else f"{text[:77]}..."


def wrong(name: str, value: object, allowed: str) -> NotSupportedError:
    """The reason for a value that is not allowed."""
    return NotSupportedError(f"config.json: {name} must be {allowed}, is {shown(value)}")


def integer(
    name: str, default: Default[int] = None, null: Default[int] = None, least: int = 1
) -> Setting[int]:
    """A whole number of at least `least`; `null` is what null stands for, if it is allowed."""
    allowed = f"an integer >= {least}"
    return _setting(name, default, lambda value: as_integer(name, value, allowed, least), null)


def number(name: str, default: Default[float] = None) -> Setting[float]:
    """A positive finite number: the float64 that it is read as."""
    return _setting(name, default, lambda value: as_number(name, value))


def dyadic(name: str, default: float) -> Setting[Dyadic]:
    """A positive finite number: exactly the float64 that it is read as."""

    return _setting(name, as_dyadic(default), lambda value: as_dyadic(as_number(name, value)))


def flag(name: str, default: bool) -> Setting[bool]:
    """True or false."""

    def truth(value: object) -> bool:
        if not isinstance(value, bool):
            raise wrong(name, value, "true or false")
        return value

    return _setting(name, lambda _: default, truth)


def choice(name: str, default: str, meanings: Mapping[str, T]) -> Setting[T]:
    """One of the words, by what it means."""

    def meaning(value: object) -> T:
        if not isinstance(value, str) or value not in meanings:
            raise wrong(name, value, " or ".join(map(shown, meanings)))
        return meanings[value]

    return _setting(name, lambda _: meanings[default], meaning)


def as_dyadic(value: float) -> Dyadic:
    """Exactly the float64."""
    found = exact_dyadic(Fraction(value))
    if found is None:
        raise ArithmeticError(f"{value!r}: a float64 is always dyadic")
    return found


def as_integer(name: str, value: object, allowed: str, least: int = 1) -> int:
    """The value, if it is a whole number. Raises NotSupportedError otherwise."""
    if type(value) is not int or value < least:
        raise wrong(name, value, allowed)
    return value


def as_number(name: str, value: object) -> float:
    """The value, if it is a positive number in the range of float64. Raises NotSupportedError."""
    allowed = "a positive number in the range of float64"
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise wrong(name, value, allowed)
    try:
        result = float(value)
    except OverflowError:
        raise wrong(name, value, allowed) from None
    if not (result > 0 and math.isfinite(result)):
        raise wrong(name, value, allowed)
    return result


def _setting(
    name: str, default: Default[T], convert: Callable[[object], T], null: Default[T] = None
) -> Setting[T]:
    """A setting of one key; `default` None if it must be given, `null` None if null is wrong."""

    def read(values: Values, settings: Settings) -> T:
        meant = null if name in values else default
        if values.get(name) is not None or (name in values and null is None):
            return convert(values[name])
        if meant is None:
            raise NotSupportedError(f"config.json: {name} is missing")
        return meant(settings) if callable(meant) else meant

    return Setting(name, (name,), read)
