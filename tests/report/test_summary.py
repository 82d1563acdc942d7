"""The report as JSON: what the table shows, with column titles as keys."""

import json
from dataclasses import replace

from quantcert.report.medium import Medium
from quantcert.report.summary import summary
from tests.support.certificates import CERTIFICATE, PROVED
from tests.support.reports import report_of


def test_conclusion_rows_and_sentences() -> None:
    report = report_of(CERTIFICATE)
    found = json.loads(summary(report, Medium()))
    assert (found["accepted"], found["conclusion"]) == (False, report.conclusion.words)
    refused, layers = found["sections"]
    assert layers["tables"][0][1]["bound"] == "0.3334"
    assert "time" not in layers["tables"][0][1]
    assert refused["lines"][0].startswith("FAILED encoder.1.weight")
    detailed = json.loads(summary(report, Medium(verbose=True)))
    assert len(detailed["sections"]) > len(found["sections"])


def test_it_is_ascii_whatever_a_name_holds() -> None:
    odd = replace(CERTIFICATE, layers=(replace(PROVED, tensor="重み\udc80"), PROVED))
    text = summary(report_of(odd), Medium())
    assert text.isascii()
    assert json.loads(text)["sections"][0]["tables"][0][1]["layer"] == "重み\udc80"
