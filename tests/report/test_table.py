"""The printed table: one row a layer, failures spelled out, the verdict last."""

import io
from dataclasses import replace

from rich.console import Console

from quantcert.certificate import Certificate
from quantcert.report.table import layer_table
from tests.samples import CERTIFICATE, PROVED


def printed(certificate: Certificate) -> str:
    buffer = io.StringIO()
    Console(file=buffer, width=160).print(layer_table(certificate))
    return buffer.getvalue()


def test_rows_show_bound_requirement_and_evidence() -> None:
    line = next(row for row in printed(CERTIFICATE).splitlines() if "encoder.<0>" in row)
    for cell in ("4x6", "3.75", "0.3334", "0.6666", "PROVED", "from measured row sums", "0.25 s"):
        assert cell in line


def test_failures_are_spelled_out_and_reject() -> None:
    text = printed(CERTIFICATE)
    assert "FAILED encoder.1.weight: row 3 has bound 7/9" in text
    assert text.rstrip().endswith("REJECTED")


def test_all_proved_is_accepted() -> None:
    text = printed(replace(CERTIFICATE, layers=(PROVED,)))
    assert text.rstrip().endswith("ACCEPTED")
    assert "FAILED" not in text
