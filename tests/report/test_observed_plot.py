"""Bounds over observed errors: dots in proportion, only where something was observed."""

from dataclasses import replace
from fractions import Fraction
from xml.etree import ElementTree

import pytest

from quantcert.report.observed_plot import observed_plot
from tests.support.certificates import CERTIFICATE, PROVED

SVG = "{http://www.w3.org/2000/svg}"
SEEN = replace(PROVED, tensor="<a>", bound=Fraction(1), observed_error=Fraction(1, 10))
FAR = replace(SEEN, tensor="b", observed_error=Fraction(1, 1000))


def drawn(*layers) -> ElementTree.Element:
    plot = observed_plot(replace(CERTIFICATE, layers=layers))
    assert plot is not None
    return ElementTree.fromstring(plot)


def test_the_distance_of_the_dots_is_the_ratio() -> None:
    dots = [float(dot.attrib["cx"]) for dot in drawn(SEEN, FAR).iter(f"{SVG}circle")]
    near, far = dots[0] - dots[1], dots[2] - dots[3]
    assert far == pytest.approx(3 * near, abs=0.05)
    assert dots[0] == dots[2]


def test_layers_are_named_and_those_without_an_observation_left_out() -> None:
    names = [text.text for text in drawn(SEEN, PROVED).iter(f"{SVG}text")]
    assert "<a>" in names
    assert PROVED.tensor not in names
    assert {"0.1", "1"} <= set(names)


def test_without_observations_there_is_no_plot() -> None:
    assert observed_plot(CERTIFICATE) is None
