"""The picture: two bars for each layer that both have, in proportion to the bounds."""

from dataclasses import replace
from fractions import Fraction
from xml.etree import ElementTree

from quantcert.report.versus.pairs import versus
from quantcert.report.versus.picture import comparison_svg
from tests.support.certificates import CERTIFICATE, FAILED, PROVED
from tests.support.machine_certificates import STRANGE_NAME

SVG = "{http://www.w3.org/2000/svg}"
FIRST = replace(CERTIFICATE, layers=(PROVED, FAILED))
SECOND = replace(CERTIFICATE, layers=(replace(PROVED, bound=Fraction(1, 6)),))


def bars(text: str) -> list[float]:
    """The lengths of the bars, which have the height 8."""
    root = ElementTree.fromstring(text)
    return [float(r.get("width")) for r in root.iter(f"{SVG}rect") if r.get("height") == "8"]


def test_bars_are_in_proportion() -> None:
    first, second = bars(comparison_svg(versus(FIRST, SECOND)))
    assert abs(first - 2 * second) < 0.02


def test_a_layer_of_one_has_no_bars_and_nothing_to_show_is_a_picture_too() -> None:
    text = comparison_svg(versus(FIRST, replace(SECOND, layers=())))
    assert bars(text) == []
    assert FAILED.tensor not in text


def test_names_are_text_and_bytes_are_the_same() -> None:
    text = comparison_svg(versus(STRANGE_NAME, STRANGE_NAME))
    ElementTree.fromstring(text)
    assert text == comparison_svg(versus(STRANGE_NAME, STRANGE_NAME))
