"""Figures become SVG elements that are the same on every run and can share a page."""

import re

from matplotlib.figure import Figure

from quantcert.report.svg import svg_element


def drawn(salt: str) -> str:
    figure = Figure()
    axes = figure.add_axes((0.1, 0.1, 0.8, 0.8))
    axes.plot([1, 2], marker="o")
    return svg_element(figure, salt)


def referred(svg: str) -> set[str]:
    """The identifiers that something in the element refers to."""
    return set(re.findall(r"(?:href=\"|url\()#([^\")]+)", svg))


def test_an_element_is_reproducible() -> None:
    assert drawn("one") == drawn("one")
    assert drawn("one").startswith("<svg")
    assert drawn("one").rstrip().endswith("</svg>")


def test_elements_with_other_salts_share_no_identifier() -> None:
    assert referred(drawn("one"))
    assert not referred(drawn("one")) & referred(drawn("two"))
