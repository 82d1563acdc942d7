"""The forms in which `quantcert report` gives a certificate, by name.

A new one is a module beside this with one function of the source, and a line here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from quantcert.certificate.encode import to_json
from quantcert.report.html import html_page
from quantcert.report.machine.bom import bom
from quantcert.report.machine.junit import junit, junit_pieces
from quantcert.report.machine.markdown import markdown
from quantcert.report.machine.sarif import sarif, sarif_pieces
from quantcert.report.machine.statement import test_result, verification_summary
from quantcert.report.medium import Medium
from quantcert.report.pdf import pdf_report
from quantcert.report.source import Source
from quantcert.report.summary import summary
from quantcert.report.text import text_report

_PLAIN = Medium(verbose=True)


@dataclass(frozen=True)
class Format:
    """A form of the report. The same certificate gives the same bytes.

    `told` says in a few words what it is; `binary` is not for a terminal. `pieces` gives the same
    bytes piece by piece, where there may be many.
    """

    name: str
    render: Callable[[Source], bytes]
    told: str
    binary: bool = False
    pieces: Callable[[Source], Iterable[bytes]] | None = None

    def written(self, source: Source) -> Iterable[bytes]:
        """The bytes for a file."""
        return self.pieces(source) if self.pieces else [self.render(source)]


def _text(source: Source) -> bytes:
    return text_report(source.report, _PLAIN).encode()


def _html(source: Source) -> bytes:
    return html_page(source.report).encode()


def _pdf(source: Source) -> bytes:
    return pdf_report(source.report)


def _json(source: Source) -> bytes:
    return to_json(source.document).encode()


def _summary(source: Source) -> bytes:
    return summary(source.report, _PLAIN).encode()


FORMATS = {
    form.name: form
    for form in (
        Format("table", _text, "the tables as text"),
        Format("html", _html, "a page that needs nothing else"),
        Format("pdf", _pdf, "pages to print and file", binary=True),
        Format("json", _json, "the certificate itself"),
        Format("summary", _summary, "what the tables show, as JSON"),
        Format("markdown", markdown, "a summary for the page of a job"),
        Format("sarif", sarif, "failures and vacuous bounds, SARIF 2.1.0", pieces=sarif_pieces),
        Format(
            "junit",
            junit,
            "a test case for each layer and theorem, JUnit XML",
            pieces=junit_pieces,
        ),
        Format("cyclonedx", bom, "a bill of materials, CycloneDX 1.6"),
        Format("in-toto", test_result, "an in-toto statement, test result"),
        Format("vsa", verification_summary, "an in-toto statement, SLSA verification summary"),
    )
}
