"""The report as plain data for the template of the pages: texts, tones and pictures, no layout."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from quantcert.certificate import TheoremEvidence, Verdict
from quantcert.report.cells import cell_text, without_shared
from quantcert.report.medium import Medium
from quantcert.report.model import (
    Cell,
    CellKind,
    Column,
    Command,
    Item,
    Line,
    Listing,
    Plot,
    Report,
    Row,
    Section,
    Table,
    tone_of,
)
from quantcert.report.parts import Part, is_prose, lasting, parts, theorem_count
from quantcert.report.sentences import Subject, sentence

Data = dict[str, Any]
_PAGE = Medium(width=0)
_STANDING = {Verdict.PROVED: "yes", Verdict.PROVED_VACUOUS: "partly", Verdict.FAILED: "no"}
_SHAPES = (range(0x700), range(0x1D00, 0x2E80))
"""Parts of Unicode of which the fonts have most: alphabets of Europe, symbols of mathematics."""
_FONT = re.compile(r' font-family="[^"]*"')
_SIZE = re.compile(r'viewBox="0 0 ([\d.]+) ([\d.]+)"')
_LAYERS, _THEOREMS = "layers", "theorems"


def pdf_data(report: Report, version: str) -> Data:
    """What `specs/typst/report.typ` reads, ready for JSON."""
    return {
        "title": _shown(report.title),
        "version": version,
        "digest": report.digest,
        "conclusion": _shown(report.conclusion.words),
        "standing": _STANDING[report.tone],
        "summary": [_line(line) for line in report.summary if not line.transient],
        "run": [_shown(line) for line in report.run.sentences],
        "digests": [[_shown(what), sha] for what, sha in report.run.digests],
        "beside": [_shown(line) for line in _lines_of(report.beside)],
        "parts": [_part(part) for part in parts(_with_annex(report))],
    }


def _with_annex(report: Report) -> Report:
    """The report with the short form of its layers, if it has one, and all of them in an annex."""
    if report.worst is None:
        return report
    sections = [report.worst if s.anchor == _LAYERS else s for s in report.sections]
    (whole,) = (s for s in report.sections if s.anchor == _LAYERS)
    tables = tuple(item for item in whole.items if not isinstance(item, Plot))
    place = next(k for k, s in enumerate(sections) if s.anchor == _THEOREMS)
    sections.insert(place, replace(whole, title="Annex: all layers", items=tables))
    return replace(report, sections=tuple(sections))


def _shown(text: str) -> str:
    """The text, with characters escaped for which the fonts that typst carries have no shapes."""
    shown = _PAGE.shown(text)
    return "".join(c if any(ord(c) in part for part in _SHAPES) else _escaped(c) for c in shown)


def _escaped(character: str) -> str:
    return character.encode("ascii", "backslashreplace").decode()


def _lines_of(section: Section) -> list[str]:
    return [line.text for item in section.items if isinstance(item, Listing) for line in item.lines]


def _line(line: Line) -> Data:
    return {"text": _shown(line.text), "tone": line.tone}


def _part(part: Part) -> Data:
    return {
        "breaks": part.breaks,
        "wide": part.wide,
        "sections": [_section(section) for section in part],
    }


def _section(section: Section) -> Data:
    return {
        "title": _shown(section.title),
        "level": section.level,
        "anchor": section.anchor or None,
        "verdict": section.verdict,
        "count": theorem_count(section),
        "items": [data for item in section.items for data in _item(item)],
    }


def _item(item: Item) -> list[Data]:
    if isinstance(item, Line):
        return [] if item.transient else [{"kind": "line", **_line(item)}]
    if isinstance(item, Listing):
        return [{"kind": "list", "lines": [_line(line) for line in item.lines]}]
    if isinstance(item, Table):
        return [_table(item)]
    if isinstance(item, Plot):
        return _plot(item)
    if isinstance(item, Command):
        return [{"kind": "command", "text": _shown(item.text)}]
    told = [_theorem(theorem, item.subject) for theorem in item.theorems]
    return [{"kind": "theorems", "theorems": told}]


def _plot(plot: Plot) -> list[Data]:
    svg = plot.draw()
    if not svg:
        return []
    size = _SIZE.search(svg)
    wide, high = map(float, size.groups()) if size else (1.0, 1.0)
    return [{"kind": "plot", "svg": _with_font(svg), "wide": wide, "high": high}]


def _with_font(svg: str) -> str:
    """The picture in fonts that typst carries: letters of one width where it asks for these."""
    head, end, rest = svg.partition(">")
    font = "DejaVu Sans Mono" if "monospace" in head else "Libertinus Serif"
    plain = _FONT.sub("", head)
    return plain.replace("<svg", f'<svg font-family="{font}" color="black"', 1) + end + rest


def _table(whole: Table) -> Data:
    shared, table = without_shared(lasting(whole), texts_only=True)
    return {
        "kind": "table",
        "prose": is_prose(table),
        "shared": _shown(shared),
        "columns": [_column(column) for column in table.columns],
        "rows": [_row(table.columns, row) for row in table.rows],
        "notes": [_shown(column.note) for column in table.columns if column.note],
    }


def _column(column: Column) -> Data:
    kind = column.kind
    return {"title": _shown(column.title), "kind": kind.value, "numeric": kind.numeric}


def _row(columns: Sequence[Column], row: Row) -> Data:
    cells = [
        _cell(column.kind, cell, row.target if place == 0 else "")
        for place, (column, cell) in enumerate(zip(columns, row.cells, strict=True))
    ]
    return {"cells": cells, "notes": [_line(note) for note in row.notes]}


def _cell(kind: CellKind, cell: Cell, target: str) -> Data:
    text = cell_text(kind, cell)
    return {"text": _shown(text), "tone": tone_of(cell), "target": target or None}


def _theorem(theorem: TheoremEvidence, subject: Subject | None) -> Data:
    says = None if subject is None else sentence(theorem, subject)
    exact = "; ".join(f"{x.shown} stands for {x.stated}" for x in says.exact) if says else ""
    found = f"; {theorem.reason} [{theorem.finding.rule}]" if theorem.finding else ""
    digests = f"statement {theorem.statement_sha256}, definitions {theorem.definitions_sha256}"
    return {
        "name": _shown(theorem.name),
        "says": _shown(says.text) if says else None,
        "exact": exact,
        "verdict": theorem.verdict,
        "audit": _shown(f"axioms: {', '.join(theorem.axioms) or 'none'}{found}"),
        "statement": _shown(theorem.statement),
        "digests": digests if theorem.statement_sha256 else "",
    }
