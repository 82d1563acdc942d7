"""The report as one self-contained HTML page."""

from __future__ import annotations

from functools import partial

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from quantcert._resources import specs_dir
from quantcert.certificate import Verdict
from quantcert.report.cells import cell_text, without_shared
from quantcert.report.medium import Medium
from quantcert.report.model import Item, Plot, Report, Table, tone_of

_PAGE = Medium(width=0)

_VERDICT_CLASS = {Verdict.PROVED: "yes", Verdict.PROVED_VACUOUS: "partly", Verdict.FAILED: "no"}


def html_page(report: Report, medium: Medium = _PAGE) -> str:
    """The page; the same report gives the same bytes, whatever it is written to."""
    environment = Environment(
        loader=FileSystemLoader(specs_dir() / "html"),
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["cell_text"] = lambda cell, kind: cell_text(kind, cell)
    environment.filters["tone"] = tone_of
    environment.filters["item_kind"] = _item_kind
    environment.filters["lasting"] = _lasting
    environment.filters["without_shared_texts"] = partial(without_shared, texts_only=True)
    environment.filters["svg"] = _svg
    return _PAGE.shown(
        environment.get_template("report.html.j2").render(
            report=report, verdict_class=_VERDICT_CLASS[report.tone]
        )
    )


def _item_kind(item: Item) -> str:
    return type(item).__name__


def _lasting(table: Table) -> Table:
    """The table without what differs from run to run."""
    return table.without(lambda _, column: column.transient)


def _svg(plot: Plot) -> Markup:
    return Markup(plot.draw())
