"""JUnit XML is valid under the schema of Jenkins and counts what the certificate says."""

from pathlib import Path
from xml.etree import ElementTree

import pytest
import xmlschema

from quantcert.report.machine.cases import cases
from quantcert.report.machine.junit import junit
from tests.support.certificates import FAILED, WHOLE
from tests.support.machine_certificates import EVERY, JUSTIFIED, STRANGE_NAME, UNPROVED
from tests.support.reports import source_of

SCHEMA = xmlschema.XMLSchema(str(Path(__file__).parents[2] / "schemas" / "junit-10.xsd"))


def tree(certificate) -> ElementTree.Element:
    return ElementTree.fromstring(junit(source_of(certificate)))


@pytest.mark.parametrize("certificate", EVERY.values(), ids=EVERY)
def test_it_is_valid_and_reproducible(certificate) -> None:
    content = junit(source_of(certificate))
    SCHEMA.validate(content.decode())
    assert content == junit(source_of(certificate))


def test_each_case_stands_in_the_suite_of_its_group() -> None:
    found = [
        (case.get("classname"), case.get("name"))
        for suite in tree(WHOLE)
        for case in suite
        if suite.get("name") == case.get("classname")
    ]
    assert found == [(case.group, case.name) for case in cases(WHOLE)]


@pytest.mark.parametrize(
    ("certificate", "counts", "skipped"),
    [
        (EVERY["layers"], ("1", "0"), 0),
        (JUSTIFIED, ("0", "0"), 1),
        (UNPROVED, ("0", "2"), 0),
        (WHOLE, ("0", "0"), 2),
    ],
)
def test_failures_errors_and_skipped_cases_are_counted(certificate, counts, skipped) -> None:
    root = tree(certificate)
    assert (root.get("failures"), root.get("errors")) == counts
    assert len(root.findall(".//failure")) == int(counts[0])
    assert len(root.findall(".//error")) == int(counts[1])
    assert len(root.findall(".//skipped")) == skipped
    assert sum(int(suite.get("skipped")) for suite in root) == skipped


def test_a_failure_has_the_rule_and_the_reason() -> None:
    failure = tree(EVERY["layers"]).find(".//failure")
    assert failure.attrib == {"type": "QC-ROW-ERROR", "message": FAILED.reason}


def test_what_xml_cannot_hold_is_escaped() -> None:
    suite = tree(STRANGE_NAME)[1]
    assert suite.get("name") == "a\\u0000b|c\\ud800<&>`\n\U0001f600"
