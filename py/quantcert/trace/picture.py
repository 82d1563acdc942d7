"""A trace as a picture: a graph for Graphviz, or an SVG in columns that needs no other program."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

from quantcert.trace.model import Trace
from quantcert.trace.view import Entry, View

_ROW, _CHARACTER, _MARGIN, _GAP = 24, 7.3, 10, 90
_COLOURS = {"theorem": "#d9e8f5", "axiom": "#f5d9d9"}


@dataclass(frozen=True)
class _Box:
    """A box of the picture: its text, its colour, column, row and the labels that it uses."""

    label: str
    text: str
    title: str
    colour: str
    column: int
    uses: tuple[str, ...]


def dot_lines(trace: Trace, roots: Sequence[str], depth: int) -> Iterator[str]:
    """The graph in the language of Graphviz."""
    boxes = _boxes(View(trace.graph, roots, depth))
    known = {box.label: f"n{number}" for number, box in enumerate(boxes)}
    yield "digraph premises {"
    yield '  rankdir=LR; node [shape=box, style=filled, fontname="monospace"];'
    for box in boxes:
        parts = {"label": box.text, "tooltip": box.title, "fillcolor": box.colour}
        shown = ", ".join(f"{key}={_quoted(value)}" for key, value in parts.items())
        yield f"  {known[box.label]} [{shown}];"
    for box in boxes:
        for used in box.uses:
            if used in known:
                yield f"  {known[box.label]} -> {known[used]};"
    yield "}"


def svg_lines(trace: Trace, roots: Sequence[str], depth: int) -> Iterator[str]:
    """The picture: theorems in the left column, what they use to the right of them."""
    boxes = _boxes(View(trace.graph, roots, depth))
    columns = [[b for b in boxes if b.column == c] for c in range(1 + max(b.column for b in boxes))]
    widths = [max((len(b.text) for b in column), default=0) * _CHARACTER + 14 for column in columns]
    lefts = [_MARGIN + sum(widths[:c]) + c * _GAP for c in range(len(columns))]
    height = 2 * _MARGIN + _ROW * max(map(len, columns))
    width = lefts[-1] + widths[-1] + _MARGIN
    places = {
        box.label: (lefts[c], widths[c], _MARGIN + _ROW * row)
        for c, column in enumerate(columns)
        for row, box in enumerate(column)
    }
    yield (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:.0f}" height="{height:.0f}" '
        'font-family="monospace" font-size="12">'
    )
    for box in boxes:
        for used in box.uses:
            if used in places:
                yield _line(places[box.label], places[used])
    yield from (_drawn(box, *places[box.label]) for box in boxes)
    yield "</svg>"


def _boxes(view: View) -> list[_Box]:
    """All boxes; a label has one, in the first column in which it is reached."""
    boxes: dict[str, _Box] = {}
    for entry in view.roots:
        count = f" ×{len(entry.names):,}" if len(entry.names) > 1 else ""
        boxes.setdefault(entry.label, _box(entry, f"{entry.label}{count}", entry.names[0], 0))
    column, wave = 1, [label for root in view.roots for label in root.lemmas]
    while wave:
        fresh = [view.lemmas[x] for x in dict.fromkeys(wave) if x in view.lemmas and x not in boxes]
        for entry in fresh:
            boxes[entry.label] = _box(entry, entry.label, entry.module, column)
        column, wave = column + 1, [label for entry in fresh for label in entry.lemmas]
    return list(boxes.values())


def _box(entry: Entry, text: str, title: str, column: int) -> _Box:
    colour = "#e6f2e0" if not entry.module else _COLOURS.get(entry.kind, "#eeeeee")
    return _Box(entry.label, text, title, colour, column, entry.lemmas)


def _line(start: tuple[float, float, float], end: tuple[float, float, float]) -> str:
    x, y = start[0] + start[1], start[2] + _ROW / 2 - 2
    u, v = end[0], end[2] + _ROW / 2 - 2
    if end[0] <= start[0]:  # in the same column, or further left
        u = end[0] + end[1]
    bend = _GAP / 2
    path = f"M{x:.0f},{y:.0f} C{x + bend:.0f},{y:.0f} {u + (bend if u <= x else -bend):.0f},{v:.0f}"
    return f'<path d="{path} {u:.0f},{v:.0f}" fill="none" stroke="#999999"/>'


def _drawn(box: _Box, left: float, width: float, top: float) -> str:
    return (
        f'<g><title>{escape(box.title)}</title><rect x="{left:.0f}" y="{top:.0f}" '
        f'width="{width:.0f}" height="{_ROW - 4}" rx="3" fill={quoteattr(box.colour)} '
        f'stroke="#666666"/><text x="{left + 7:.0f}" y="{top + 14:.0f}">{escape(box.text)}</text>'
        "</g>"
    )


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
