"""The report as one self-contained HTML page, for the screen and for paper.

Nothing on it needs a script: what is folded on the screen is open where a link points to it, and
all of it is open on paper.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from quantcert._resources import specs_dir
from quantcert.certificate import TheoremEvidence, Verdict
from quantcert.report.cells import cell_text, exact_text, without_shared
from quantcert.report.medium import Medium
from quantcert.report.model import Item, Plot, Report, tone_of
from quantcert.report.parts import is_prose, lasting, parts, theorem_count
from quantcert.report.sentences import Sentence, Subject, sentence

_PAGE = Medium(width=0)

_BUFFERED = 256
"""Pieces of the page that are put together."""

_VERDICT_CLASS = {Verdict.PROVED: "yes", Verdict.PROVED_VACUOUS: "partly", Verdict.FAILED: "no"}


def html_page(report: Report, medium: Medium = _PAGE) -> str:
    """The page; the same report gives the same bytes, whatever it is written to."""
    return "".join(html_pieces(report, medium))


def html_pieces(report: Report, medium: Medium = _PAGE) -> Iterator[str]:
    """The page piece by piece: rows and sections are made when it is their turn."""
    stream = (
        _environment()
        .get_template("report.html.j2")
        .stream(report=report, parts=parts(report), verdict_class=_VERDICT_CLASS[report.tone])
    )
    stream.enable_buffering(_BUFFERED)
    return map(_PAGE.shown, stream)


def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(specs_dir() / "html"),
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["cell_text"] = lambda cell, kind: cell_text(kind, cell)
    environment.filters["exact"] = lambda cell, kind: exact_text(kind, cell)
    environment.filters["tone"] = tone_of
    environment.filters["item_kind"] = _item_kind
    environment.filters["lasting"] = lasting
    environment.filters["without_shared_texts"] = partial(without_shared, texts_only=True)
    environment.filters["svg"] = _svg
    environment.filters["sentence"] = _sentence
    environment.filters["is_prose"] = is_prose
    environment.filters["theorem_count"] = theorem_count
    environment.filters["css"] = _css
    return environment


def _item_kind(item: Item) -> str:
    return type(item).__name__


def _svg(plot: Plot) -> Markup:
    return Markup(plot.draw())


def _sentence(theorem: TheoremEvidence, subject: Subject | None) -> Sentence | None:
    return None if subject is None else sentence(theorem, subject)


def _css(text: str) -> Markup:
    """Any text as the inside of a string in a style sheet."""
    return Markup("".join(c if c.isalnum() or c in " ._-" else f"\\{ord(c):x} " for c in text))
