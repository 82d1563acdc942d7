"""JUnit XML, as test reporters read it: a suite for each layer and block, a case for each claim.

A vacuous bound that rejects nothing, and a justified failure, are *skipped* cases: they are no
failures, and never counted as passed. Format: the schema of Jenkins (`junit-10.xsd`).
"""

from __future__ import annotations

import re
from itertools import groupby
from xml.etree import ElementTree

from quantcert.report.machine.cases import Case, Outcome, cases
from quantcert.report.source import Source

_ELEMENT = {
    Outcome.FAILED: "failure",
    Outcome.UNPROVED: "error",
    Outcome.WARNED: "skipped",
}
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def junit(source: Source) -> bytes:
    """The certificate as JUnit XML."""
    certificate, found = source.certificate, cases(source.certificate)
    root = ElementTree.Element("testsuites", {"name": _text(certificate.model), **_counts(found)})
    root.set("time", f"{certificate.measurement.seconds:.3f}")
    for number, (group, members) in enumerate(groupby(found, lambda case: case.group)):
        suite = _suite(number, group, tuple(members), certificate.measurement.date)
        root.append(suite)
    ElementTree.indent(root)
    content: bytes = ElementTree.tostring(root, "utf-8", xml_declaration=True)
    return content + b"\n"


def _suite(number: int, group: str, members: tuple[Case, ...], date: str) -> ElementTree.Element:
    suite = ElementTree.Element("testsuite", {"name": _text(group), **_counts(members)})
    suite.set("id", str(number))
    suite.set("skipped", str(sum(case.outcome is Outcome.WARNED for case in members)))
    suite.set("time", f"{sum(case.seconds for case in members):.3f}")
    suite.set("timestamp", date)
    for case in members:
        place = {"name": _text(case.name), "classname": _text(group), "time": f"{case.seconds:.3f}"}
        element = ElementTree.SubElement(suite, "testcase", place)
        if case.outcome in _ELEMENT:
            told = {"type": case.kind, "message": _text(case.message)}
            ElementTree.SubElement(element, _ELEMENT[case.outcome], told)
    return suite


def _counts(members: tuple[Case, ...]) -> dict[str, str]:
    """How many cases there are, have failed, have no proof."""
    outcomes = [case.outcome for case in members]
    return {
        "tests": str(len(members)),
        "failures": str(outcomes.count(Outcome.FAILED)),
        "errors": str(outcomes.count(Outcome.UNPROVED)),
    }


def _text(text: str) -> str:
    """The text with escapes for characters that XML cannot hold."""
    return _NOT_XML.sub(lambda match: f"\\u{ord(match[0]):04x}", text)
