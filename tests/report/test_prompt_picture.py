"""The picture of agreement: a cell for each token, in lines that fit a page."""

import xml.etree.ElementTree as ET
from dataclasses import replace
from fractions import Fraction

from quantcert.report.prompt_picture import agreement_picture
from quantcert.report.tokens import TokenNames
from tests.support.prompt_evidence import OTHER, SAME, UNKNOWN, prompt

NAMES = TokenNames({"3": " the", "5": "<&>", "6": " " + "long" * 9})
SVG = "{http://www.w3.org/2000/svg}"


def drawn(*positions):
    root = ET.fromstring(agreement_picture(prompt(*positions), NAMES))
    texts = [text.text for text in root.iter(f"{SVG}text")]
    cells = [rect for rect in root.iter(f"{SVG}rect") if rect.get("rx")]
    bars = [rect for rect in root.iter(f"{SVG}rect") if not rect.get("rx")]
    return root, texts, cells, bars


def test_each_token_stands_above_what_is_chosen():
    _, texts, cells, _ = drawn(SAME, OTHER, UNKNOWN)
    assert texts[:3] == ["text", "original", "quantized"]
    assert texts[3:] == ["the", "<&>", "<&>", "the", "<&>", "long" * 5 + "l…", "the", "?", "<&>"]
    assert len({cell.get("fill") for cell in cells}) == 3


def test_bars_are_the_smaller_leads_beside_the_largest():
    half = replace(SAME, quantized_lead=SAME.quantized_lead / 2)
    _, _, cells, bars = drawn(SAME, half, UNKNOWN)
    shares = [
        round(float(bar.get("width")) / float(cell.get("width")), 2)
        for cell, bar in zip(cells, bars, strict=True)
    ]
    assert shares == [1, 0.5, 0]


def test_a_long_prompt_goes_on_in_further_lines():
    root, _, cells, _ = drawn(*[SAME] * 40)
    width, height = map(float, root.get("viewBox").split()[2:])
    right = [float(cell.get("x")) + float(cell.get("width")) for cell in cells]
    low = [float(cell.get("y")) + float(cell.get("height")) for cell in cells]
    assert max(right) <= width
    assert max(low) <= height
    assert len(set(low)) > 1


def test_no_lead_is_no_bar():
    none = replace(SAME, original_lead=Fraction(0))
    _, _, _, bars = drawn(none)
    assert bars[0].get("width") == "0.0"
