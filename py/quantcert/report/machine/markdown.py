"""A summary in Markdown for the page of a job: verdict, what is refused, what is not shown.

Text of the checkpoint is escaped: a tensor may have any name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from quantcert.certificate import Verdict
from quantcert.certificate.claims import not_shown
from quantcert.report.cells import cell_text, without_shared
from quantcert.report.model import Item, Line, Listing, Section, Table, value_of
from quantcert.report.source import Source

_MOST_ROWS = 30
_MARKS = {Verdict.PROVED: "✅", Verdict.FAILED: "❌"}
_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#+!|~&])")
_SHOWN = ("Layers", "Whole model", "Linear layers after a norm", "Prompts")


def markdown(source: Source) -> bytes:
    """The report in Markdown, short."""
    return ("\n".join(_lines(source)) + "\n").encode(errors="backslashreplace")


def _lines(source: Source) -> Iterator[str]:
    report = source.report
    yield f"## {_MARKS.get(report.tone, '⚠️')} {_escaped(report.title)}\n"
    yield f"**{_escaped(report.conclusion.words)}**\n"
    for line in report.summary:
        yield f"- {_escaped(line.text)}"
    if report.refused is not None:
        yield from _section(report.refused)
    for section in report.sections:
        if section.title.startswith(_SHOWN) and not section.detail:
            yield from _section(section)
    yield "\n<details><summary>What is not shown</summary>\n"
    for text in not_shown(source.certificate):
        yield f"- {_escaped(text)}"
    yield f"\n</details>\n\nCertificate digest: `{source.document['digest']}`"


def _section(section: Section) -> Iterator[str]:
    yield f"\n### {_escaped(section.title)}\n"
    for item in section.items:
        yield from _item(item)


def _item(item: Item) -> Iterator[str]:
    if isinstance(item, Line) and not item.detail:
        yield f"{_escaped(item.text)}\n"
    elif isinstance(item, Listing) and not item.detail:
        for line in item.lines[: item.limit]:
            yield f"- {_escaped(line.text)}"
        yield ""
    elif isinstance(item, Table) and not item.detail:
        yield from _table(item)


def _table(table: Table) -> Iterator[str]:
    """The first rows; what all have in common is said above."""
    shared, table = without_shared(table.without(lambda _, column: column.transient))
    if shared:
        yield f"{_escaped(shared)}\n"
    yield "| " + " | ".join(_escaped(column.title) for column in table.columns) + " |"
    yield "|" + "|".join("---:" if c.kind.numeric else "---" for c in table.columns) + "|"
    for row in table.rows[:_MOST_ROWS]:
        cells = (
            "" if value_of(cell) is None else _escaped(cell_text(column.kind, cell))
            for column, cell in zip(table.columns, row.cells, strict=True)
        )
        yield "| " + " | ".join(cells) + " |"
    if len(table.rows) > _MOST_ROWS:
        yield f"\nand {len(table.rows) - _MOST_ROWS} more"
    yield ""


def _escaped(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))
