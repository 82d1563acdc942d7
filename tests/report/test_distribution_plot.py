"""The distribution of layers by the share of their requirement that they use."""

from dataclasses import replace
from fractions import Fraction
from xml.etree import ElementTree

from quantcert.certificate import Certificate
from quantcert.report.distribution_plot import distribution_plot
from tests.support.certificates import CERTIFICATE, FAILED, PROVED

SVG = "{http://www.w3.org/2000/svg}"


def with_margins(*margins: str) -> Certificate:
    layers = tuple(
        replace(PROVED if Fraction(m) <= 1 else FAILED, bound=Fraction(m), requirement=Fraction(1))
        for m in margins
    )
    return replace(CERTIFICATE, layers=layers)


def columns(certificate: Certificate) -> list[tuple[float, float, str]]:
    """Left edge, height and colour of each column, from left to right."""
    drawn = distribution_plot(certificate)
    assert drawn is not None
    boxes = [box.attrib for box in ElementTree.fromstring(drawn).iter(f"{SVG}rect")]
    return sorted((float(b["x"]), float(b["height"]), b["fill"]) for b in boxes)


def test_columns_are_as_high_as_layers_are_many() -> None:
    few, many, refused = columns(with_margins("0.11", "0.51", "0.52", "0.53", "1.2"))
    assert many[1] == 3 * few[1]
    assert few[0] < many[0] < refused[0]
    assert refused[2] != few[2]


def test_layers_of_a_bin_stand_on_each_other() -> None:
    drawn = distribution_plot(with_margins("1", "1.01", "0.2", "0.2"))
    assert drawn is not None
    boxes = [box.attrib for box in ElementTree.fromstring(drawn).iter(f"{SVG}rect")]
    lower, upper = (box for box in boxes if float(box["x"]) > 200)
    assert lower["x"] == upper["x"]
    assert float(upper["y"]) + float(upper["height"]) == float(lower["y"])


def test_what_is_far_above_is_counted_in_the_last_column() -> None:
    certificate = with_margins("0.1", "0.1", "0.1", "50")
    assert "the last column is of all that is more" in (distribution_plot(certificate) or "")
    assert len(columns(certificate)) == 2
    assert "all that is more" not in (distribution_plot(with_margins(*["0.1"] * 4)) or "")


def test_few_layers_have_no_distribution() -> None:
    assert distribution_plot(with_margins("0.1", "0.2", "0.3")) is None
    bare = replace(PROVED, bound=None, requirement=None)
    assert distribution_plot(replace(CERTIFICATE, layers=(bare,) * 9)) is None
