"""The parts of a report that is laid out in pages: a section with those below it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from quantcert.report.model import (
    CellKind,
    Item,
    Listing,
    Plot,
    Report,
    Section,
    Table,
    Theorems,
)

_MOST_COLUMNS = 8
"""Columns that fit a page in portrait."""

_SHORT = 24
"""Lines that may follow others on a page."""


@dataclass(frozen=True)
class Part:
    """A section of the top level, and the sections below it."""

    sections: tuple[Section, ...]
    first: bool = False

    def __iter__(self) -> Iterator[Section]:
        """The sections in order."""
        return iter(self.sections)

    def __getitem__(self, place: int) -> Section:
        """The section at a place."""
        return self.sections[place]

    @property
    def wide(self) -> bool:
        """Whether a table of it needs the page's long side."""
        tables = [item for s in self.sections for item in s.items if isinstance(item, Table)]
        return any(len(table.columns) > _MOST_COLUMNS for table in tables)

    @property
    def breaks(self) -> bool:
        """Whether it begins a page: what is long does, unless it stands next to the conclusion."""
        return not self.first and (self.wide or self._lines > _SHORT)

    @property
    def _lines(self) -> int:
        """About how many lines it takes."""
        items = [item for section in self.sections for item in section.items]
        return len(self.sections) + sum(map(_lines, items))


def _lines(item: Item) -> int:
    if isinstance(item, Table):
        return len(item.rows) * (3 if is_prose(item) else 1)
    if isinstance(item, Theorems):
        return 5 * len(item.theorems)
    if isinstance(item, Plot):
        return _SHORT
    return len(item.lines) if isinstance(item, Listing) else 1


def parts(report: Report) -> tuple[Part, ...]:
    """All that stands below the head of a report."""
    grouped: list[list[Section]] = []
    first = () if report.refused is None else (report.refused,)
    for section in (*first, *report.sections):
        if section.level <= 2 or not grouped:
            grouped.append([])
        grouped[-1].append(section)
    return tuple(Part(tuple(sections), sections[0] is report.refused) for sections in grouped)


def lasting(table: Table) -> Table:
    """The table without what differs from run to run, and without columns that are empty."""
    empty = table.empty_columns() if table.rows else set()
    return table.without(lambda k, column: column.transient or k in empty)


def is_prose(table: Table) -> bool:
    """Whether a table holds sentences rather than numbers: its rows may take several lines."""
    texts = [column for column in table.columns if column.kind is CellKind.TEXT]
    return len(texts) * 2 > len(table.columns)


def theorem_count(section: Section) -> str:
    """`12 theorems`, or nothing where there are none."""
    count = sum(len(item.theorems) for item in section.items if isinstance(item, Theorems))
    return f"{count} theorem{'' if count == 1 else 's'}" if count else ""
