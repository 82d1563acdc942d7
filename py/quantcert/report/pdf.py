"""The report as PDF, set by typst with the fonts that it carries: it needs no network."""

from __future__ import annotations

import json
from datetime import datetime

from quantcert import __version__
from quantcert._resources import specs_dir
from quantcert.errors import OutputError
from quantcert.report.model import Report
from quantcert.report.pdf_data import pdf_data


def pdf_report(report: Report) -> bytes:
    """The pages; the same certificate gives the same bytes.

    Raises OutputError if typst is not installed.
    """
    try:
        import typst
    except ImportError as error:
        raise OutputError(
            "a PDF needs typst, which is not installed: pip install 'quantcert[pdf]'"
        ) from error
    pages: bytes = typst.compile(
        (specs_dir() / "typst" / "report.typ").read_bytes(),
        format="pdf",
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(pdf_data(report, __version__))},
        timestamp=datetime.fromisoformat(report.run.date),
    )
    return pages
