"""JUnit XML, as test reporters read it: a suite for each layer and block, a case for each claim.

A vacuous bound that rejects nothing, and a justified failure, are *skipped* cases: they are no
failures, and never counted as passed. Format: the schema of Jenkins (`junit-10.xsd`).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import groupby
from xml.etree import ElementTree

from quantcert.report.machine.cases import Case, Outcome, each_case
from quantcert.report.source import Source

_ELEMENT = {
    Outcome.FAILED: "failure",
    Outcome.UNPROVED: "error",
    Outcome.WARNED: "skipped",
}
_INSIDE = "\f"
"""Stands for what is inside of the outermost element; no text of XML holds it."""
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def junit(source: Source) -> bytes:
    """The certificate as JUnit XML."""
    return b"".join(junit_pieces(source))


def junit_pieces(source: Source) -> Iterator[bytes]:
    """The XML suite by suite."""
    certificate = source.certificate
    counts = _counts(each_case(certificate))
    root = ElementTree.Element("testsuites", {"name": _text(certificate.model), **counts})
    root.set("time", f"{certificate.measurement.seconds:.3f}")
    root.text = _INSIDE
    head, foot = _xml(root, declaration=True).split(_INSIDE.encode())
    yield head
    for number, (group, members) in enumerate(groupby(each_case(certificate), _group)):
        suite = _suite(number, group, tuple(members), certificate.measurement.date)
        ElementTree.indent(suite, level=1)
        yield b"\n  " + _xml(suite)
    yield b"\n" + foot + b"\n"


def _xml(element: ElementTree.Element, *, declaration: bool = False) -> bytes:
    content: bytes = ElementTree.tostring(element, "utf-8", xml_declaration=declaration)
    return content


def _group(case: Case) -> str:
    return case.group


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


def _counts(members: Iterable[Case]) -> dict[str, str]:
    """How many cases there are, have failed, have no proof."""
    outcomes = Counter(case.outcome for case in members)
    return {
        "tests": str(outcomes.total()),
        "failures": str(outcomes[Outcome.FAILED]),
        "errors": str(outcomes[Outcome.UNPROVED]),
    }


def _text(text: str) -> str:
    """The text with escapes for characters that XML cannot hold."""
    return _NOT_XML.sub(lambda match: f"\\u{ord(match[0]):04x}", text)
