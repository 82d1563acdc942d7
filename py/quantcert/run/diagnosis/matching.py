"""Which rows of an original the rows of a stored matrix look like."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from quantcert.containers import Tensors

_ALIKE = 0.8
"""The least cosine of rows that are one another's, up to a factor."""

_MOST = 0.75
"""The share of rows that must have found a partner."""

_BLOCK_WEIGHTS = 1 << 20
_SHOWN = 4


def _directions(rows: NDArray[Any]) -> NDArray[np.float64]:
    wide = rows.astype(np.float64)
    sizes = np.sqrt(np.square(wide).sum(axis=1, keepdims=True))
    made: NDArray[np.float64] = np.divide(wide, sizes, out=np.zeros_like(wide), where=sizes > 0)
    return made


def partners(
    original: Tensors, name: str, stored: NDArray[np.float64]
) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
    """For each stored row the row of the original that it resembles most, and how much."""
    rows, columns = original.info(name).shape
    wanted = _directions(stored)
    best = np.full(len(stored), -2.0)
    place = np.zeros(len(stored), dtype=np.intp)
    step = max(1, _BLOCK_WEIGHTS // max(1, columns))
    for start in range(0, rows, step):
        block = _directions(original.read_rows(name, start, min(start + step, rows)))
        cosines = wanted @ block.T
        at = cosines.argmax(axis=1)
        found = cosines[np.arange(len(at)), at]
        place = np.where(found > best, start + at, place)
        best = np.maximum(found, best)
    return place, best


def row_order(
    original: Tensors, name: str, rows: Sequence[int], stored: NDArray[np.float64]
) -> str:
    """In which order a stored matrix has the original's rows, in words; empty if it is theirs.

    Args:
        original: holds the original.
        name: its name.
        rows: the numbers of some rows.
        stored: these rows as they are stored.
    """
    place, alike = partners(original, name, stored)
    own = np.array(rows)
    good = alike >= _ALIKE
    moved = good & (place != own)
    if good.mean() < _MOST or moved.mean() < 0.25:
        return ""
    steps = ((place - own) % original.info(name).shape[0])[good]
    if (steps == steps[0]).all():
        return f"its rows are the original's, shifted by {int(steps[0])}"
    shown = [f"row {own[k]} is the original's row {place[k]}" for k in np.flatnonzero(moved)]
    order = "reversed" if _is_reversed(place[good]) else "in another order"
    return f"its rows are the original's {order}: {', '.join(shown[:_SHOWN])}"


def _is_reversed(places: NDArray[np.intp]) -> bool:
    return len(places) > 2 and all(left > right for left, right in pairwise(places.tolist()))
