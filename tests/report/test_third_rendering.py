"""A new rendering is one function of the report that is registered; nothing else knows of it."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from quantcert.report.cells import cell_text
from quantcert.report.medium import Medium
from quantcert.report.model import Line, Listing, Report, Table, Theorems
from quantcert.report.renderings import RENDERINGS, Rendering, register, write_reports
from tests.support.certificates import CERTIFICATE, WHOLE
from tests.support.reports import report_of


def markdown(report: Report, medium: Medium) -> str:
    """A made-up rendering: Markdown."""
    lines = [f"# {report.title}", f"**{report.conclusion.words}**"]
    lines += [line.text for line in report.summary]
    for section in report.all_sections:
        lines.append(f"{'#' * section.level} {section.title}")
        for item in section.items:
            if isinstance(item, Line):
                lines.append(item.text)
            elif isinstance(item, Listing):
                lines += [f"- {line.text}" for line in item.lines]
            elif isinstance(item, Table):
                lines += rows(item)
            elif isinstance(item, Theorems):
                lines += [f"`{theorem.name}` {theorem.verdict}" for theorem in item.theorems]
    return medium.shown("\n".join(lines)) + "\n"


def rows(table: Table) -> Iterator[str]:
    yield "| " + " | ".join(column.title for column in table.columns) + " |"
    for row in table.rows:
        cells = zip(table.columns, row.cells, strict=True)
        yield "| " + " | ".join(cell_text(column.kind, cell) for column, cell in cells) + " |"
        yield from (note.text for note in row.notes)


@pytest.fixture(autouse=True)
def registered() -> Iterator[None]:
    register(Rendering("markdown", markdown, "report.md"))
    yield
    del RENDERINGS["markdown"]


def test_it_is_written_beside_the_others(tmp_path: Path) -> None:
    assert write_reports(report_of(WHOLE), tmp_path) == ["report.html", "report.md"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["report.html", "report.md"]
    assert (tmp_path / "report.md").read_text() == markdown(report_of(WHOLE), Medium())


def test_it_says_all_that_the_page_says() -> None:
    """Every number and name of the page's tables is in the other rendering as well."""
    for certificate in (CERTIFICATE, WHOLE):
        report = report_of(certificate)
        text = RENDERINGS["markdown"].render(report, Medium())
        page = RENDERINGS["html"].render(report, Medium())
        assert report.conclusion.words in text
        for cell in re.findall(r"<td[^>]*>([^<]+)</td>", page):
            plain = cell.replace("&lt;", "<").replace("&gt;", ">").replace("&#39;", "'")
            assert plain.strip() in text


def test_a_name_is_taken_once() -> None:
    with pytest.raises(ValueError, match="there is a rendering markdown"):
        register(Rendering("markdown", markdown))
