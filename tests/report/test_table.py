"""The printed table: one row a layer, failures spelled out, the verdict last."""

import io
from dataclasses import replace

from rich.console import Console

from quantcert.certificate import Certificate, Verdict
from quantcert.report.table import certificate_table
from tests.support.certificates import CERTIFICATE, NETWORK, PROVED, WHOLE


def printed(certificate: Certificate) -> str:
    buffer = io.StringIO()
    Console(file=buffer, width=160).print(certificate_table(certificate))
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


def test_observed_errors_are_shown_where_known() -> None:
    lines = printed(WHOLE).splitlines()
    first = next(line for line in lines if "encoder.<0>" in line)
    for cell in ("1", "0.25", "1.334"):
        assert f" {cell} " in first
    assert "observed" not in printed(CERTIFICATE)
    assert "|x_i|" not in printed(CERTIFICATE)


def test_the_whole_model_comes_before_the_verdict() -> None:
    text = printed(WHOLE)
    assert text.index("region: whole model: error") < text.index("2 of 2 layers accepted")
    assert text.rstrip().endswith("ACCEPTED")
    assert "whole model" not in printed(CERTIFICATE)
    region = NETWORK.scopes[1]
    unproved = replace(NETWORK, scopes=(replace(region, verdict=Verdict.UNPROVED),))
    assert printed(replace(WHOLE, network=unproved)).rstrip().endswith("REJECTED")
