"""The picture of agreement along a text: what each network chooses after each token."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from html import escape

from quantcert.certificate import PositionEvidence, PromptEvidence, Verdict
from quantcert.report.medium import Medium
from quantcert.report.tokens import TokenNames

_INK = {Verdict.PROVED: "#1e6b41", Verdict.FAILED: "#b3261e", Verdict.UNPROVED: "#8a5f00"}
_FILL = {Verdict.PROVED: "#e4f2e9", Verdict.FAILED: "#fbe4e2", Verdict.UNPROVED: "#fbf0d9"}
_LABELS = ("text", "original", "quantized")
_LEFT, _WIDTH = 76, 1000  # pixels
_LETTER, _PADDING, _GAP = 7.3, 7, 4
_LINE, _CELL, _BAR, _ROW = 17, 62, 4, 78
_MOST_LETTERS = 22


@dataclass(frozen=True)
class _Cell:
    """A token with what is chosen after it; `x` and `y` are those of its upper left corner."""

    position: PositionEvidence
    words: tuple[str, ...]
    x: float
    y: float

    @property
    def width(self) -> float:
        return _cell_width(self.words)


def agreement_picture(prompt: PromptEvidence, names: TokenNames) -> str:
    """An SVG element, as wide as a page; the same evidence gives the same bytes."""
    cells = _placed(prompt.positions, names)
    height = cells[-1].y + _ROW
    largest = max((_lead(position) for position in prompt.positions), default=Fraction(0))
    parts = [
        f'<svg class="agreement" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} '
        f'{height:g}" role="img" font-family="ui-monospace, monospace" font-size="12">',
        f"<title>{escape(_title(prompt))}</title>",
        *_labels(sorted({cell.y for cell in cells})),
        *(part for cell in cells for part in _drawn(cell, largest)),
        "</svg>",
    ]
    return "\n".join(parts)


def _title(prompt: PromptEvidence) -> str:
    return f"the same next token after {prompt.agreeing} of {len(prompt.positions)} tokens"


def _placed(positions: Sequence[PositionEvidence], names: TokenNames) -> list[_Cell]:
    """The cells in lines, from left to right."""
    cells: list[_Cell] = []
    x, y = float(_LEFT), 0.0
    for position in positions:
        words = tuple(_words(position, names))
        width = _cell_width(words)
        if x + width > _WIDTH and x > _LEFT:
            x, y = float(_LEFT), y + _ROW
        cells.append(_Cell(position, words, x, y))
        x += width + _GAP
    return cells


def _words(position: PositionEvidence, names: TokenNames) -> Iterator[str]:
    for token in (position.token, position.original, position.quantized):
        text = "?" if token is None else Medium().shown(names.shown(token))
        yield text if len(text) <= _MOST_LETTERS else f"{text[: _MOST_LETTERS - 1]}…"


def _cell_width(words: Sequence[str]) -> float:
    return _LETTER * max(map(len, words)) + 2 * _PADDING


def _labels(heights: Sequence[float]) -> Iterator[str]:
    for y in heights:
        for k, label in enumerate(_LABELS):
            yield f'<text x="0" y="{y + (k + 1) * _LINE:g}" fill="#5b5b5b">{label}</text>'


def _drawn(cell: _Cell, largest: Fraction) -> Iterator[str]:
    verdict = cell.position.verdict
    place = f'x="{cell.x:g}" y="{cell.y:g}" width="{cell.width:g}"'
    yield f'<rect {place} height="{_CELL}" rx="3" fill="{_FILL[verdict]}"/>'
    for k, word in enumerate(cell.words):
        weight = ' font-weight="600"' if k == 0 else ""
        ink = "#1b1b1b" if k < len(cell.words) - 1 else _INK[verdict]
        x, y = cell.x + _PADDING, cell.y + (k + 1) * _LINE
        yield f'<text x="{x:g}" y="{y:g}" fill="{ink}"{weight}>{escape(word)}</text>'
    share = float(_lead(cell.position) / largest) if largest else 0.0
    bar = f'x="{cell.x:g}" y="{cell.y + _CELL - _BAR:g}" width="{cell.width * share:.1f}"'
    yield f'<rect {bar} height="{_BAR}" fill="{_INK[verdict]}"/>'


def _lead(position: PositionEvidence) -> Fraction:
    """The smaller lead, zero where one is not known."""
    leads = position.original_lead, position.quantized_lead
    return min(lead or Fraction(0) for lead in leads)
