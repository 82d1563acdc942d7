"""Reports of certificates, and what a rendering of them says."""

from quantcert.certificate import Certificate
from quantcert.certificate.encode import to_document
from quantcert.report.build import build_report
from quantcert.report.medium import Medium
from quantcert.report.model import Report, Section, Table
from quantcert.report.source import Source
from quantcert.report.text import text_report


def report_of(certificate: Certificate) -> Report:
    return build_report(certificate, to_document(certificate)["digest"])


def printed(certificate: Certificate, width: int = 200, verbose: bool = False) -> str:
    """What a terminal of that width shows."""
    return text_report(report_of(certificate), Medium(width=width, verbose=verbose))


def section(report: Report, title: str) -> Section:
    """The only section whose title begins so."""
    (found,) = (each for each in report.all_sections if each.title.startswith(title))
    return found


def table_of(found: Section) -> Table:
    """The only table of a section."""
    (table,) = (item for item in found.items if isinstance(item, Table))
    return table


def sentences(text: str) -> str:
    """The text with its line breaks taken as blanks."""
    return " ".join(text.split())


def source_of(certificate: Certificate) -> Source:
    """What every form of a report is made from."""
    return Source(certificate, to_document(certificate))
