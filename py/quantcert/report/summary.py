"""The report as JSON: what the page shows, with short numbers. The certificate is what counts."""

from __future__ import annotations

import json
from typing import Any

from quantcert.report.cells import cell_text
from quantcert.report.medium import Medium
from quantcert.report.model import Command, Item, Line, Listing, Report, Section, Table, value_of


def summary(report: Report, medium: Medium) -> str:
    """Conclusion, summary and the tables and sentences of the sections; no plots, no theorems."""
    sections = [section for section in report.all_sections if medium.verbose or not section.detail]
    document = {
        "title": report.title,
        "accepted": report.conclusion.accepted,
        "conclusion": report.conclusion.words,
        "summary": [line.text for line in report.summary if not line.transient],
        "sections": [_section(section) for section in sections],
    }
    return json.dumps(document, indent=2) + "\n"


def _section(section: Section) -> dict[str, Any]:
    lines: list[str] = []
    tables: list[list[dict[str, str | None]]] = []
    for item in section.items:
        lines += _sentences(item)
        if isinstance(item, Table):
            tables.append(_rows(item))
    return {"title": section.title, "lines": lines, "tables": tables}


def _sentences(item: Item) -> list[str]:
    if isinstance(item, Line | Command):
        return [item.text]
    return [line.text for line in item.lines] if isinstance(item, Listing) else []


def _rows(table: Table) -> list[dict[str, str | None]]:
    """The rows as objects of texts by the columns' titles."""
    table = table.without(lambda _, column: column.transient)
    return [
        {
            column.title: None if value_of(cell) is None else cell_text(column.kind, cell)
            for column, cell in zip(table.columns, row.cells, strict=True)
        }
        for row in table.rows
    ]
