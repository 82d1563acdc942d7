"""The HTML page: self-contained, escaped, reproducible, honest about what failed."""

import re
from dataclasses import replace
from fractions import Fraction
from html.parser import HTMLParser

import pytest
from markupsafe import escape

from quantcert.certificate import Finding, NetworkEvidence, Rule, Verdict
from quantcert.report.html import html_page
from quantcert.report.medium import Medium
from tests.support.certificates import (
    CERTIFICATE,
    FAILED,
    HYPOTHESES,
    NETWORK,
    PROVED,
    REGION,
    THEOREM,
    WHOLE,
)
from tests.support.reports import report_of


def page() -> str:
    return html_page(report_of(CERTIFICATE))


class _Links(HTMLParser):
    found: list[str]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [value or "" for name, value in attrs if name in {"src", "href"}]


def test_the_page_shows_verdicts_witness_and_labels() -> None:
    text = page()
    assert "REJECTED" in text
    assert "row 3 has bound 7/9, allowed: 2/3" in text
    assert "default requirements default.toml" in text
    assert "Task accuracy of the quantized model" in text


def test_names_and_statements_are_escaped() -> None:
    text = page()
    assert "encoder.&lt;0&gt;.weight" in text
    assert "encoder.<0>.weight" not in text
    assert "|x| &lt; 1" in text


def test_the_page_loads_nothing_from_elsewhere() -> None:
    parser = _Links()
    parser.found = []
    parser.feed(page())
    assert parser.found
    assert all(link.startswith("#") for link in parser.found)


def test_the_page_is_reproducible() -> None:
    assert page() == page()


def test_a_page_without_bounds_has_no_plot() -> None:
    bare = replace(PROVED, bound=None, trivial_bound=None, requirement=None)
    certificate = replace(CERTIFICATE, layers=(bare,))
    assert "<svg" not in html_page(report_of(certificate))
    assert "<svg" in page()


def whole(**changes: object) -> str:
    certificate = replace(WHOLE, network=replace(NETWORK, **changes))
    return html_page(report_of(certificate))


class _Cells(HTMLParser):
    """The cells of each table row."""

    rows: list[list[str]]
    inside: bool

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.inside = tag in {"td", "a"} or (self.inside and tag != "tr")
        if tag == "tr":
            self.rows.append([])
        elif tag == "td":
            self.rows[-1].append("")

    def handle_endtag(self, tag: str) -> None:
        self.inside = self.inside and tag != "td"

    def handle_data(self, data: str) -> None:
        if self.inside and self.rows and self.rows[-1]:
            self.rows[-1][-1] += data


def rows(page: str) -> list[list[str]]:
    parser = _Cells()
    parser.rows, parser.inside = [], False
    parser.feed(page)
    return parser.rows


def test_the_whole_model_shows_each_scope_with_its_verdict() -> None:
    found = rows(whole())
    counts = "blocks alone: 3 PROVED, 0 PROVED-VACUOUS of 3; accumulated: "
    assert [
        "all inputs", "1.1·10^12", "10", "0.25", "–",
        counts + "2 PROVED, 1 PROVED-VACUOUS of 3", "PROVED-VACUOUS",
    ] in found  # fmt: skip
    assert [
        "region ranges.json, 512 tokens of <news>.txt", "9", "10", "0.25",
        "at most 3.1-fold", counts + "3 PROVED, 0 PROVED-VACUOUS of 3", "PROVED",
    ] in found  # fmt: skip
    assert "first vacuous after layer 0 mlp" in whole()
    assert "that a text stays in them" in whole()


def test_each_block_has_a_row_in_each_scope() -> None:
    found = rows(whole())
    first = ["layer 0 <attention>", "attention", "1", "0.125", "8", "PROVED"]
    assert found.count([*first, "7", "0.25", "28", "PROVED", "10"]) == 2
    last = ["layer 0 mlp", "mlp", "2", "0.125", "16", "PROVED"]
    assert [*last, "1.1·10^12", "0.25", "4.1·10^12", "PROVED-VACUOUS", "10"] in found


def test_hypotheses_say_what_is_assumed_measured_and_proved() -> None:
    found = rows(whole())
    for hypothesis, scope in zip(HYPOTHESES, ["every", "every", "every", "region"], strict=True):
        cells = [hypothesis.name, hypothesis.statement, scope, hypothesis.discharged.value]
        assert [*cells, hypothesis.by] in found
    assert '<td class="MEASURED">assumed</td>' in whole()
    assert '<td class="PROVED">kernel</td>' in whole()


def test_norms_name_the_certificate_that_proved_them() -> None:
    norms = ["1", "5", "2", "3", "4", "Gram", "4000", "Frobenius"]
    assert ["encoder.<0>.weight", *norms] in rows(whole())


def test_problems_of_a_block_are_shown() -> None:
    spoiled = replace(
        REGION.blocks[1],
        verdict_accumulated=Verdict.UNPROVED,
        finding=Finding(Rule.NO_PROOF, "time limit of 60 s"),
        observed_alone=Fraction(2),
    )
    text = whole(scopes=(replace(REGION, blocks=(spoiled,)),))
    assert ["time limit of 60 s"] in rows(text)
    assert Rule.OBSERVED_ABOVE.meaning in text
    assert "REJECTED" in text
    assert "is above its bound" not in whole()


def test_the_theorems_of_the_whole_model_are_listed() -> None:
    text = whole()
    for name in ("Gen.M.Net.model_error", "Gen.M.Region.model_error", "Gen.M.Net.mlp_propagates"):
        assert f"<code>{name}</code>" in text


def test_the_page_of_a_whole_model_has_both_plots_and_is_escaped() -> None:
    text = whole()
    assert text.count("<svg") == 3
    assert "<attention>" not in text
    assert "<news>" not in text
    assert whole() == text


def test_why_there_is_no_theorem_about_the_whole_model_is_told() -> None:
    network = NetworkEvidence.unsupported("config.json: model_type is 'rwkv'")
    certificate = replace(WHOLE, network=network)
    text = html_page(report_of(certificate))
    assert "model_type is &#39;rwkv&#39;" in text
    assert text.count("<svg") == 2
    assert "Whole model" not in page()


def test_layers_show_range_and_observed_error() -> None:
    found = rows(whole())
    bounds = ["3.75", "1", "0.3334", "4", "0.6666", "0.5"]
    assert ["encoder.<0>.weight", *bounds, "0.25", "1.334", "PROVED"] in found
    assert ["encoder.1.weight", *bounds, "–", "–", "PROVED"] in found


def test_what_all_layers_have_is_said_once() -> None:
    every = (
        "every layer: shape 4×6, stored as pair11, groups of 128, evidence from measured row sums"
    )
    assert f'<p class="note">{every}</p>' in whole()
    other = replace(PROVED, tensor="other", rows=5)
    text = html_page(report_of(replace(CERTIFICATE, layers=(PROVED, other))))
    assert [cells[1] for cells in rows(text) if cells and cells[0] in ("other", PROVED.tensor)] == [
        "4×6",
        "5×6",
    ]


def test_structure_alone_does_not_look_like_success() -> None:
    for level, shown in (("weights", "verdict yes"), ("structure", "verdict partly")):
        certificate = replace(CERTIFICATE, layers=(PROVED,), level=level)
        assert f'<p class="{shown}">' in html_page(report_of(certificate))
    assert '<p class="verdict no">' in page()


def test_layers_after_a_norm_have_a_row_without_data() -> None:
    page = html_page(report_of(WHOLE))
    table = page.partition("Linear layers after a norm")[2].partition("</table>")[0]
    cells = re.findall(r"<td[^>]*>([^<]*)</td>", table)
    assert cells == [
        "encoder.&lt;0&gt;.weight", "embeddings norm", "1.5", "12", "0.25", "6", "PROVED",
    ]  # fmt: skip


def test_the_page_says_what_was_accepted_and_by_whose_tolerance() -> None:
    for certificate in (CERTIFICATE, WHOLE):
        report = report_of(certificate)
        words = str(escape(report.conclusion.words))
        assert f"{words}</p>" in html_page(report)


def test_times_have_no_place_on_the_page() -> None:
    slower = replace(
        CERTIFICATE,
        measurement=replace(
            CERTIFICATE.measurement, seconds=99.5, layer_seconds={PROVED.tensor: 77.25}
        ),
    )
    assert html_page(report_of(slower)) == page()


def test_names_that_utf_8_cannot_write_are_escaped() -> None:
    odd = replace(CERTIFICATE, layers=(replace(PROVED, tensor="a\udc80<b>"), FAILED))
    assert "a\\udc80&lt;b&gt;" in html_page(report_of(odd)).encode().decode()


def test_every_link_has_its_place() -> None:
    parser = _Links()
    parser.found = []
    parser.feed(html_page(report_of(WHOLE)))
    for link in parser.found:
        assert f'id="{link[1:]}"' in html_page(report_of(WHOLE))


@pytest.mark.parametrize(
    "name", ["experts[/x].w", "cost $x$", "重み.w", "a\x1b[1mb", "$\\frac{1}$"]
)
def test_odd_names_are_shown_in_table_and_plot(name: str) -> None:
    odd = replace(CERTIFICATE, layers=(replace(PROVED, tensor=name), FAILED))
    shown = str(escape(Medium().shown(name)))
    text = html_page(report_of(odd))
    assert f">{shown}</a>" in text
    assert f">{shown}</text>" in text


def test_each_link_has_something_that_it_opens() -> None:
    parser = _Links()
    parser.found = []
    parser.feed(whole())
    for link in parser.found:
        assert f'id="{link[1:]}"' in whole()
    assert "#layer-1" in parser.found
    details = whole().partition('<div id="layer-1">')[0].rpartition("<details>")[2]
    assert "</details>" not in details  # the target is inside: browsers open what holds it
    assert "details:has(:target)::details-content" in whole()


def test_paper_shows_all_and_says_of_which_model_each_page_is() -> None:
    odd = html_page(report_of(replace(CERTIFICATE, model='a"}b</style>')))
    assert r'content: "QuantCert · a\22 \7d b\3c \2f style\3e "' in odd
    assert odd.count("</style>") == 1
    assert 'counter(page) " of " counter(pages)' in odd
    assert "details::details-content { content-visibility: visible" in odd


def test_numbers_have_the_exact_ones_behind_them() -> None:
    assert '<td class="number" title="exactly 1/3">0.3334</td>' in page()
    assert 'title="exactly 4"' not in page()


def test_theorems_are_told_in_sentences() -> None:
    told = replace(THEOREM, kind="packed-length", statement=": PackedLength 1 4 1")
    text = html_page(report_of(replace(CERTIFICATE, layers=(replace(PROVED, theorems=(told,)),))))
    says = "The packed codes of encoder.&lt;0&gt;.weight, 1 row of 4 weights, take exactly 1 byte."
    assert f'<p class="says">{says}</p>' in text


def test_columns_that_say_nothing_are_left_out() -> None:
    assert ">requirement</th>" in page()
    bare = replace(PROVED, bound=None, trivial_bound=None, requirement=None, input_abs_max=None)
    text = html_page(report_of(replace(CERTIFICATE, layers=(bare,))))
    assert ">requirement</th>" not in text
    assert ">layer</th>" in text
