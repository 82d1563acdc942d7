"""How rows that are too long for a chunk are cut by columns."""

from __future__ import annotations

from math import lcm

from quantcert.formats import Scheme, group_count
from quantcert.roles import Use
from quantcert.statements.catalogue import Layer

SEGMENT_COLUMNS = 1 << 18
"""Columns of a part of a row, about; rows of less than twice as many stay whole."""

_WORDS = 8  # so many words of any size are whole bytes
_GROUPS = 2  # and so many zero-points of four bits


def row_segments(layer: Layer) -> list[tuple[int, int]]:
    """First column and end of each part of a row; one part for a row that stays whole.

    Only rows that are outputs, and nothing else, are cut: there sums of parts make the sum.
    """
    if layer.uses != (Use.ROWS,) or layer.columns < 2 * SEGMENT_COLUMNS:
        return [(0, layer.columns)]
    return _cut(layer, SEGMENT_COLUMNS // layer.scheme.codec.steps)


def column_blocks(layer: Layer, columns: int) -> list[tuple[int, int]]:
    """Column ranges of about `columns` columns; groups and bytes of stored arrays end there."""
    return [(0, layer.columns)] if layer.columns <= columns else _cut(layer, columns)


def _cut(layer: Layer, columns: int) -> list[tuple[int, int]]:
    unit = _column_unit(layer.columns, layer.scheme)
    step = max(1, columns // unit) * unit
    starts = range(0, layer.columns, step)
    return [(start, min(start + step, layer.columns)) for start in starts]


def _column_unit(columns: int, scheme: Scheme) -> int:
    """Columns after which a group, and bytes of words and of numbers of groups, are full."""
    unit = _WORDS * scheme.codec.lanes
    if group_count(columns, scheme.group_size) == 1:
        return unit
    return lcm(unit, _GROUPS * scheme.group_size)
