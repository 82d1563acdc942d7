"""The renderings of a report, by name. A new one is a function of the report that is registered."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from quantcert.outputs import write_pieces
from quantcert.report.html import html_page, html_pieces
from quantcert.report.medium import Medium
from quantcert.report.model import Report
from quantcert.report.summary import summary
from quantcert.report.text import text_report


@dataclass(frozen=True)
class Rendering:
    """A form of the report; a run writes it to `file` in its folder, if it has one.

    `pieces` gives the same text as `render` piece by piece, where it may be long.
    """

    name: str
    render: Callable[[Report, Medium], str]
    file: str | None = None
    pieces: Callable[[Report, Medium], Iterable[str]] | None = None

    def written(self, report: Report) -> Iterable[str]:
        """The text for the file."""
        return self.pieces(report, Medium()) if self.pieces else [self.render(report, Medium())]


RENDERINGS: dict[str, Rendering] = {}


def register(rendering: Rendering) -> None:
    """Add a rendering. Raises ValueError if its name is taken."""
    if rendering.name in RENDERINGS:
        raise ValueError(f"there is a rendering {rendering.name}")
    RENDERINGS[rendering.name] = rendering


register(Rendering("table", text_report))
register(Rendering("summary", summary))
register(Rendering("html", html_page, "report.html", html_pieces))


def write_reports(report: Report, folder: Path) -> list[str]:
    """Write each rendering that has a file; their names.

    Raises OutputError if the folder cannot be written.
    """
    files = {r.file: r for r in RENDERINGS.values() if r.file is not None}
    for file, rendering in files.items():
        write_pieces(folder / file, rendering.written(report))
    return list(files)
