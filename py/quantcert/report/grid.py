"""A table laid out in columns of characters: what fits, folded where there is nothing to see."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import takewhile

from rich.cells import cell_len

from quantcert.certificate import Verdict
from quantcert.report.cells import cell_text, without_shared
from quantcert.report.medium import Medium
from quantcert.report.model import Row, Table, tone_of, value_of

Painted = tuple[str, Verdict | None]
"""A piece of a line, and the verdict in whose colour it is."""

_GAP = "  "
_MIN_NAME = 12
_MIN_AFFIX = 4
_NUMBER = re.compile(r"(?<![^\s.])[0-9]+(?![^\s.])")
"""A number that is a whole part of a name."""


def grid(table: Table, medium: Medium) -> Iterator[str | list[Painted]]:
    """What all rows share as sentences, head and rows as lines of pieces, what columns mean."""
    shared, table = without_shared(table)
    affixes, table = _without_affixes(table)
    rows = table.rows if medium.verbose else _folded(table.rows)
    folded = len(rows) < len(table.rows)
    table = replace(table, rows=rows)
    if shared:
        yield shared
    if affixes:
        yield f"names {affixes}"
    table = _fitting(table, medium)
    yield from _lines(table, medium)
    for column in table.columns:
        if column.note:
            yield column.note
    if folded:
        yield f"(n): n of a kind, {table.folded}."


def _name(row: Row) -> str:
    return str(value_of(row.cells[0]))


def _renamed(row: Row, name: str) -> Row:
    return replace(row, cells=(name, *row.cells[1:]))


def _without_affixes(table: Table) -> tuple[str, Table]:
    """What all names begin and end with, up to a dot, in words; the table without it."""
    names = [_name(row) for row in table.rows]
    if len(names) < 2:
        return "", table
    begin = _common_prefix(names)
    begin = begin[: begin.rfind(".") + 1]
    end = _common_prefix([name[len(begin) :][::-1] for name in names])[::-1]
    end = end[end.find(".") :] if "." in end else ""
    begin, end = (affix if len(affix) >= _MIN_AFFIX else "" for affix in (begin, end))
    if any(len(name) <= len(begin) + len(end) for name in names):
        return "", table
    rows = table.made(lambda row: _renamed(row, _name(row)[len(begin) :].removesuffix(end)))
    words = [f"begin with {begin}"] * bool(begin) + [f"end with {end}"] * bool(end)
    return " and ".join(words), replace(table, rows=rows)


def _common_prefix(names: Sequence[str]) -> str:
    alike = takewhile(lambda letters: len(set(letters)) == 1, zip(*names, strict=False))
    return "".join(letters[0] for letters in alike)


@dataclass
class _Kind:
    """Rows whose names differ in numbers only; `worst` is the one with the largest margin."""

    worst: Row
    count: int = 0
    settled: bool = True

    def add(self, row: Row) -> None:
        """Take up a row."""
        self.count += 1
        self.settled = self.settled and row.settled
        if _margin(row) > _margin(self.worst):
            self.worst = row


def _margin(row: Row) -> tuple[bool, Fraction | int]:
    return row.margin is not None, row.margin or 0


def _folded(rows: Sequence[Row]) -> tuple[Row, ...]:
    """Settled rows whose names differ in numbers only become one, if none such is unsettled."""
    kinds: dict[str, _Kind] = {}
    for row in rows:
        kinds.setdefault(_pattern(row), _Kind(row)).add(row)
    found = []
    for row in rows:
        pattern = _pattern(row)
        kind = kinds.get(pattern)
        if kind is not None and (kind.count == 1 or not kind.settled):
            found.append(row)
        elif kind is not None:
            found.append(_renamed(kind.worst, f"{pattern} ({kind.count})"))
            del kinds[pattern]  # the others are in this one
    return tuple(found)


def _pattern(row: Row) -> str:
    return _NUMBER.sub("*", _name(row))


def _fitting(table: Table, medium: Medium) -> Table:
    """The table without the columns of the highest ranks that there is no room for."""
    while sum(_widths(table, medium)) + len(_GAP) * (len(table.columns) - 1) > medium.width:
        last = max(range(len(table.columns)), key=lambda k: table.columns[k].rank)
        if not table.columns[last].rank:
            break
        table = table.without(lambda k, _, last=last: k == last)  # type: ignore[misc]
    return table


def _texts(table: Table, medium: Medium) -> list[list[str]]:
    """The head and the rows as texts that the medium can show, each of one line."""
    kinds = [column.kind for column in table.columns]
    head = [medium.shown(column.title) for column in table.columns]
    rows = [
        [
            medium.shown(cell_text(*cell)).replace("\n", "\\n")
            for cell in zip(kinds, row.cells, strict=True)
        ]
        for row in table.rows
    ]
    return [head, *rows]


def _widths(table: Table, medium: Medium) -> list[int]:
    columns = zip(*_texts(table, medium), strict=True)
    return [max(map(cell_len, texts)) for texts in columns]


def _lines(table: Table, medium: Medium) -> Iterator[list[Painted]]:
    """The head, a rule, and the rows, each in one line."""
    widths = _widths(table, medium)
    room = medium.width - sum(widths[1:]) - len(_GAP) * (len(widths) - 1)
    widths[0] = min(widths[0], max(_MIN_NAME, room))
    head, *rows = _texts(table, medium)
    yield [(text, None) for text in _cells(table, head, widths, medium)]
    yield [(medium.shown("─") * (sum(widths) + len(_GAP) * (len(widths) - 1)), None)]
    for row, texts in zip(table.rows, rows, strict=True):
        tones = map(tone_of, row.cells)
        yield list(zip(_cells(table, texts, widths, medium), tones, strict=True))


def _cells(
    table: Table, texts: Sequence[str], widths: Sequence[int], medium: Medium
) -> Iterator[str]:
    """Texts filled up to the widths, numbers to the right, with gaps between."""
    for k, (column, text, width) in enumerate(zip(table.columns, texts, widths, strict=True)):
        text = shortened(text, width, medium.shown("…"))
        blanks = " " * (width - cell_len(text))
        gap = _GAP if k else ""
        yield gap + (blanks + text if column.kind.numeric else text + blanks)


def shortened(name: str, width: int, ellipsis: str) -> str:
    """The name in at most `width` cells, its middle left out if it is longer."""
    if cell_len(name) <= width:
        return name
    room = max(0, width - cell_len(ellipsis))
    end = ""
    for character in reversed(name):
        if cell_len(character + end) > room - room // 2:
            break
        end = character + end
    begin = ""
    for character in name:
        if cell_len(begin + character + end) > room:
            break
        begin += character
    return begin + ellipsis + end
