"""Arrays that remember the largest integer that any operation on them formed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np


class Recorded(np.ndarray):
    """An array of integers; what operations form of it is recorded too."""

    largest = 0

    def __array_ufunc__(self, ufunc: Any, method: str, *inputs: Any, **settings: Any) -> Any:
        """Compute on plain arrays and note the result."""
        plain = [_plain(value) for value in inputs]
        if "out" in settings:
            settings["out"] = tuple(_plain(value) for value in settings["out"])
        result = np.asarray(getattr(ufunc, method)(*plain, **settings))
        if result.dtype.kind == "i" and result.size:
            found = max(int(result.max()), -int(result.min()))
            Recorded.largest = max(Recorded.largest, found)
        return result.view(Recorded)


def _plain(value: Any) -> Any:
    return value.view(np.ndarray) if isinstance(value, Recorded) else value


def recorded(values: Any) -> np.ndarray:
    """An array whose operations are recorded."""
    return np.array(values, np.int64).view(Recorded)


@contextmanager
def recording() -> Iterator[type[Recorded]]:
    """What is formed inside: `largest` of the value."""
    Recorded.largest = 0
    yield Recorded
