"""The HTML page: self-contained, escaped, reproducible, honest about what failed."""

from dataclasses import replace
from html.parser import HTMLParser

from quantcert.certificate.encode import to_document
from quantcert.report.html import html_page
from tests.samples import CERTIFICATE, PROVED


def page() -> str:
    return html_page(CERTIFICATE, to_document(CERTIFICATE))


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
    assert "<svg" not in html_page(certificate, to_document(certificate))
    assert "<svg" in page()
