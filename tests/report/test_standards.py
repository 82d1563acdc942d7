"""Objectives of standards: identifiers, kinds of theorems that exist, no word too many."""

import re
from dataclasses import replace
from fractions import Fraction

import pytest

from quantcert._resources import specs_dir
from quantcert.certificate import RotationEvidence, Verdict
from quantcert.report.html import html_page
from quantcert.report.medium import Medium
from quantcert.report.model import Table
from quantcert.report.sentences import SENTENCES
from quantcert.report.standards import objectives, proved_kinds, standards_sections
from quantcert.report.summary import summary
from quantcert.report.text import text_report
from tests.support.certificates import CERTIFICATE, NETWORK, THEOREM, WHOLE
from tests.support.reports import report_of

TOO_MUCH = re.compile(r"\b(complian\w*|compl(y|ies|ied)|certified|certifies|certify)\b", re.I)
ASKED = {
    "EASA concept paper, issue 2": {"IMP-04", "IMP-06", "IMP-07", "IMP-11", "RU-01", "RU-02"},
    "ARP6983 / ED-324 (draft)": {"6.4.3.6.e"},
    "DO-333": {"FM.6.2.1", "FM.6.3.6"},
    "DO-178C": {"Table A-5, objective 8", "Table A-5, objective 9"},
    "DO-330": {"TQL-5 argument"},
    "ISO 26262-8": {"Clause 11"},
}


def test_the_objectives_are_there_once() -> None:
    named = [(objective.document, objective.identifier) for objective in objectives()]
    assert len(set(named)) == len(named)
    assert all((of, name) in named for of, names in ASKED.items() for name in names)


def test_the_kinds_of_theorems_behind_them_exist() -> None:
    assert {kind for objective in objectives() for kind in objective.kinds} <= set(SENTENCES)


@pytest.mark.parametrize("objective", objectives(), ids=lambda found: found.identifier)
def test_each_says_what_it_does_not_show(objective) -> None:
    assert min(map(len, (objective.asks, objective.supports, objective.open))) > 15


def rows(certificate) -> dict[str, tuple]:
    tables = [
        item
        for section in standards_sections(certificate)
        for item in section.items
        if isinstance(item, Table)
    ]
    return {row.cells[0]: row.cells for table in tables for row in table.rows}


def test_only_theorems_of_this_certificate_count() -> None:
    claimed = replace(THEOREM, kind="weights-error")
    refused = replace(THEOREM, kind="packed-length", verdict=Verdict.FAILED)
    certificate = replace(
        CERTIFICATE,
        layers=tuple(replace(layer, theorems=(claimed, refused)) for layer in CERTIFICATE.layers),
    )
    assert proved_kinds(certificate) == {"weights-error": 2}
    rotation = RotationEvidence({}, False, (), 0, (), (replace(THEOREM, kind="rotated-network"),))
    rotated = replace(certificate, rotation=rotation)
    assert proved_kinds(rotated) == {"weights-error": 2, "rotated-network": 1}
    assert rows(certificate)["LM-06"][-1] == "2 weights-error; schemes, requirements"
    assert rows(certificate)["LM-06"][2].startswith("Names the format")
    nothing = rows(certificate)["IMP-06"]
    assert nothing[2].startswith("nothing: no theorem")
    assert nothing[-1] is None
    assert rows(certificate)["RU-01"][2].startswith("Identifies the original")


def test_no_output_says_more_than_it_may() -> None:
    whole = replace(WHOLE, network=replace(NETWORK, scopes=(NETWORK.scopes[1],)))
    accepted = replace(whole, layers=(replace(WHOLE.layers[0], bound=Fraction(1, 5)),))
    texts = [(specs_dir() / "standards.toml").read_text()]
    for certificate in (CERTIFICATE, WHOLE, accepted):
        report = report_of(certificate)
        texts += [html_page(report), summary(report, Medium(verbose=True))]
        texts.append(text_report(report, Medium(verbose=True)))
    for text in texts:
        assert TOO_MUCH.findall(text) == []
    assert TOO_MUCH.search("It is Compliant.")
