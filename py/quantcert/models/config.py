"""Values of config.json, checked: a wrong one names the file, the key and what is allowed."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from quantcert.errors import CheckpointError
from quantcert.exact.dyadic import Dyadic, exact_dyadic


@dataclass(frozen=True)
class Config:
    """The object that config.json holds; `source` is its path, for messages."""

    values: Mapping[str, object]
    source: str

    def integer(self, key: str, default: int | None = None) -> int:
        """A positive integer. Raises CheckpointError if it is another value."""
        value = self._get(key, default)
        if type(value) is not int or value < 1:
            raise self.wrong(key, value, "a positive integer")
        return value

    def number(self, key: str, default: float | None = None) -> float:
        """A positive finite number. Raises CheckpointError if it is another value."""
        value = self._get(key, default)
        if type(value) not in (int, float) or not isinstance(value, int | float):
            raise self.wrong(key, value, "a positive number")
        if not (value > 0 and math.isfinite(value)):
            raise self.wrong(key, value, "a positive number")
        return float(value)

    def dyadic(self, key: str, default: float | None = None) -> Dyadic:
        """A positive number: exactly the float64 that it is read as."""
        value = exact_dyadic(Fraction(self.number(key, default)))
        if value is None:
            raise ArithmeticError(f"{key}: a float64 is always dyadic")
        return value

    def flag(self, key: str, default: bool) -> bool:
        """A truth value. Raises CheckpointError if it is another value."""
        value = self._get(key, default)
        if not isinstance(value, bool):
            raise self.wrong(key, value, "true or false")
        return value

    def wrong(self, key: str, value: object, allowed: str) -> CheckpointError:
        """The error for a value that is not allowed."""
        return CheckpointError(f"{self.source}: {key} must be {allowed}, is {value!r}")

    def _get(self, key: str, default: object) -> object:
        value = self.values.get(key)
        if value is None and default is None:
            raise CheckpointError(f"{self.source}: {key} is missing")
        return default if value is None else value
