"""The layers of a report: columns, order, what is told of refused ones."""

from dataclasses import replace
from fractions import Fraction

import pytest

from quantcert.certificate import Evidence, Justification, LayerCertificate, Rule, Verdict
from quantcert.report.layers import (
    COLUMNS,
    layers_section,
    natural,
    ordered_layers,
    refused_section,
)
from quantcert.report.model import Line, Listing
from quantcert.requirements import LayerRequirement
from quantcert.roles import Role
from tests.support.certificates import BY_COLUMNS, CERTIFICATE, FAILED, PROVED, WHOLE
from tests.support.reports import report_of, table_of


def test_two_comes_before_eleven() -> None:
    names = ["h.11.w", "h.2.w", "h.2.b", "h", "10", "a2b", "a10b"]
    assert sorted(names, key=natural) == ["10", "a2b", "a10b", "h", "h.2.b", "h.2.w", "h.11.w"]


def test_a_row_has_what_its_column_says() -> None:
    rule = LayerRequirement("encoder.*", Fraction(1), None, Fraction(3, 4))
    known = tuple(
        replace(layer, roles=(Role.LOOKUP, Role.LINEAR), rule=rule) for layer in WHOLE.layers
    )
    table = table_of(layers_section(replace(WHOLE, layers=known)))
    assert table.columns == COLUMNS
    one, other = table.rows
    assert one.cells[0] == "encoder.1.weight"
    assert dict(zip([c.title for c in table.columns], other.cells, strict=True)) == {
        "layer": "encoder.<0>.weight",
        "shape": "4×6",
        "role": "lookup, linear",
        "stored as": "pair11, groups of 128",
        "bits/weight": Fraction(15, 4),
        "|x| ≤": Fraction(1),
        "bound": Fraction(1, 3),
        "trivial bound": Fraction(4),
        "requirement": Fraction(2, 3),
        "margin": Fraction(1, 2),
        "rule": "encoder.*",
        "observed": Fraction(1, 4),
        "bound/observed": Fraction(4, 3),
        "verdict": Verdict.PROVED,
        "evidence": "from measured row sums",
        "time": Fraction(1, 4),
    }
    assert (other.settled, other.margin, other.notes) == (True, Fraction(1, 2), ())


def test_columns_of_observations_are_there_if_there_are_any() -> None:
    titles = [column.title for column in table_of(layers_section(CERTIFICATE)).columns]
    absent = {"observed", "bound/observed", "role", "rule"}
    assert set(titles) == {column.title for column in COLUMNS} - absent


def test_a_share_of_each_row_is_the_requirement() -> None:
    table = table_of(layers_section(replace(CERTIFICATE, layers=(BY_COLUMNS,))))
    cells = dict(zip([c.title for c in table.columns], table.rows[0].cells, strict=True))
    assert cells["requirement"] == "0.75 of each column"
    assert (cells["margin"], table.rows[0].margin) == (Fraction(1, 2), Fraction(1, 2))


@pytest.mark.parametrize(
    ("layer", "words"),
    [
        (PROVED, ["Row sums are measured by Python, and the theorems assume them."]),
        (BY_COLUMNS, ["judged by Python alone, no theorem speaks of it."]),
        (replace(BY_COLUMNS, evidence=Evidence.WEIGHTS), []),
    ],
)
def test_what_python_judges_is_said_beside_the_table(
    layer: LayerCertificate, words: list[str]
) -> None:
    found = layers_section(replace(CERTIFICATE, layers=(layer,)))
    said = [item.text for item in found.items if isinstance(item, Line) and not item.detail]
    assert len(said) == len(words)
    assert all(text.endswith(word) for text, word in zip(said, words, strict=True))


def test_a_row_leads_to_its_theorems_and_says_why_it_is_refused() -> None:
    refused, proved = table_of(layers_section(CERTIFICATE)).rows
    assert [anchor for anchor, _ in ordered_layers(CERTIFICATE)] == [refused.target, proved.target]
    assert [note.text for note in refused.notes] == [
        "row 3 has bound 7/9, allowed: 2/3 [QC-ROW-ERROR]"
    ]
    assert not refused.settled


def test_what_is_refused_is_listed_with_what_to_do() -> None:
    section = refused_section(CERTIFICATE)
    assert section is not None
    listing, remedy, what = section.items
    assert isinstance(listing, Listing)
    assert isinstance(remedy, Line)
    assert isinstance(what, Line)
    assert listing.lines[0].tone is Verdict.FAILED
    assert listing.lines[0].text == (
        "FAILED encoder.1.weight (margin 1.167): row 3 has bound 7/9, allowed: 2/3 [QC-ROW-ERROR]"
    )
    for knob in ("group size", "format", "max_row_error", "max_relative_error"):
        assert knob in remedy.text
    assert "groups of 128" in what.text
    assert refused_section(replace(CERTIFICATE, layers=(PROVED,))) is None


def test_a_rule_is_explained_once() -> None:
    section = refused_section(replace(CERTIFICATE, layers=(FAILED, FAILED)))
    assert section is not None
    told = [item.text for item in section.items if isinstance(item, Line)]
    assert sum(text.startswith("QC-ROW-ERROR (2 of 2 refused)") for text in told) == 1


def test_a_justification_stands_beside_the_failure() -> None:
    stated = Justification(
        layer="encoder.1.*",
        check=Rule.ROW_ERROR,
        rationale="Never looked up.",
        author="A. Author",
        expires="2027-06-30",
        expired=False,
        layers=(FAILED.tensor,),
    )
    certificate = replace(CERTIFICATE, justifications=(stated,), requirements_default=False)
    words = "QC-ROW-ERROR of encoder.1.* justified by A. Author until 2027-06-30: Never looked up."
    told = Line(words, Verdict.PROVED_VACUOUS)
    (row,) = (row for row in table_of(layers_section(certificate)).rows if row.notes)
    assert row.notes[-1] == told
    refused = refused_section(certificate)
    assert refused is not None
    assert refused.title.startswith("What is justified")
    assert any(isinstance(item, Listing) and told in item.lines for item in refused.items)
    assert report_of(certificate).tone is Verdict.PROVED_VACUOUS
