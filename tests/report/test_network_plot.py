"""The plot along the network: what is drawn, what is not, where a bound becomes vacuous."""

import math
import re
from dataclasses import replace
from fractions import Fraction

import pytest

from quantcert.certificate import NetworkEvidence, Verdict
from quantcert.report.network_plot import Curve, curves, network_plot
from tests.support.certificates import ALL_INPUTS, BLOCKS, NETWORK, REGION

ONE_SCOPE = replace(NETWORK, scopes=(REGION,))


def by_label(network: NetworkEvidence) -> dict[str, Curve]:
    return {curve.label: curve for curve in curves(network)}


def drawn(network: NetworkEvidence) -> str:
    plot = network_plot(network)
    assert plot is not None
    return plot


def test_a_curve_for_each_bound_and_scope() -> None:
    found = by_label(NETWORK)
    assert list(found) == [
        "bound accumulated, all inputs",
        "bound alone, all inputs",
        "output of zeros at most, all inputs",
        "bound accumulated, region",
        "bound alone, region",
        "output of zeros at most, region",
        "observed accumulated",
        "observed alone",
    ]
    expected = [math.log10(0.5), math.log10(7), 12]
    assert found["bound accumulated, all inputs"].powers == pytest.approx(expected)
    assert found["output of zeros at most, region"].powers == (1, 1, 1)
    assert found["observed alone"].powers == pytest.approx([math.log10(1 / 8)] * 3)


def test_a_number_too_large_for_a_float_is_drawn() -> None:
    huge = replace(BLOCKS[2], accumulated=Fraction(10**400))
    network = replace(NETWORK, scopes=(replace(ALL_INPUTS, blocks=(*BLOCKS[:2], huge)),))
    assert by_label(network)["bound accumulated, all inputs"].powers[2] == pytest.approx(400)
    assert "10⁴⁰⁰" in drawn(network)


@pytest.mark.parametrize("verdict", [Verdict.UNPROVED, Verdict.FAILED])
def test_a_bound_that_the_kernel_did_not_accept_is_not_drawn(verdict: Verdict) -> None:
    refused = replace(BLOCKS[1], verdict_accumulated=verdict)
    network = replace(NETWORK, scopes=(replace(REGION, blocks=(BLOCKS[0], refused)),))
    powers = by_label(network)["bound accumulated, region"].powers
    assert powers[0] is not None
    assert powers[1] is None


def test_no_error_and_no_bound_leave_a_gap() -> None:
    still = replace(BLOCKS[0], alone=Fraction(0), observed_alone=None)
    unstated = replace(BLOCKS[1], alone=None, verdict_alone=None)
    network = replace(NETWORK, scopes=(replace(REGION, blocks=(still, unstated)),))
    assert by_label(network)["bound alone, region"].powers == (None, None)
    assert by_label(network)["observed alone"].powers[0] is None
    assert drawn(network)


def test_observed_errors_are_drawn_only_if_there_are_any() -> None:
    blocks = tuple(replace(b, observed_alone=None, observed_accumulated=None) for b in BLOCKS)
    network = replace(NETWORK, scopes=(replace(ALL_INPUTS, blocks=blocks),))
    assert not [label for label in by_label(network) if label.startswith("observed")]


def test_the_first_vacuous_block_is_marked() -> None:
    assert "first vacuous: all inputs, layer 0 mlp" in drawn(NETWORK)
    assert "vacuous: region" not in drawn(NETWORK)
    assert "vacuous" not in drawn(ONE_SCOPE)


def test_blocks_are_named_and_escaped() -> None:
    text = drawn(NETWORK)
    for name in ("embeddings", "layer 0 &lt;attention&gt;", "layer 0 mlp"):
        assert re.search(rf">\s*{name}\s*<", text)


def test_the_plot_is_reproducible() -> None:
    assert drawn(NETWORK) == drawn(NETWORK)


@pytest.mark.parametrize("network", [None, NetworkEvidence.unsupported("unknown")])
def test_without_theorems_there_is_no_plot(network: NetworkEvidence | None) -> None:
    assert network_plot(network) is None
