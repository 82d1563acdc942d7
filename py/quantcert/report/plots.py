"""The plot of the layers' bounds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from quantcert.certificate import Certificate, LayerCertificate, Verdict
from quantcert.report.medium import Medium
from quantcert.report.svg import svg_element

_COLOUR = {
    Verdict.PROVED: "#2a7f4f",
    Verdict.PROVED_VACUOUS: "#c98a00",
    Verdict.MEASURED: "#c98a00",
    Verdict.FAILED: "#b3261e",
    Verdict.UNPROVED: "#b3261e",
}
_ROW_INCHES = 0.24
_MARGIN_INCHES = 1.1
_BAR_HALF = 0.4


@dataclass(frozen=True)
class _Bar:
    """A layer in units of its trivial bound."""

    layer: LayerCertificate
    bound: float
    requirement: float | None


def bound_plot(certificate: Certificate) -> str | None:
    """Each layer's bound and requirement as fractions of its trivial bound, as an SVG element.

    None if no layer has a bound. The same certificate gives the same bytes.
    """
    bars = [
        _Bar(
            layer,
            float(layer.bound / layer.trivial_bound),
            None if layer.requirement is None else float(layer.requirement / layer.trivial_bound),
        )
        for layer in certificate.layers
        if layer.bound is not None and layer.trivial_bound
    ]
    return _svg(bars) if bars else None


def _svg(bars: Sequence[_Bar]) -> str:
    # Loaded here, because it takes longer than many a command that draws nothing.
    from matplotlib.figure import Figure

    height = _MARGIN_INCHES + _ROW_INCHES * len(bars)
    figure = Figure(figsize=(9, height))
    bottom, top = 0.6 / height, 1 - 0.2 / height
    axes = figure.add_axes((0.42, bottom, 0.55, top - bottom))
    places = range(len(bars))
    colours = [_COLOUR[bar.layer.verdict] for bar in bars]
    axes.barh(places, [bar.bound for bar in bars], color=colours)
    limits = {
        place: bar.requirement
        for place, bar in zip(places, bars, strict=True)
        if bar.requirement is not None
    }
    ends = [place - _BAR_HALF for place in limits], [place + _BAR_HALF for place in limits]
    axes.vlines(list(limits.values()), *ends, color="black", linewidth=1.5)
    names = [Medium().shown(bar.layer.tensor) for bar in bars]
    axes.set_yticks(places, names, fontsize=7, parse_math=False)
    axes.set_ylim(len(bars) - 0.4, -0.6)
    axes.set_xlim(left=0)
    axes.set_xlabel("proved bound / trivial bound (bar), requirement / trivial bound (line)")
    return svg_element(figure, "quantcert-layers")
