"""What a terminal shows: what is refused spelled out, the conclusion in the last line."""

from dataclasses import replace
from fractions import Fraction

import pytest

from quantcert.report.medium import Medium
from quantcert.report.text import text_report
from tests.support.certificates import CERTIFICATE, FAILED, NETWORK, PROVED, WHOLE
from tests.support.reports import printed, report_of


def test_rows_show_bound_margin_and_verdict_and_what_all_have_is_said_once() -> None:
    text = printed(CERTIFICATE)
    assert "every layer: shape 4×6, stored as pair11, groups of 128, bits/weight 3.75" in text
    assert "requirement 0.6666, evidence from measured row sums" in text
    line = next(row for row in text.splitlines() if row.startswith("<0>"))
    assert line.split() == ["<0>", "0.3334", "0.5", "PROVED", "0.25", "s"]


@pytest.mark.parametrize("width", [80, 200])
def test_the_last_line_is_the_conclusion_whole(width: int) -> None:
    for certificate in (CERTIFICATE, WHOLE, replace(CERTIFICATE, level="structure")):
        text = printed(certificate, width)
        assert text.endswith(f"\n{report_of(certificate).conclusion.words}\n")


def test_refused_layers_come_worst_first_with_margin_rule_and_remedy() -> None:
    slight = replace(FAILED, tensor="slight", bound=Fraction(3, 4))
    text = printed(replace(CERTIFICATE, layers=(PROVED, slight, FAILED)))
    why = "row 3 has bound 7/9, allowed: 2/3 [QC-ROW-ERROR]"
    worst = f"FAILED encoder.1.weight (margin 1.167): {why}"
    assert f"the worst first\n{worst}\nFAILED slight (margin 1.125): {why}\n" in text
    assert "QC-ROW-ERROR (2 of 2 refused): Quantize with a smaller group size" in text
    assert "stored as pair11, groups of 128; they are measured by the" in text
    assert text.index("margin: share of") < text.index("What is refused")
    assert text.index("What is refused") < text.index("1 of 3 layers accepted")
    assert "FAILED" not in printed(replace(CERTIFICATE, layers=(PROVED,)))


def test_many_refused_layers_are_counted_unless_all_are_asked_for() -> None:
    many = tuple(replace(FAILED, tensor=f"layer.{k}.weight") for k in range(12))
    certificate = replace(CERTIFICATE, layers=many)
    assert "and 2 more (--verbose shows all)" in printed(certificate)
    assert printed(certificate).count("[QC-ROW-ERROR]") == 10
    assert printed(certificate, verbose=True).count("[QC-ROW-ERROR]") == 12


def test_layers_are_in_natural_order() -> None:
    layers = tuple(replace(FAILED, tensor=f"layer.{k}.weight") for k in (0, 11, 2))
    rows = printed(replace(CERTIFICATE, layers=layers)).split("─\n")[1].splitlines()[:3]
    assert [row.split()[0] for row in rows] == ["0", "2", "11"]


def test_observed_errors_are_shown_where_known() -> None:
    first = next(line for line in printed(WHOLE).splitlines() if line.startswith("<0>"))
    assert first.split()[3:5] == ["0.25", "1.334"]
    assert "observed" not in printed(CERTIFICATE)


def test_the_whole_model_comes_before_the_summary() -> None:
    text = printed(WHOLE)
    assert text.index("region: whole model: error") < text.index("2 of 2 layers accepted")
    assert "whole model" not in printed(CERTIFICATE)


def test_details_are_shown_if_asked_for() -> None:
    assert "embeddings norm" not in printed(WHOLE)
    assert "embeddings norm" in printed(WHOLE, verbose=True)


def test_a_verdict_is_coloured_where_there_are_colours() -> None:
    report = report_of(replace(CERTIFICATE, network=NETWORK))
    text = text_report(report, Medium(colour=True))
    assert "\x1b[32mPROVED\x1b[0m" in text
    assert "\x1b[1;31mFAILED\x1b[0m" in text
    assert "\x1b[33mPROVED-VACUOUS\x1b[0m" in text
    assert text.endswith("\x1b[0m\n")
    assert "\x1b" not in text_report(report, Medium())


@pytest.mark.parametrize("name", ["experts[/x].w", "[red]w[/red]", "a\udc80b", "重み.unsafe"])
@pytest.mark.parametrize("encoding", ["utf-8", "ascii", "latin-1", "cp1252"])
def test_odd_names_are_shown_and_never_interpreted(name: str, encoding: str) -> None:
    medium = Medium(encoding=encoding)
    report = report_of(replace(WHOLE, layers=(replace(FAILED, tensor=name), PROVED)))
    text = text_report(report, medium)
    assert text.encode(encoding)
    assert f"FAILED {medium.shown(name)} (margin" in text
