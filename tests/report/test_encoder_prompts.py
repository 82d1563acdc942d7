"""What the page says of prompts to encoders."""

from dataclasses import replace
from fractions import Fraction

from quantcert.certificate import Verdict
from quantcert.report.html import html_page
from quantcert.report.model import Line, Listing, Plot, Theorems
from tests.support.certificates import WHOLE
from tests.support.prompt_evidence import ENCODED
from tests.support.reports import report_of, table_of

CERTIFICATE = replace(WHOLE, prompts=ENCODED)


def texts(found) -> str:
    lines = [item for item in found.items if isinstance(item, Line)]
    lines += [line for item in found.items if isinstance(item, Listing) for line in item.lines]
    return "\n".join(line.text for line in lines)


def test_every_prompt_has_a_row_with_its_cosine():
    table = table_of(next(s for s in report_of(CERTIFICATE).sections if s.anchor == "prompts"))
    names = [column.title for column in table.columns]
    assert names == ["line", "prompt", "tokens", "vectors differ ≤", "cosine ≥", "verdict"]
    (row,) = table.rows
    expected = (Fraction(1, 7), Fraction(98805, 100000), Verdict.PROVED)
    assert row.cells[3:] == expected


def test_what_is_required_and_proved_is_said_without_a_picture_of_tokens():
    report = report_of(CERTIFICATE)
    overview = texts(next(s for s in report.sections if s.anchor == "prompts"))
    assert "Required of each prompt: the cosine of both embeddings is at least 0.9." in overview
    assert "An encoder reads a text" in overview
    assert "picture" not in overview
    found = next(each for each in report.sections if each.anchor == "prompt-1")
    assert "embeddings of this text is at least 0.988." in texts(found)
    assert "No entry of the vector of any token differs by more than 0.1429" in texts(found)
    assert not any(isinstance(item, Plot) for item in found.items)
    rows = table_of(found).rows
    assert [row.cells for row in rows] == [
        ("0", "the", Fraction(1, 7)),
        ("1", "cat", Fraction(1, 9)),
    ]


def test_each_theorem_has_a_sentence():
    report = report_of(CERTIFICATE)
    found = next(s for s in report.sections if s.title == "Prompt in line 1" and s.closed)
    assert any(isinstance(item, Theorems) for item in found.items)
    assert texts(found).splitlines() == [
        "No entry of the vector of “cat” (token 5) at position 1 differs by more than 0.1112.",
        "No entry of the vector of any token of the prompt differs by over 0.1429.",
        "The cosine of the angle between both networks' embeddings of this text is at least 0.988.",
    ]


def test_the_page_is_written():
    assert "cosine" in html_page(report_of(CERTIFICATE))
