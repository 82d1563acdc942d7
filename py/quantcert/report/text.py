"""The report as plain text for a terminal or a log: one line a row, the conclusion last."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from quantcert.certificate import Verdict
from quantcert.report.grid import grid
from quantcert.report.medium import Medium
from quantcert.report.model import Command, Item, Line, Listing, Report, Section, Table

_COLOUR = {
    Verdict.PROVED: "32",
    Verdict.PROVED_VACUOUS: "33",
    Verdict.MEASURED: "33",
    Verdict.FAILED: "1;31",
    Verdict.UNPROVED: "31",
}


def text_report(report: Report, medium: Medium) -> str:
    """Sections without details, what is refused, the summary, and what is concluded."""
    lines = [_wrapped(report.title, None, medium)]
    refused = () if report.refused is None else (report.refused,)
    for section in (*report.sections, *refused):
        if not section.detail:
            lines += ["", *section_lines(section, medium)]
    lines.append("")
    lines += [_wrapped(line.text, line.tone, medium) for line in report.summary]
    lines.append(_painted(medium.shown(report.conclusion.words), report.tone, medium))
    return "\n".join(lines) + "\n"


def section_lines(section: Section, medium: Medium) -> Iterator[str]:
    """The lines of a section: its title and its items."""
    yield _wrapped(section.title, None, medium)
    for item in section.items:
        if medium.verbose or not item.detail:
            yield from _item(item, medium)


def _item(item: Item, medium: Medium) -> Iterator[str]:
    if isinstance(item, Table):
        for told in grid(item, medium):
            if isinstance(told, str):
                yield _wrapped(told, None, medium)
            else:
                yield "".join(_painted(text, tone, medium) for text, tone in told).rstrip()
    elif isinstance(item, Line):
        yield _wrapped(item.text, item.tone, medium)
    elif isinstance(item, Command):
        yield medium.shown(item.text)
    elif isinstance(item, Listing):
        limit = len(item.lines) if medium.verbose else item.limit
        for line in item.lines[:limit]:
            yield _wrapped(line.text, line.tone, medium)
        if len(item.lines) > limit:
            yield f"and {len(item.lines) - limit} more (--verbose shows all)"


def _wrapped(text: str, tone: Verdict | None, medium: Medium) -> str:
    """The text in lines of the medium's width, further ones indented."""
    wrapper = textwrap.TextWrapper(
        medium.width, subsequent_indent="  ", break_long_words=False, break_on_hyphens=False
    )
    broken = "\n".join(map(wrapper.fill, medium.shown(text).split("\n")))
    return _painted(broken, tone, medium)


def _painted(text: str, tone: Verdict | None, medium: Medium) -> str:
    """The text in the colour of a verdict; blanks around it stay plain."""
    core = text.strip()
    if tone is None or not medium.colour or not core:
        return text
    return text.replace(core, f"\x1b[{_COLOUR[tone]}m{core}\x1b[0m")
