"""The plot of the layers' bounds."""

from __future__ import annotations

import re
from dataclasses import replace
from fractions import Fraction
from xml.etree import ElementTree

import pytest

from quantcert.report.axes import round_steps
from quantcert.report.plots import bound_plot
from tests.support.certificates import CERTIFICATE, PROVED

SVG = "{http://www.w3.org/2000/svg}"
HALF = replace(PROVED, bound=Fraction(1, 2), requirement=Fraction(3, 4), trivial_bound=Fraction(1))
FULL = replace(HALF, tensor="b<&>.weight", bound=Fraction(1), requirement=None)


def drawn() -> ElementTree.Element:
    plot = bound_plot(replace(CERTIFICATE, layers=(HALF, FULL)))
    assert plot is not None
    return ElementTree.fromstring(plot)


def test_bars_are_as_long_as_bounds_are_large() -> None:
    half, full = (float(bar.attrib["width"]) for bar in drawn().iter(f"{SVG}rect"))
    assert full == pytest.approx(2 * half, abs=0.02)


def test_the_requirement_is_a_line_in_its_row() -> None:
    lines = [path for path in drawn().iter(f"{SVG}path") if path.get("stroke-width") == "1.5"]
    (line,) = lines
    bars = list(drawn().iter(f"{SVG}rect"))
    left = float(bars[0].attrib["x"])
    across, down = map(float, re.findall(r"[\d.]+", line.attrib["d"])[:2])
    assert across - left == pytest.approx(1.5 * float(bars[0].attrib["width"]), abs=0.02)
    assert down == float(bars[0].attrib["y"])


def test_names_stand_beside_bars_whatever_they_hold() -> None:
    texts = [text.text for text in drawn().iter(f"{SVG}text")]
    assert texts[:2] == [HALF.tensor, "b<&>.weight"]


@pytest.mark.parametrize(
    ("largest", "ticks"),
    [
        (1.0, [0, 0.2, 0.4, 0.6, 0.8, 1.0]),
        (0.28, [0, 0.05, 0.1, 0.15, 0.2, 0.25]),
        (8.0, [0, 1, 2, 3, 4, 5, 6, 7, 8]),
        (3e9, [0, 5e8, 1e9, 1.5e9, 2e9, 2.5e9, 3e9]),
    ],
)
def test_ticks_are_round_and_few(largest: float, ticks: list[float]) -> None:
    assert round_steps(largest) == pytest.approx(ticks)
